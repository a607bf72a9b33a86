import type { LandmarkScheme, SchemeCurve, SchemePoint } from '../model/landmarks.ts'

/** A scheme that is being written: always whole, so that what is shown can be tried. */
export type SchemeDraft = LandmarkScheme

const blank = (name: string): SchemePoint => ({
  name,
  title: name.replaceAll('_', ' '),
  definition: '',
  mirror: null,
  group: null,
  picture: null,
  templatePosition: null,
})

/** A name that no point has yet. */
const freeName = ({ points }: SchemeDraft): string => {
  const taken = new Set(points.map(({ name }) => name))
  let count = points.length + 1
  while (taken.has(`point_${count}`)) count += 1
  return `point_${count}`
}

/** A scheme of one's own, made from another: the same points under a new name. */
export const copyOfScheme = (scheme: LandmarkScheme, taken: ReadonlySet<string>): SchemeDraft => {
  const base = `my-${scheme.name}`.slice(0, 58)
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`
  return { ...scheme, name, title: `${scheme.title}, own version`, embedding: null }
}

export const addPoint = (draft: SchemeDraft): SchemeDraft => ({
  ...draft,
  points: [...draft.points, blank(freeName(draft))],
})

/** Takes a point out, and it out of mirrors, lines and curves; a curve of one point is none. */
export const removePoint = (draft: SchemeDraft, name: string): SchemeDraft => ({
  ...draft,
  points: draft.points
    .filter((point) => point.name !== name)
    .map((point) => (point.mirror === name ? { ...point, mirror: null } : point)),
  connectivity: draft.connectivity.filter((pair) => !pair.includes(name)),
  curves: draft.curves
    .map((curve) => ({ ...curve, points: curve.points.filter((each) => each !== name) }))
    .filter(({ points }) => points.length >= 2),
})

/** Exchanges a point with its neighbour in the list. */
export const shiftPoint = (draft: SchemeDraft, name: string, by: 1 | -1): SchemeDraft => {
  const points = [...draft.points]
  const at = points.findIndex((point) => point.name === name)
  const to = at + by
  if (at < 0 || to < 0 || to >= points.length) return draft
  const moved = points[at]
  points[at] = points[to]
  points[to] = moved
  return { ...draft, points }
}

/** Changes a point; a new name is taken over wherever the old one stands, a new mirror on both sides. */
export const changePoint = (draft: SchemeDraft, name: string, change: Partial<SchemePoint>): SchemeDraft => {
  const renamed = (each: string): string => (each === name ? (change.name ?? name) : each)
  const points = draft.points.map((point): SchemePoint => {
    if (point.name === name) return { ...point, ...change }
    if (change.mirror === undefined) return point.mirror === name ? { ...point, mirror: renamed(name) } : point
    if (point.name === change.mirror) return { ...point, mirror: renamed(name) }
    return point.mirror === name || (change.mirror !== null && point.mirror === change.mirror)
      ? { ...point, mirror: null }
      : point
  })
  return {
    ...draft,
    points,
    connectivity: draft.connectivity.map(([a, b]) => [renamed(a), renamed(b)]),
    curves: draft.curves.map((curve) => ({ ...curve, points: curve.points.map(renamed) })),
  }
}

/** A curve through the first two points, to be led on; under a name that no curve has. */
export const addCurve = (draft: SchemeDraft): SchemeDraft => {
  const taken = new Set(draft.curves.map(({ name }) => name))
  let count = draft.curves.length + 1
  while (taken.has(`curve-${count}`)) count += 1
  const points = draft.points.slice(0, 2).map(({ name }) => name)
  const curve = { name: `curve-${count}`, title: `Curve ${count}`, points, isClosed: false, semiLandmarks: 3 }
  return { ...draft, curves: [...draft.curves, curve] }
}

export const changeCurve = (draft: SchemeDraft, name: string, change: Partial<SchemeCurve>): SchemeDraft => ({
  ...draft,
  curves: draft.curves.map((curve) => (curve.name === name ? { ...curve, ...change } : curve)),
})

export const removeCurve = (draft: SchemeDraft, name: string): SchemeDraft => ({
  ...draft,
  curves: draft.curves.filter((curve) => curve.name !== name),
})
