import { badInput, type CameoError } from '../model/errors.ts'
import type { H3dsSummary } from './types.ts'

/** What H3DS's loader wants to find in version.txt and in the configuration for its second edition. */
export const h3dsVersion = '0.4'

export interface H3dsConfigScene {
  readonly tags: readonly string[]
  readonly views: number
  /** Size of the selection as written → view indices. */
  readonly viewConfigs: ReadonlyMap<string, readonly number[]>
}

export interface H3dsConfig {
  /** As written, e.g. "0.4". */
  readonly version: string | null
  readonly scenes: ReadonlyMap<string, H3dsConfigScene>
}

/** Writes the configuration (TOML) that H3DS's loader takes. There is no archive to download, so it names none. */
export const writeH3dsConfig = (scenes: readonly H3dsSummary[]): string => {
  const sorted = [...scenes].sort((a, b) => (a.sceneId < b.sceneId ? -1 : 1))
  const lines = [`version = ${h3dsVersion}`, 'file_id = ""', 'file_md5 = ""']
  for (const { sceneId, tags, views, viewConfigs } of sorted) {
    lines.push(
      '',
      `[scenes.${sceneId}]`,
      `tags = [${tags.map((tag) => JSON.stringify(tag)).join(', ')}]`,
      `views = ${views}`,
    )
    lines.push('', `[scenes.${sceneId}.default_views_configs]`)
    for (const [size, indices] of viewConfigs) lines.push(`${size} = [${indices.join(', ')}]`)
  }
  return `${lines.join('\n')}\n`
}

type TomlValue = string | number | readonly (string | number)[]

/**
 * Reads an H3DS configuration: the part of TOML that they use (bare keys, strings, numbers, flat arrays, tables).
 *
 * @throws input/h3ds-config with the line.
 */
export const readH3dsConfig = (text: string): H3dsConfig => {
  const tables = readTables(text)
  const scenes = new Map<string, H3dsConfigScene>()
  for (const [name, values] of tables) {
    const sceneId = /^scenes\.([\w-]+)$/.exec(name)?.[1]
    if (sceneId === undefined) continue
    const tags = values.get('tags')
    const views = values.get('views')
    const configs = tables.get(`${name}.default_views_configs`) ?? new Map<string, TomlValue>()
    scenes.set(sceneId, {
      tags: Array.isArray(tags) ? tags.map(String) : [],
      views: typeof views === 'number' ? views : Number.NaN,
      viewConfigs: new Map([...configs].map(([size, list]) => [size, Array.isArray(list) ? list.map(Number) : []])),
    })
  }
  const version = tables.get('')?.get('version')
  return { version: version === undefined ? null : String(version), scenes }
}

const failure = (line: number, message: string): CameoError =>
  badInput('h3ds-config', `The configuration cannot be read, line ${line}: ${message}`, { line })

const readTables = (text: string): Map<string, Map<string, TomlValue>> => {
  const tables = new Map<string, Map<string, TomlValue>>([['', new Map()]])
  let table = ''
  let pending: { key: string; text: string; line: number } | null = null
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = i + 1
    const content = withoutComment(raw).trim()
    if (pending) pending.text += ` ${content}`
    else if (content === '') return
    else if (content.startsWith('[')) {
      const name = /^\[([\w.-]+)\]$/.exec(content)?.[1]
      if (name === undefined) throw failure(line, `“${content.slice(0, 40)}” is no table.`)
      table = name
      if (!tables.has(table)) tables.set(table, new Map())
      return
    } else {
      const [, key, value] = /^(?:"?)([\w-]+)(?:"?)\s*=\s*(.+)$/.exec(content) ?? []
      if (key === undefined) throw failure(line, `“${content.slice(0, 40)}” is no key with a value.`)
      pending = { key, text: value, line }
    }
    if (pending.text.startsWith('[') && !pending.text.trimEnd().endsWith(']')) return
    tables.get(table)?.set(pending.key, parseValue(pending.text.trim(), pending.line))
    pending = null
  })
  const open = pending as { line: number } | null
  if (open) throw failure(open.line, 'a list does not end.')
  return tables
}

/** A # outside double quotes starts a comment. */
const withoutComment = (line: string): string => /^(?:[^"#]|"[^"]*")*/.exec(line)?.[0] ?? ''

const parseValue = (text: string, line: number): TomlValue => {
  if (!text.startsWith('[')) return parseSingle(text, line)
  const inside = text.slice(1, -1).trim().replace(/,$/, '')
  return inside === '' ? [] : inside.split(',').map((item) => parseSingle(item.trim(), line))
}

const parseSingle = (text: string, line: number): string | number => {
  const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(text)
  if (quoted) return quoted[1] ?? quoted[2]
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text)
  throw failure(line, `“${text.slice(0, 40)}” is neither a number nor a string.`)
}
