import { describe, expect, test } from 'vitest'
import { type LandmarkEmbedding, loadEmbedding } from '#core/flame/embedding.ts'
import { startFromLandmarks } from '#core/flame/landmarkStart.ts'
import { matchLandmarks } from '#core/flame/matchLandmarks.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { CameoError } from '#core/model/errors.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { smallScan } from './smallScan.ts'

const model = smallModel(31)
const { triangles, template } = model

const setOf = (points: readonly (readonly [string, Vec3 | null])[]): LandmarkSet => ({
  scheme: null,
  unit: null,
  annotator: null,
  time: null,
  landmarks: points.map(([name, position]) => ({
    name,
    status: position ? 'placed' : 'missing',
    position,
    surface: null,
  })),
})

const codeOf = (run: () => unknown): { code: string; message: string } => {
  try {
    run()
  } catch (error) {
    if (error instanceof CameoError) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'nothing thrown', message: '' }
}

const listOf = (count: number): LandmarkEmbedding => ({
  ...smallEmbedding,
  name: `list-${count}`,
  pointCount: count,
  pointNames: null,
  faces: Uint32Array.from({ length: count }, (_, i) => i),
  barycentrics: new Float64Array(count * 3).fill(1 / 3),
})

describe('matching', () => {
  test('by name through the embedding; what is missing or unknown is not used', () => {
    const set = setOf([
      ['nose_tip', [1, 2, 3]],
      ['left_eye', null],
      ['tragion', [0, 0, 0]],
    ])
    const { pairs, unused } = matchLandmarks(set, { embedding: smallEmbedding, triangles })
    expect(pairs.map((pair) => pair.name)).toEqual(['nose_tip'])
    expect(unused).toEqual(['tragion'])
    expect(pairs[0].vertices).toEqual([
      ...triangles.subarray(smallEmbedding.faces[7] * 3, smallEmbedding.faces[7] * 3 + 3),
    ])
  })

  test('51 in 68 and 68 in 51 are shifted by the jaw line', () => {
    const set = setOf([
      ['51:0', [0, 0, 0]],
      ['68:20', [0, 0, 0]],
      ['68:3', [0, 0, 0]],
    ])
    const in68 = matchLandmarks(set, { embedding: listOf(68), triangles })
    expect(in68.pairs.map((pair) => pair.vertices[0])).toEqual([17, 20, 3].map((face) => triangles[face * 3]))
    const in51 = matchLandmarks(set, { embedding: listOf(51), triangles })
    expect(in51.pairs.map((pair) => pair.vertices[0])).toEqual([0, 3].map((face) => triangles[face * 3]))
    expect(in51.unused).toEqual(['68:3'])
  })

  test('where the landmarks’ 51 and the embedding’s are the two that disagree, their first 14 are left out', () => {
    const ringNet = { ...listOf(51), faces: Uint32Array.from({ length: 51 }, (_, i) => (i === 13 ? 8800 : i)) }
    const many = Uint32Array.from({ length: 3 * 9000 }, (_, i) => triangles[i % triangles.length])
    const set = {
      ...setOf([
        ['51:13', [0, 0, 0]],
        ['51:14', [0, 0, 0]],
      ]),
      scheme: 'flame-51-flame-fitting',
    }
    expect(matchLandmarks(set, { embedding: ringNet, triangles: many }).unused).toEqual(['51:13'])
    const same = { ...set, scheme: 'flame-51-ringnet' }
    expect(matchLandmarks(same, { embedding: ringNet, triangles: many }).unused).toEqual([])
  })

  test('without an embedding nothing is known of another topology than FLAME’s', () => {
    const { pairs, unused } = matchLandmarks(
      setOf([
        ['nose_tip', [1, 2, 3]],
        ['51:16', [0, 0, 0]],
      ]),
      { embedding: null, triangles },
    )
    expect(pairs).toEqual([])
    expect(unused).toEqual(['nose_tip', '51:16'])
  })
})

describe('start', () => {
  const pairsOf = (unitsPerMetre: number, change: (p: Vec3, name: string) => Vec3 = (p) => p) => {
    const { landmarks } = smallScan(model, 32, { unitsPerMetre })
    const set = setOf(
      landmarks.landmarks.map(({ name, position }) => [name, position && change(position, name)] as const),
    )
    return matchLandmarks(set, { embedding: smallEmbedding, triangles }).pairs
  }

  test.each([
    ['m', 1],
    ['cm', 100],
    ['mm', 1000],
    ['um', 1e6],
  ] as const)('a face in %s is seen to be in it', (unit, unitsPerMetre) => {
    const start = startFromLandmarks(pairsOf(unitsPerMetre), template, 'auto')
    expect(start.unit).toBe(unit)
    expect(start.metresPerUnit * unitsPerMetre).toBeCloseTo(1, 12)
  })

  test('a stated unit that cannot be is refused with the likely one', () => {
    const { code, message } = codeOf(() => startFromLandmarks(pairsOf(1), template, 'mm'))
    expect(code).toBe('input/scan-unit')
    expect(message).toContain('looks like m')
  })

  test('left and right swapped is seen, and a mirrored scan', () => {
    const swap = (name: string): string =>
      name.startsWith('left') ? name.replace('left', 'right') : name.replace('right', 'left')
    const swapped = pairsOf(1000).map((pair) => pair)
    const positions = new Map(swapped.map((pair) => [pair.name, pair.position]))
    const exchanged = swapped.map((pair) => ({ ...pair, position: positions.get(swap(pair.name)) ?? pair.position }))
    expect(codeOf(() => startFromLandmarks(exchanged, template, 'auto')).code).toBe('input/landmarks-mirrored')
    const mirrored = pairsOf(1000, ([x, y, z]) => [-x, y, z])
    expect(codeOf(() => startFromLandmarks(mirrored, template, 'auto')).code).toBe('input/landmarks-mirrored')
  })

  test('two landmarks exchanged are named', () => {
    const pairs = pairsOf(1000)
    const exchanged = pairs.map((pair) => {
      const other = { nose_base: 'left_lips', left_lips: 'nose_base' }[pair.name]
      return { ...pair, position: pairs.find((p) => p.name === other)?.position ?? pair.position }
    })
    const { warnings } = startFromLandmarks(exchanged, template, 'auto')
    expect(warnings.map((warning) => warning.message).join()).toMatch(
      /"(nose_base|left_lips)" and "(nose_base|left_lips)" look swapped/,
    )
  })

  test('points that are no face, and too few of them', () => {
    const scattered = pairsOf(1000).map((pair, i) => ({
      ...pair,
      position: [Math.sin(i * 5) * 60, Math.cos(i * 3) * 60, Math.sin(i * 11) * 60] as Vec3,
    }))
    expect(codeOf(() => startFromLandmarks(scattered, template, 'auto')).code).toMatch(
      /landmarks-wrong|landmarks-mirrored|scan-unit/,
    )
    expect(codeOf(() => startFromLandmarks(pairsOf(1000).slice(0, 2), template, 'auto')).code).toBe(
      'input/landmarks-too-few',
    )
  })
})

describe('embedding files', () => {
  test('npz with its own list of indices', () => {
    const bytes = writeNpz([
      ['lmk_face_idx', { shape: [2], data: Uint32Array.of(5, 6) }],
      ['lmk_b_coords', { shape: [2, 3], data: Float64Array.of(0.2, 0.3, 0.5, 1, 0, 0) }],
      ['landmark_indices', { shape: [2], data: Int32Array.of(276, 4) }],
    ])
    const embedding = loadEmbedding(bytes, 'mediapipe.npz')
    expect(embedding).toMatchObject({ pointCount: 2, faces: Uint32Array.of(5, 6), listIndices: Uint32Array.of(276, 4) })
    const { pairs, unused } = matchLandmarks(
      setOf([
        ['468:4', [0, 0, 0]],
        ['468:5', [0, 0, 0]],
      ]),
      { embedding, triangles },
    )
    expect(pairs[0].barycentrics).toEqual([1, 0, 0])
    expect(unused).toEqual(['468:5'])
  })

  test('weights that do not sum to one, and files without an embedding', () => {
    const bad = writeNpz([
      ['lmk_face_idx', { shape: [1], data: Uint32Array.of(5) }],
      ['lmk_b_coords', { shape: [1, 3], data: Float64Array.of(0.2, 0.3, 0.1) }],
    ])
    expect(codeOf(() => loadEmbedding(bad, 'e.npz'))).toMatchObject({ code: 'input/flame-embedding' })
    expect(codeOf(() => loadEmbedding(writeNpz([]), 'e.npz'))).toMatchObject({ code: 'input/flame-embedding' })
  })
})
