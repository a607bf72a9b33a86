import { type LandmarkSet, placedPoints } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import { head8NameInList } from '../head8Embedding.ts'

/** A point that was placed on two surfaces, each in its own frame and unit. */
export interface SharedLandmark {
  readonly name: string
  readonly onTemplate: Vec3
  readonly onScan: Vec3
}

export interface SharedLandmarks {
  readonly shared: readonly SharedLandmark[]
  /** Placed on one of the two alone. */
  readonly unused: readonly string[]
}

/** The first points of the two public sets of 51 mean different places. */
const firstCommonOf51 = 14

/**
 * One name for a point of whatever scheme: lists of 51 and 68 share the points behind the jaw line, 468 and 478 those
 * before the irises, and seven points of such lists are those of head-8 by name.
 */
const commonName = (name: string): string => {
  const [, length, place] = /^(\d+):(\d+)$/.exec(name) ?? []
  if (length === undefined) return name
  const [count, index] = [Number(length), Number(place)]
  const known = head8NameInList(count, index)
  if (known) return known
  if (count === 68 && index >= 17) return `51:${index - 17}`
  return count === 478 && index < 468 ? `468:${index}` : name
}

const isOfUnlikeLists = (template: LandmarkSet, scan: LandmarkSet): boolean =>
  template.scheme !== scan.scheme && [template, scan].every(({ scheme }) => scheme?.startsWith('flame-51-'))

/** The points that both sets have, whatever their schemes call them. */
export const sharedLandmarks = (template: LandmarkSet, scan: LandmarkSet): SharedLandmarks => {
  const isUnlike = isOfUnlikeLists(template, scan)
  const isLeftOut = (name: string): boolean => {
    const place = /^51:(\d+)$/.exec(name)
    return isUnlike && place !== null && Number(place[1]) < firstCommonOf51
  }
  const byName = (set: LandmarkSet): Map<string, Vec3> =>
    new Map([...placedPoints(set)].map(([name, position]) => [commonName(name), position]))
  const [ofTemplate, ofScan] = [byName(template), byName(scan)]
  const shared: SharedLandmark[] = []
  const unused = [...ofTemplate.keys()].filter((name) => !ofScan.has(name) || isLeftOut(name))
  for (const [name, onScan] of ofScan) {
    const onTemplate = ofTemplate.get(name)
    if (onTemplate && !isLeftOut(name)) shared.push({ name, onTemplate, onScan })
    else if (!unused.includes(name)) unused.push(name)
  }
  return { shared, unused }
}
