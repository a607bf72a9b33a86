import { badInput } from '../../model/errors.ts'
import type { Landmark, LandmarkScheme, LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading } from '../types.ts'
import { counted, WarningList } from '../warningList.ts'

/**
 * The set in the order of a scheme. Points of the scheme that the set has not become `unplaced`, points that are not in
 * the scheme are left out; warnings name both. A file without names that has as many points as the scheme is taken in
 * the scheme's order.
 *
 * @throws input/landmark-scheme where the set and the scheme share no point.
 */
export const orderByScheme = ({ set, warnings: before }: LandmarkReading, scheme: LandmarkScheme): LandmarkReading => {
  const warnings = new WarningList()
  const isNameless = before.some(({ code }) => code === 'landmark-names-guessed')
  const landmarks =
    isNameless && set.landmarks.length === scheme.points.length
      ? set.landmarks.map((landmark, i) => ({ ...landmark, name: scheme.points[i].name }))
      : set.landmarks
  const byName = new Map(landmarks.map((landmark) => [landmark.name, landmark]))
  const wanted = new Set(scheme.points.map(({ name }) => name))
  const absent = scheme.points.filter(({ name }) => !byName.has(name)).map(({ name }) => name)
  const others = landmarks.filter(({ name }) => !wanted.has(name)).map(({ name }) => name)
  if (absent.length === scheme.points.length) {
    throw badInput(
      'landmark-scheme',
      `None of the points of ${scheme.name} is in the file, which has ${others.slice(0, 8).join(', ')}.`,
    )
  }
  if (absent.length > 0) {
    const points = counted(absent.length, 'point')
    warnings.add('landmark-absent', `The file lacks ${points} of ${scheme.name}: ${absent.join(', ')}.`)
  }
  if (others.length > 0) {
    const points = counted(others.length, 'point')
    warnings.add('landmark-left-out', `Left out were ${points} that ${scheme.name} has not: ${others.join(', ')}.`)
  }
  const ordered = pointsOf(scheme, byName)
  const kept = isNameless ? before.filter(({ code }) => code !== 'landmark-names-guessed') : before
  return {
    set: { ...set, scheme: scheme.name, landmarks: ordered },
    warnings: [...kept, ...warnings.toArray()],
  }
}

const pointsOf = (scheme: LandmarkScheme, byName: ReadonlyMap<string, Landmark>): readonly Landmark[] =>
  scheme.points.map(
    ({ name }): Landmark => byName.get(name) ?? { name, status: 'unplaced', position: null, surface: null },
  )

/**
 * The set in the order of a scheme, whatever order its points were clicked in: those of the scheme first, `unplaced`
 * where the set has them not, so that a file without names counts right; then all others, in their own order.
 */
export const inSchemeOrder = (set: LandmarkSet, scheme: LandmarkScheme): LandmarkSet => {
  const ofScheme = pointsOf(scheme, new Map(set.landmarks.map((landmark) => [landmark.name, landmark])))
  const known = new Set(scheme.points.map(({ name }) => name))
  return { ...set, landmarks: [...ofScheme, ...set.landmarks.filter(({ name }) => !known.has(name))] }
}
