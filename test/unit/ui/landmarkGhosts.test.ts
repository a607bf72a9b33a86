import { describe, expect, it } from 'vitest'
import { applyLandmarkEdit } from '#core/editor/landmarkEdits.ts'
import {
  type GhostInput,
  ghostsFromMirror,
  ghostsFromObserver,
  ghostsFromProposals,
  ghostsFromScan,
  ghostsFromScheme,
  noGhosts,
  stillWaiting,
} from '#core/editor/landmarkGhosts.ts'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8, landmarkSchemes } from '#core/model/schemes.ts'
import { identity4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

/** A surface that goes through every point: what is proposed stays where it is expected. */
const everywhere: ProposalSurface = {
  closestPoint: (x, y, z) => ({ triangle: 3, barycentrics: [0.2, 0.3, 0.5], point: [x, y, z], distance: 0 }),
}
const nowhere: ProposalSurface = { closestPoint: () => null }

const placed = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })
const mmOf = (name: string): Vec3 => {
  const [x, y, z] = head8.points.find((point) => point.name === name)?.templatePosition ?? [0, 0, 0]
  return [1000 * x, 1000 * y, 1000 * z]
}
const person = (names: readonly string[]): Landmark[] => names.map((name) => placed(name, mmOf(name)))
const inputOf = (landmarks: readonly Landmark[], surface = everywhere): GhostInput => ({
  landmarks,
  scheme: head8,
  surface,
  mmPerUnit: 1,
})
const apart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
const three = ['right_eye', 'left_eye', 'nose_tip']
const all = head8.points.map(({ name }) => name)

describe('proposed places', () => {
  it('lose the points that are decided, and are the same object as long as nothing changes', () => {
    const ghosts = ghostsFromScheme(inputOf(person(three)))
    const next = person([...three, ghosts.ghosts[0].name])
    const left = stillWaiting(ghosts, next)
    expect(left.ghosts).toEqual(ghosts.ghosts.slice(1))
    expect(stillWaiting(ghosts, next)).toBe(left)
    expect(stillWaiting(ghosts, person(three))).toBe(ghosts)
    // Two scans without proposals, looked at in turn.
    for (const points of [three, all, three, all]) expect(stillWaiting(noGhosts, person(points))).toBe(noGhosts)
  })

  it('come from the scheme with three points: the others, with an uncertainty each, on the average head (2 mm)', () => {
    expect(ghostsFromScheme(inputOf(person(three.slice(0, 2)))).ghosts).toEqual([])
    const { ghosts } = ghostsFromScheme(inputOf(person(three)))
    expect(ghosts.map(({ name }) => name).sort()).toEqual(all.filter((name) => !three.includes(name)).sort())
    for (const ghost of ghosts) {
      expect(apart(ghost.position, mmOf(ghost.name))).toBeLessThan(2)
      expect(ghost.sigmaMm).toBeGreaterThan(0.5)
    }
  })

  it('are not shown where they would be a guess: the jaw line from three points', () => {
    const ibug68 = landmarkSchemes.get('ibug-68')!
    const { ghosts, message, basis } = ghostsFromScheme({ ...inputOf(person(three)), scheme: ibug68 })
    const groups = new Set(ghosts.map(({ name }) => ibug68.points.find((point) => point.name === name)?.group))
    expect(groups.has('jaw')).toBe(false)
    expect(groups.has('nose')).toBe(true)
    expect(message).toMatch(/^\d+ more would be less sure than 14 mm/)
    expect(basis).toBe('scheme')
  })

  it('are surer, and where those heads have them, with other heads of the project (seed 3, 12 heads)', () => {
    const random = seededRandom(3)
    const wider = (): ReadonlyMap<string, Vec3> =>
      new Map(
        all.map((name) => [
          name,
          mmOf(name).map((v, axis) => v * (axis === 1 ? 1.15 : 1) + random.normal() / 2) as unknown as Vec3,
        ]),
      )
    const population = Array.from({ length: 12 }, wider)
    const person12 = wider()
    const landmarks = three.map((name) => placed(name, person12.get(name) as Vec3))
    const errorOf = (ghosts: readonly { name: string; position: Vec3 }[]): number =>
      Math.max(...ghosts.map(({ name, position }) => apart(position, person12.get(name) as Vec3)))
    const alone = ghostsFromScheme(inputOf(landmarks))
    const known = ghostsFromScheme(inputOf(landmarks), population)
    expect(known.basis).toBe('population')
    expect(errorOf(known.ghosts)).toBeLessThan(0.6 * errorOf(alone.ghosts))
    for (const ghost of known.ghosts) {
      const before = alone.ghosts.find(({ name }) => name === ghost.name)
      if (before) expect(ghost.sigmaMm).toBeLessThan(before.sigmaMm)
    }
  })

  it('of a model are taken for points that wait only', () => {
    const proposal = (name: string, sigmaMm: number) =>
      ({
        name,
        position: mmOf(name),
        surface: { triangle: 0, barycentrics: [1, 0, 0] },
        sigmaMm,
        snapMm: 0,
        basis: 'model',
      }) as const
    const { ghosts, basis } = ghostsFromProposals(inputOf(person(three)), {
      proposals: [proposal('nose_tip', 2), proposal('nose_base', 3), proposal('left_lips', 40)],
      withheld: [],
    })
    expect(ghosts.map(({ name }) => name)).toEqual(['nose_base'])
    expect(basis).toBe('model')
  })

  it('say in a sentence why there are none', () => {
    expect(ghostsFromScheme(inputOf(person(three), nowhere)).message).toContain('no surface')
    const onOneSpot = three.map((name) => placed(name, [1, 2, 3]))
    expect(ghostsFromScheme(inputOf(onOneSpot)).message).not.toBeNull()
  })

  it('are mirrored from the other side by the points of the midline and the pairs (1.5 mm: faces are not even)', () => {
    const names = ['right_eye', 'left_eye', 'nose_tip', 'nose_base', 'right_lips', 'right_eye_outer']
    const { ghosts } = ghostsFromMirror(inputOf(person(names)))
    expect(ghosts.map(({ name }) => name).sort()).toEqual(['left_eye_outer', 'left_lips'])
    for (const ghost of ghosts) expect(apart(ghost.position, mmOf(ghost.name))).toBeLessThan(1.5)
    expect(ghostsFromMirror(inputOf(person(['right_eye', 'nose_tip']))).message).toContain('place three')
  })

  it('are copied from another scan by the shared points, or by the alignment (1e-6)', () => {
    const otherFromHere = toMat4([0, -0.001, 0, 4, 0.001, 0, 0, 5, 0, 0, 0.001, 6, 0, 0, 0, 1])
    const other = all.map((name) => placed(name, transformPoint(otherFromHere, mmOf(name))))
    const shared = ghostsFromScan(inputOf(person(three)), { other, scanFromOther: null })
    expect(shared.ghosts).toHaveLength(5)
    for (const ghost of shared.ghosts) expect(apart(ghost.position, mmOf(ghost.name))).toBeLessThan(1e-6)
    const two = ghostsFromScan(inputOf(person(three.slice(0, 2))), { other, scanFromOther: null })
    expect(two).toEqual({ ghosts: [], basis: null, message: 'Align the scans, or place three points on both.' })
    const aligned = ghostsFromScan(inputOf([]), { other: person(all), scanFromOther: identity4 })
    expect(aligned.ghosts).toHaveLength(8)
    const far = ghostsFromScan(inputOf([], nowhere), { other: person(all), scanFromOther: identity4 })
    expect(far.message).toContain('8 points would lie far')
  })

  it('are copied from another annotator, never over what has been decided here', () => {
    const here: Landmark[] = [{ name: 'nose_tip', status: 'missing', position: null, surface: null }]
    const { ghosts } = ghostsFromObserver(inputOf(here), person(all))
    expect(ghosts.map(({ name }) => name)).not.toContain('nose_tip')
    expect(ghosts).toHaveLength(7)
  })

  it('are stored as accepted, all in one edit, and a move by hand makes them a person’s', () => {
    const { ghosts } = ghostsFromScheme(inputOf(person(three)))
    const proposals = ghosts.map(({ name, position, surface }) => ({ name, position, surface }))
    const after = applyLandmarkEdit({ landmarks: person(three) }, { kind: 'accept', proposals }).landmarks
    const sources = new Map(after.map(({ name, source }) => [name, source]))
    expect(sources.get('left_lips')).toBe('proposed-accepted')
    expect(sources.get('nose_tip')).toBeUndefined()
    const at = { name: 'left_lips', position: [1, 2, 3] as Vec3, surface: null }
    const moved = applyLandmarkEdit({ landmarks: after }, { kind: 'move', ...at }).landmarks
    expect(moved.find(({ name }) => name === 'left_lips')).toMatchObject({ source: 'human', position: [1, 2, 3] })
  })

  it('keeps the state and its reason when a point is moved', () => {
    const hidden: Landmark = { ...placed('nose_tip', [0, 0, 0]), status: 'hidden', reason: 'Hair' }
    const at = { name: 'nose_tip', position: [1, 0, 0] as Vec3, surface: null }
    const [moved] = applyLandmarkEdit({ landmarks: [hidden] }, { kind: 'move', ...at }).landmarks
    expect(moved).toMatchObject({ status: 'hidden', reason: 'Hair', position: [1, 0, 0], source: 'human' })
  })
})
