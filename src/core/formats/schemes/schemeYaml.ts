import { badInput } from '../../model/errors.ts'
import { filledLines, type TextLine } from '../landmarks/textLines.ts'
import { counted, WarningList } from '../warningList.ts'
import { plainScheme, type SchemeReading } from './plainScheme.ts'

interface Group {
  readonly line: number
  label: string | null
  points: number | null
  links: string[]
  isCycle: boolean
}

const failure = (line: number, message: string) => badInput('scheme-yaml', `Line ${line}: ${message}`, { line })

/** Without quotes around it and a comment behind it. */
const bare = (text: string): string => {
  const quoted = /^(['"])(.*?)\1\s*(?:#.*)?$/.exec(text.trim())
  return quoted ? quoted[2] : text.replace(/\s+#.*$/, '').trim()
}

const flowList = (text: string, line: number): string[] => {
  const list = /^\[(.*)\]\s*(?:#.*)?$/.exec(text)
  if (!list) throw failure(line, `“${text.slice(0, 40)}” is no list in brackets.`)
  return list[1]
    .split(',')
    .map(bare)
    .filter((word) => word !== '')
}

/**
 * The part of YAML that templates of landmarker.io use: a list `groups` of `label`, `points` and `connectivity`
 * (`cycle`, or a list of `0:7` and `7 0`).
 */
const groupsOf = (lines: readonly TextLine[]): Group[] => {
  const [first, ...rest] = lines
  if (!first || bare(first.text) !== 'groups:') throw failure(first?.line ?? 1, 'a template starts with “groups:”.')
  const groups: Group[] = []
  let listsLinks = false
  for (const { line, text } of rest) {
    const group = groups.at(-1)
    const item = /^-\s*([A-Za-z_].*)$/.exec(text)
    if (!item && text.startsWith('-')) {
      if (!group || !listsLinks) throw failure(line, `“${text.slice(0, 40)}” stands outside of a connectivity.`)
      group.links.push(bare(text.slice(1)))
      continue
    }
    if (item) groups.push({ line, label: null, points: null, links: [], isCycle: false })
    listsLinks = readField(groups, item ? item[1] : text, line)
  }
  return groups
}

/** Returns whether lines of links may follow. */
const readField = (groups: readonly Group[], text: string, line: number): boolean => {
  const group = groups.at(-1)
  const field = /^(\w+)\s*:\s*(.*)$/.exec(text)
  if (!group || !field) throw failure(line, `“${text.slice(0, 40)}” is no part of a template.`)
  const [, key, value] = field
  if (key === 'label') group.label = bare(value)
  else if (key === 'points') {
    group.points = /^\d+$/.test(bare(value)) ? Number(bare(value)) : Number.NaN
    if (!(group.points > 0 && group.points <= 2000)) throw failure(line, `“${value}” is no number of points.`)
  } else if (key === 'connectivity') {
    if (bare(value) === '') return true
    if (bare(value) === 'cycle') group.isCycle = true
    else group.links = flowList(value, line)
  } else throw failure(line, `“${key}” is unknown; a group has label, points and connectivity.`)
  return false
}

/** `a:b` joins a with a+1, …, b−1 with b; `a b` joins the two. */
const pairsOf = ({ links, isCycle, points, line }: Group): (readonly [number, number])[] => {
  const count = points ?? 0
  if (isCycle) return Array.from({ length: count > 2 ? count : count - 1 }, (_, i) => [i, (i + 1) % count] as const)
  return links.flatMap((link) => {
    const match = /^(\d+)\s*([:\s])\s*(\d+)$/.exec(link)
    const [from, to] = [Number(match?.[1]), Number(match?.[3])]
    if (!match || from >= count || to >= count) {
      throw failure(line, `the connectivity “${link.slice(0, 40)}” does not fit ${counted(count, 'point')}.`)
    }
    if (match[2] !== ':') return [[from, to] as const]
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => [from + i, from + i + 1] as const)
  })
}

/**
 * Reads a template of landmarker.io. Its points have no names: those of the group `mouth` become `mouth_0`, `mouth_1`, …
 *
 * @throws input/scheme-yaml with the line.
 */
export const readSchemeYaml = (bytes: Uint8Array, name: string): SchemeReading => {
  const warnings = new WarningList()
  const lines = filledLines(bytes).filter(({ text }) => !text.startsWith('#') && text !== '---')
  const groups = groupsOf(lines)
  if (groups.length === 0) throw badInput('scheme-yaml', 'The template has no groups.')
  const points: { name: string; group: string }[] = []
  const connectivity: (readonly [string, string])[] = []
  for (const group of groups) {
    if (!group.label || group.points === null) throw failure(group.line, 'the group has no label or no points.')
    const label = group.label
    const nameOf = (i: number): string => `${label}_${i}`
    for (let i = 0; i < group.points; i++) points.push({ name: nameOf(i), group: label })
    connectivity.push(...pairsOf(group).map(([a, b]) => [nameOf(a), nameOf(b)] as const))
  }
  return { scheme: plainScheme(name, points, warnings, connectivity), warnings: warnings.toArray() }
}
