import { describe, expect, test } from 'vitest'
import { closeFaces, crossingPairs } from '#core/flame/crossings.ts'
import { deriveRegions } from '#core/flame/deriveRegions.ts'
import { FitState } from '#core/flame/fitState.ts'
import { foldedFaces } from '#core/flame/foldedFaces.ts'
import { headTopologyOf } from '#core/flame/headTopology.ts'
import { addOffsets } from '#core/flame/jointFit.ts'
import { takeApart } from '#core/flame/takeApart.ts'
import { visibleVertices } from '#core/flame/visibleSkin.ts'
import { seededRandom } from '#core/model/random.ts'
import { headParts } from '#core/synth/head/ringPatch.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { standIn } from '#core/synth/standInModel.ts'

const { model, head } = standIn(1)
const topology = headTopologyOf(model)
const regions = deriveRegions(model, standInEmbedding(model))
const faces = closeFaces(model.triangles, topology, regions)
const isSeen = new Uint8Array(model.vertexCount).fill(1)
const crossings = (surface: Float64Array): number => crossingPairs(surface, model.triangles, faces).length / 2

/** Lips and lids pressed into each other: the jaw shut too far, lips that move, a form of its own. */
const pressedHead = (seed: number, jawRad: number, spread: number) => {
  const random = seededRandom(seed)
  const state = new FitState(model)
  for (let c = 0; c < 40; c++) state.coefficients[c] = random.normal()
  for (let c = 0; c < 30; c++) state.coefficients[model.shapeCount + c] = spread * random.normal()
  const columns = { joints: [0, 2], components: new Uint32Array(0) }
  const turn = [0.3 * random.normal(), 0.3 * random.normal(), 0.3 * random.normal()]
  state.move([0.1, 0.2, 0.3, ...turn, jawRad, 0, 0], columns)
  const modelVertices = state.forward.vertices.slice()
  const offsets = new Float64Array(modelVertices.length)
  const waves = Array.from({ length: 6 }, () => [0, 1, 2, 3].map(() => 150 * random.normal()))
  for (let v = 0; v < model.vertexCount; v++) {
    if (topology.isEyeball[v]) continue
    const p = model.template.subarray(v * 3, v * 3 + 3)
    for (const [k, [x, y, z, phase]] of waves.entries()) {
      offsets[v * 3 + (k % 3)] += 0.0003 * Math.sin(x * p[0] + y * p[1] + z * p[2] + phase)
    }
  }
  return { state, modelVertices, offsets }
}

describe.each([
  ['shut', -0.01, 0.4],
  ['pressed', -0.03, 0.4],
  ['a little open, lips that move', 0.05, 0.7],
  ['wide open', 0.35, 0.7],
] as const)('a mouth %s', (_, jawRad, spread) => {
  test.each([1, 2, 3, 4, 5, 6])('ends without crossings and without a face turned over (seed %i)', (seed) => {
    const { state, modelVertices, offsets } = pressedHead(seed, jawRad, spread)
    const parameters = state.rotations.slice()
    const before = offsets.slice()
    const found = crossings(addOffsets(modelVertices, offsets))
    const result = takeApart(offsets, { state, modelVertices, topology, regions, isSeen })
    const surface = addOffsets(modelVertices, offsets)
    expect(result.crossings).toMatchObject({ found, left: 0 })
    expect(crossings(surface)).toBe(0)
    expect(foldedFaces(model.triangles, surface, result.uncrossed, 0)).toHaveLength(0)
    expect(state.rotations).toEqual(parameters)
    if (found === 0) expect(offsets).toEqual(before)
    // What is far from lips and lids stays.
    const crown = model.template.reduce(
      (best, y, i) => (i % 3 === 1 && y > model.template[best * 3 + 1] ? (i - 1) / 3 : best),
      0,
    )
    expect(offsets.subarray(crown * 3, crown * 3 + 3)).toEqual(before.subarray(crown * 3, crown * 3 + 3))
  })
})

test.each([
  ['shut', 2, -0.01, 0.4],
  ['shut', 4, -0.01, 0.4],
  ['a little open', 5, 0.05, 0.7],
] as const)(
  'what can be seen of a mouth %s stays, and what lies inside gives way (seed %i)',
  (_, seed, jawRad, spread) => {
    const { state, modelVertices, offsets } = pressedHead(seed, jawRad, spread)
    const before = addOffsets(modelVertices, offsets)
    const visible = visibleVertices(before, model.triangles, [...isSeen.keys()])
    const { crossings: counts } = takeApart(offsets, { state, modelVertices, topology, regions, isSeen })
    expect(counts).toMatchObject({ left: 0, movedMm: 0 })
    expect(counts.found).toBeGreaterThan(10)
    const after = addOffsets(modelVertices, offsets)
    for (const v of visible) expect(after.subarray(v * 3, v * 3 + 3)).toEqual(before.subarray(v * 3, v * 3 + 3))
    expect(after).not.toEqual(before)
  },
)

test('a vertex is visible where some way out meets nothing', () => {
  const lips = [...regions.get('lips')!]
  const inside = (vertices: readonly number[]): number =>
    vertices.filter((v) => head.parts[v] === headParts.mouthInside).length
  const visible = visibleVertices(model.template, model.triangles, lips)
  expect(visible.length).toBeGreaterThan(100)
  expect(visible.length).toBeLessThan(lips.length)
  // Through the closed mouth of the template nothing is seen of its depth.
  expect(inside(visible)).toBeLessThan(0.2 * inside(lips))
})
