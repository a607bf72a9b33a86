import type { LandmarkScheme } from './landmarks.ts'

const doubled = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
]

/** What contradicts itself in a scheme, a sentence each; empty where it is sound. */
export const schemeFaults = ({ groups, points, connectivity, curves, embedding }: LandmarkScheme): string[] => {
  const byName = new Map(points.map((point) => [point.name, point]))
  const groupNames = new Set(groups.map(({ name }) => name))
  const unknown = (names: readonly string[]): string[] => names.filter((name) => !byName.has(name))
  const faults = [
    ...doubled(points.map(({ name }) => name)).map((name) => `There are two points named "${name}".`),
    ...doubled(groups.map(({ name }) => name)).map((name) => `There are two groups named "${name}".`),
    ...doubled(curves.map(({ name }) => name)).map((name) => `There are two curves named "${name}".`),
  ]
  for (const { name, mirror, group } of points) {
    if (group !== null && !groupNames.has(group)) {
      faults.push(`"${name}" belongs to the group "${group}", which the scheme has not.`)
    }
    if (mirror === null) continue
    const other = byName.get(mirror)
    if (!other) faults.push(`"${name}" has "${mirror}" as its mirror, which the scheme has not.`)
    else if (mirror === name) faults.push(`"${name}" is its own mirror; a point on the midline has none (null).`)
    else if (other.mirror !== name) faults.push(`"${name}" has "${mirror}" as its mirror, but not the other way round.`)
  }
  for (const pair of connectivity) {
    for (const name of unknown(pair)) faults.push(`The connectivity names "${name}", which the scheme has not.`)
    if (pair[0] === pair[1]) faults.push(`The connectivity joins "${pair[0]}" with itself.`)
  }
  for (const curve of curves) {
    for (const name of unknown(curve.points)) {
      faults.push(`The curve "${curve.name}" runs through "${name}", which the scheme has not.`)
    }
    if (curve.points.length < 2) faults.push(`The curve "${curve.name}" runs through fewer than two points.`)
    if (doubled(curve.points).length > 0) faults.push(`The curve "${curve.name}" runs through a point twice.`)
  }
  if (embedding && embedding.points !== points.length) {
    faults.push(`The embedding has ${embedding.points} points, the scheme ${points.length}.`)
  }
  return faults
}
