import {
  type Landmark,
  type LandmarkScheme,
  type LandmarkStatus,
  mayHavePosition,
  plainLandmark,
  type SurfacePoint,
} from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import { landmarkTitle } from './landmarkTitle.ts'

/** One line of the guided list: a point of the scheme, or a point of the set that the scheme does not know. */
export interface GuideRow {
  readonly name: string
  readonly title: string
  /** Empty for a point outside the scheme. */
  readonly definition: string
  readonly inScheme: boolean
  readonly status: LandmarkStatus
  readonly position: Vec3 | null
  /** Why it has its status; null where nobody said. */
  readonly reason: string | null
  /** Whether its place was proposed and taken as it was. */
  readonly isAccepted: boolean
}

/** The scheme's points in its order with what is known of each, then the set's other points. */
export const guideRows = (scheme: LandmarkScheme, landmarks: readonly Landmark[]): readonly GuideRow[] => {
  const known = new Map(landmarks.map((landmark) => [landmark.name, landmark]))
  const ofScheme = scheme.points.map(({ name, title, definition }) => ({
    name,
    title,
    definition,
    inScheme: true,
    ...knowledgeOf(known.get(name)),
  }))
  const names = new Set(scheme.points.map(({ name }) => name))
  const others = landmarks
    .filter(({ name }) => !names.has(name))
    .map((landmark) => {
      const { name } = landmark
      return { name, title: landmarkTitle(name), definition: '', inScheme: false, ...knowledgeOf(landmark) }
    })
  return [...ofScheme, ...others]
}

const knowledgeOf = (
  landmark: Landmark | undefined,
): Pick<GuideRow, 'status' | 'position' | 'reason' | 'isAccepted'> => ({
  status: landmark?.status ?? 'unplaced',
  position: landmark?.position ?? null,
  reason: landmark?.reason ?? null,
  isAccepted: landmark?.source === 'proposed-accepted',
})

/** The next point of the scheme that waits for a decision, searched after `after` and then from the start; null when none does. */
export const nextUnplaced = (rows: readonly GuideRow[], after: string | null): string | null => {
  const start = rows.findIndex(({ name }) => name === after) + 1
  const order = [...rows.slice(start), ...rows.slice(0, start)]
  return order.find(({ status, inScheme }) => inScheme && status === 'unplaced')?.name ?? null
}

/** How many points of the scheme have been decided: placed, missing or occluded. */
export const decidedCount = (rows: readonly GuideRow[]): number =>
  rows.filter(({ inScheme, status }) => inScheme && status !== 'unplaced').length

const withLandmark = (landmarks: readonly Landmark[], changed: Landmark): readonly Landmark[] =>
  landmarks.some(({ name }) => name === changed.name)
    ? landmarks.map((landmark) => (landmark.name === changed.name ? changed : landmark))
    : [...landmarks, changed]

/** Places a point by hand; an occluded point stays occluded (its place is then an estimate). */
export const placeLandmark = (
  landmarks: readonly Landmark[],
  at: { name: string; position: Vec3; surface: SurfacePoint | null },
): readonly Landmark[] => {
  const before = landmarks.find(({ name }) => name === at.name)
  const status = before?.status === 'occluded' && before.position === null ? 'occluded' : 'placed'
  const { name, position, surface } = at
  return withLandmark(landmarks, { name, status, position, surface, source: 'human' })
}

/** Moves a point that has a place by hand: what is known of it stays. */
export const moveLandmark = (
  landmarks: readonly Landmark[],
  { name, position, surface }: { name: string; position: Vec3; surface: SurfacePoint | null },
): readonly Landmark[] => {
  const before = landmarks.find((landmark) => landmark.name === name)
  if (!before?.position) return placeLandmark(landmarks, { name, position, surface })
  return withLandmark(landmarks, plainLandmark({ ...before, position, surface, source: 'human' }))
}

/** Takes a proposed place as it is: it is placed, and says that no hand put it there. */
export const acceptProposal = (
  landmarks: readonly Landmark[],
  { name, position, surface }: { name: string; position: Vec3; surface: SurfacePoint | null },
): readonly Landmark[] =>
  withLandmark(landmarks, { name, status: 'placed', position, surface, source: 'proposed-accepted' })

/**
 * Sets the status by hand. `missing` and `unplaced` have no position; the others keep one where it is known. A point
 * without a position cannot be `uncertain`: it stays as it is.
 */
export const setLandmarkStatus = (
  landmarks: readonly Landmark[],
  name: string,
  status: Exclude<LandmarkStatus, 'placed'>,
  reason: string | null = null,
): readonly Landmark[] => {
  const before = landmarks.find((landmark) => landmark.name === name)
  if (status === 'uncertain' && !before?.position) return landmarks
  const kept = mayHavePosition(status) && before ? before : { position: null, surface: null, source: null }
  const { position, surface, source } = kept
  return withLandmark(landmarks, plainLandmark({ name, status, position, surface, reason, source }))
}
