import { describe, expect, test } from 'vitest'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { closestPointsFor, type TriangleSoup } from '#core/model/queries.ts'
import { seededRandom } from '#core/model/random.ts'
import { sphereMesh } from '../geometry/shapes.ts'

const wildSoup = (seed: number, triangles: number): TriangleSoup => {
  const random = seededRandom(seed)
  return {
    positions: Float32Array.from({ length: 900 }, () => 40 * random.normal()),
    triangles: Uint32Array.from({ length: triangles * 3 }, () => random.below(300)),
  }
}
/** What both kinds of tree tell of the queries, with the corners of the triangles instead of their numbers. */
const answers = (tree: TriangleTree, { triangles }: TriangleSoup, queries: Float32Array, maxDistance: number) => {
  const [first, again] = [0, 1].map(() => closestPointsFor(queries.length / 3))
  tree.closestPoints(queries, first, { maxDistance })
  tree.closestPoints(queries, again, { maxDistance, guesses: first.triangles })
  return [first, again].map(({ triangles: numbers, ...found }) => {
    const corners = new Uint32Array(numbers.length * 3)
    if (tree.isIndexed) tree.cornersOf(numbers, corners)
    else for (const [i, number] of numbers.entries()) corners.set(triangles.subarray(number * 3, number * 3 + 3), i * 3)
    return {
      ...found,
      corners: Array.from(numbers, (number, i) => (number < 0 ? null : corners.slice(i * 3, i * 3 + 3))),
    }
  })
}

describe('a tree whose leaves name their corners', () => {
  test.each([0, 1, 3, 4, 5, 8, 17, 1023, 4097, 20_000])(
    'answers with the same bytes as one that holds them: %i triangles, seeds',
    (triangles) => {
      const soup = wildSoup(triangles + 1, triangles)
      const random = seededRandom(7)
      const queries = Float32Array.from({ length: 3000 }, () => 60 * random.normal())
      queries[4] = Number.NaN
      for (const maxDistance of [Infinity, 3]) {
        const [held, named] = [TriangleTree.build(soup), TriangleTree.buildIndexed(soup)]
        expect(answers(named, soup, queries, maxDistance)).toEqual(answers(held, soup, queries, maxDistance))
        held.release()
        named.release()
      }
    },
  )

  test('on a surface as scanners give, where queries follow each other', () => {
    const { positions, triangles } = sphereMesh({ radius: 90, rings: 120 })
    const queries = sphereMesh({ radius: 92, rings: 60 }).positions
    const soup = { positions, triangles }
    const expected = answers(TriangleTree.build(soup), soup, queries, Infinity)
    expect(answers(TriangleTree.buildIndexed(soup), soup, queries, Infinity)).toEqual(expected)
  })

  test.each([
    ['the last vertices that fit into two words', 2 ** 21 - 300],
    ['vertices beyond them', 2 ** 21],
  ])('names %s', (_title, unused) => {
    const { positions, triangles } = wildSoup(5, 4097)
    const many = new Float32Array(unused * 3 + positions.length)
    many.set(positions, unused * 3)
    const soup = { positions: many, triangles: triangles.map((vertex) => vertex + unused) }
    const queries = Float32Array.from(positions, (value) => value + 0.3)
    const tree = TriangleTree.buildIndexed(soup)
    expect(answers(tree, soup, queries, Infinity)).toEqual(answers(TriangleTree.build(soup), soup, queries, Infinity))
    tree.release()
  })

  test('refuses what the other refuses, and rays', () => {
    const { positions, triangles } = wildSoup(3, 50)
    const wild = triangles.slice()
    wild[70] = 300
    expect(() => TriangleTree.buildIndexed({ positions, triangles: wild })).toThrowError(
      expect.objectContaining({ code: 'input/index-out-of-range' }),
    )
    const infinite = Float32Array.from(positions)
    infinite[triangles[10] * 3] = Infinity
    expect(() => TriangleTree.buildIndexed({ positions: infinite, triangles })).toThrowError(
      expect.objectContaining({ code: 'input/not-finite' }),
    )
    const tree = TriangleTree.buildIndexed({ positions, triangles })
    expect(() => tree.raycast([0, 0, 100], [0, 0, -1])).toThrowError(RangeError)
    const numbered = TriangleTree.build({ positions, triangles })
    expect(() => numbered.cornersOf(new Int32Array(1), new Uint32Array(3))).toThrowError(RangeError)
    const stopped = { signal: AbortSignal.abort() }
    expect(() => TriangleTree.buildIndexed({ positions, triangles }, stopped)).toThrowError(
      expect.objectContaining({ code: 'job/cancelled' }),
    )
  })
})
