import type { Landmark } from '#core/model/landmarks.ts'

/** Everything about a set that an edit may change. */
export interface LandmarkDocument {
  readonly scheme: string | null
  readonly annotator: string | null
  readonly time: string | null
  readonly provenance: 'placed' | 'imported'
  readonly landmarks: readonly Landmark[]
}

/** One side of an edit: what the document was (or is) where the other side differs. Plain JSON. */
export interface LandmarkSide extends Omit<LandmarkDocument, 'landmarks'> {
  /** The points that differ from the other side. */
  readonly points: readonly Landmark[]
  /** All names in order, where the other side has others or another order. */
  readonly names: readonly string[] | null
}

const sideOf = (document: LandmarkDocument, other: LandmarkDocument): LandmarkSide => {
  const { landmarks, ...header } = document
  const others = new Map(other.landmarks.map((point) => [point.name, JSON.stringify(point)]))
  const hasSameNames =
    landmarks.length === other.landmarks.length && landmarks.every(({ name }, i) => name === other.landmarks[i].name)
  return {
    ...header,
    points: landmarks.filter((point) => JSON.stringify(point) !== others.get(point.name)),
    names: hasSameNames ? null : landmarks.map(({ name }) => name),
  }
}

export const landmarkDiff = (
  before: LandmarkDocument,
  after: LandmarkDocument,
): { readonly before: LandmarkSide; readonly after: LandmarkSide } => ({
  before: sideOf(before, after),
  after: sideOf(after, before),
})

/** The document of `side`, made from the document of the other side. */
export const applyLandmarkSide = (current: LandmarkDocument, side: LandmarkSide): LandmarkDocument => {
  const { points, names, ...header } = side
  const known = new Map([...current.landmarks, ...points].map((point) => [point.name, point]))
  const order = names ?? current.landmarks.map(({ name }) => name)
  return { ...header, landmarks: order.flatMap((name) => known.get(name) ?? []) }
}
