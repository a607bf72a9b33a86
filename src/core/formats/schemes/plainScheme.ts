import type { LandmarkScheme } from '../../model/landmarks.ts'
import type { Warning } from '../../model/mesh.ts'
import type { WarningList } from '../warningList.ts'

export interface SchemeReading {
  readonly scheme: LandmarkScheme
  readonly warnings: readonly Warning[]
}

interface PlainPoint {
  readonly name: string
  readonly group: string | null
}

/** "nose_tip" → "Nose tip". */
export const titleOf = (name: string): string => {
  const words = name.replace(/[_\s]+/g, ' ').trim()
  return words === '' ? name : words[0].toUpperCase() + words.slice(1)
}

const otherSide = (name: string): string =>
  name.replace(/left|right/gi, (word) => {
    const other = word.toLowerCase() === 'left' ? 'right' : 'left'
    return word[0] === word[0].toUpperCase() ? other[0].toUpperCase() + other.slice(1) : other
  })

/** A name for a scheme from that of its file: small letters, digits, dots, dashes. */
export const schemeNameOf = (fileName: string): string => {
  const stem = fileName.replace(/\.[^.]*$/, '').toLowerCase()
  const name = stem.replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '')
  return name.slice(0, 64) || 'scheme'
}

/** A scheme of which a file says names and groups only. Warns of what a person has to add. */
export const plainScheme = (
  name: string,
  named: readonly PlainPoint[],
  warnings: WarningList,
  connectivity: LandmarkScheme['connectivity'] = [],
): LandmarkScheme => {
  const known = new Set(named.map((point) => point.name))
  const mirrorOf = (pointName: string): string | null => {
    const mirror = otherSide(pointName)
    return mirror !== pointName && known.has(mirror) && otherSide(mirror) === pointName ? mirror : null
  }
  const groups = [...new Set(named.flatMap(({ group }) => (group === null ? [] : [group])))]
  warnings.add(
    'scheme-bare',
    'The file has no definitions, pictures and typical places of the points; add them, so that everybody clicks the same places.',
  )
  return {
    name,
    title: titleOf(name),
    groups: groups.map((group) => ({ name: group, title: titleOf(group) })),
    points: named.map((point) => ({
      name: point.name,
      title: titleOf(point.name),
      definition: '',
      mirror: mirrorOf(point.name),
      group: point.group,
      picture: null,
      templatePosition: null,
    })),
    connectivity,
    curves: [],
    embedding: null,
  }
}
