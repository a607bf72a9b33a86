import type { LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import { landmarkFormats } from './landmarkFormats.ts'
import { schemeOfNames } from './landmarks/pointList.ts'
import type { PhotoClicks } from './photoClicks.ts'
import type { LandmarkFormatName } from './types.ts'
import { WarningList } from './warningList.ts'

/** So many names are listed; of more the first ones and the last. */
const listed = 8

const orderInWords = ({ landmarks }: LandmarkSet): string => {
  const names = landmarks.map(({ name }) => name)
  return names.length > listed + 1
    ? `${names.slice(0, listed).join(', ')}, … ${names.at(-1)} (${names.length})`
    : names.join(', ')
}

/** Two public lists of 51 points have the same names, and lie up to 13 mm apart. */
const isOneOfTwo = ({ scheme, landmarks }: LandmarkSet): boolean =>
  scheme !== null && scheme !== 'flame-51' && schemeOfNames(landmarks.map(({ name }) => name)) === 'flame-51'

/** What a set, and clicks in photos, say that a file of the format `name` cannot hold: a warning for each kind. */
export const landmarkLosses = (
  set: LandmarkSet,
  name: LandmarkFormatName,
  photos: readonly PhotoClicks[] = [],
): Warning[] => {
  const warnings = new WarningList()
  const format = landmarkFormats.find((candidate) => candidate.name === name)
  if (!format) return []
  const { keeps, title } = format
  if (!keeps.names) {
    warnings.add(
      'landmark-names-lost',
      `The format (${title}) has no names: the points are told apart by their order alone, which is ${orderInWords(set)}.`,
    )
  }
  if (isOneOfTwo(set) && !keeps.scheme) {
    warnings.add(
      'landmark-scheme-lost',
      `The format (${title}) cannot say which of the two public lists of 51 points these are: tell “${set.scheme}” with the file.`,
    )
  }
  const lost = set.landmarks.filter(({ status }) => status !== 'placed' && !keeps.states.includes(status))
  if (lost.length > 0) {
    const list = lost.map((landmark) => `${landmark.name} (${landmark.status})`).join(', ')
    warnings.add('landmark-states-lost', `The format (${title}) cannot say what some points are: ${list}.`)
  }
  const listOf = (points: LandmarkSet['landmarks']): string => points.map((landmark) => landmark.name).join(', ')
  const reasons = set.landmarks.filter(({ reason }) => reason)
  if (reasons.length > 0 && !keeps.reasons) {
    warnings.add('landmark-reasons-lost', `The format (${title}) has no room for the reasons of ${listOf(reasons)}.`)
  }
  const accepted = set.landmarks.filter(({ source }) => source === 'proposed-accepted')
  if (accepted.length > 0 && !keeps.sources) {
    warnings.add(
      'landmark-sources-lost',
      `The format (${title}) cannot say that no person clicked these, but accepted a proposal: ${listOf(accepted)}.`,
    )
  }
  if (set.unit !== null && !keeps.unit) {
    warnings.add('landmark-unit-lost', `The format (${title}) has no unit: the numbers are in ${set.unit}.`)
  }
  if (photos.length > 0 && !keeps.photos) {
    const clicks = photos.reduce((sum, { points }) => sum + points.size, 0)
    const of = photos.length === 1 ? '1 photo' : `${photos.length} photos`
    warnings.add(
      'photo-points-lost',
      `The format (${title}) has no room for the ${clicks} clicks in ${of}: Cameo's .json holds both, .photos.csv the clicks alone.`,
    )
  }
  return warnings.toArray()
}
