import { gzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { flameForward } from '#core/flame/forward.ts'
import { loadFlameModel, writeFlameModelNpz } from '#core/flame/model.ts'
import { readNpz, writeNpz } from '#core/formats/npz.ts'
import { CameoError } from '#core/model/errors.ts'
import { smallModel } from './smallModel.ts'

const model = smallModel(21)
const file = writeFlameModelNpz(model)

/** The file with some arrays replaced or, by null, taken away. */
const changed = (changes: Record<string, { shape: number[]; data: Float64Array } | null>): Uint8Array => {
  const entries = [...readNpz(file)].flatMap(([name, array]) => {
    const change = changes[name]
    if (change === null) return []
    return [[name, change ?? { shape: array.shape, data: array.data as Float64Array }] as const]
  })
  return writeNpz(entries)
}

const messageOf = (bytes: Uint8Array): string => {
  try {
    loadFlameModel(bytes, 'head.npz')
  } catch (error) {
    if (error instanceof CameoError && error.code.startsWith('input/')) return error.message
    throw error
  }
  return 'loaded'
}

describe('model files', () => {
  test('written and read again, the model is the same to single precision', () => {
    const back = loadFlameModel(file, 'head.npz', { sha256: 'ab' })
    expect(back).toMatchObject({
      vertexCount: model.vertexCount,
      faceCount: model.faceCount,
      shapeCount: 300,
      expressionCount: 100,
    })
    expect([...back.parents]).toEqual([-1, 0, 1, 1, 1])
    expect(back).toMatchObject({ sha256: 'ab', version: 'unknown', warnings: [] })
    const parameters = { betas: [1, -1, 0.5], pose: new Float64Array(15).fill(0.2), trans: [1, 2, 3] }
    const expected = flameForward(model, parameters)
    flameForward(back, parameters).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 12)
    })
  })

  test('gzipped, and with another number of components', () => {
    expect(loadFlameModel(gzipSync(file), 'head.npz.gz').faceCount).toBe(model.faceCount)
    const few = { shape: [model.vertexCount, 3, 7], data: new Float64Array(model.vertexCount * 21).fill(1e-3) }
    expect(loadFlameModel(changed({ shapedirs: few }), 'head.npz')).toMatchObject({ shapeCount: 7, expressionCount: 0 })
  })

  test('known files are named by their hash', () => {
    const sha256 = 'e75a0990728ba038c7da2a420ae4396f7ddd7781366c13026066c5b24f127623'
    expect(loadFlameModel(file, 'head.npz', { sha256 }).version).toBe('FLAME 2023 Open')
  })

  test('what is wrong is said by the array’s name', () => {
    const weights = { shape: [model.vertexCount, 5], data: model.weights.slice() }
    weights.data[5] += 0.1
    expect(messageOf(changed({ weights }))).toContain('skinning weights of vertex 1')
    expect(messageOf(changed({ posedirs: null }))).toContain('no array "posedirs"')
    expect(messageOf(changed({ f: { shape: [1, 3], data: Float64Array.of(0, 1, 99999) } }))).toContain('vertex 99999')
    const template = { shape: [model.vertexCount, 3], data: model.template.slice() }
    template.data[7] = Number.NaN
    expect(messageOf(changed({ v_template: template }))).toContain('"v_template" that is not finite')
    expect(
      messageOf(changed({ kintree_table: { shape: [2, 5], data: Float64Array.of(-1, 2, 1, 1, 1, 0, 1, 2, 3, 4) } })),
    ).toContain('joint 1 hanging on joint 2')
    expect(messageOf(Uint8Array.of(1, 2, 3))).toContain('no FLAME model')
  })
})
