import { describe, expect, test } from 'vitest'
import { readEmbeddingFile, writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { seededRandom } from '#core/model/random.ts'

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const file = (points: readonly unknown[]): object => ({ format: 'cameo-embedding', version: 1, name: 'e', points })

describe("Cameo's own embedding file", () => {
  test('names, faces and weights come back as they were (seed 3)', () => {
    const random = seededRandom(3)
    const pointNames = ['nose_tip', 'left_eye', 'right_eye']
    const faces = Uint32Array.from(pointNames, () => random.below(9976))
    const barycentrics = Float64Array.from(
      pointNames.flatMap(() => {
        const [a, b] = [random.next() / 2, random.next() / 2]
        return [a, b, 1 - a - b]
      }),
    )
    const bytes = writeEmbeddingFile({ name: 'three points', pointNames, faces, barycentrics })
    expect(readEmbeddingFile(bytes, 'three.json')).toMatchObject({
      name: 'three points',
      pointCount: 3,
      pointNames,
      faces,
      barycentrics,
    })
  })

  test.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['another format', encode({ format: 'other' })],
    ['no points', encode(file([]))],
    ['weights that do not sum to 1', encode(file([{ name: 'a', face: 0, barycentrics: [1, 1, 0] }]))],
    ['a face below 0', encode(file([{ name: 'a', face: -1, barycentrics: [1, 0, 0] }]))],
  ])('%s is refused with the name of the file', (_what, bytes) => {
    expect(() => readEmbeddingFile(bytes, 'bad.json')).toThrow(/bad\.json/)
  })
})
