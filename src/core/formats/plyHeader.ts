import { badInput } from '../model/errors.ts'

/** Stanford's eight number types, under their old names. */
export type PlyType = 'char' | 'uchar' | 'short' | 'ushort' | 'int' | 'uint' | 'float' | 'double'

export const plyTypeSize: Readonly<Record<PlyType, number>> = {
  char: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  float: 4,
  double: 8,
}

const typeNames: ReadonlyMap<string, PlyType> = new Map<string, PlyType>([
  ...(Object.keys(plyTypeSize) as PlyType[]).map((name): [string, PlyType] => [name, name]),
  ['int8', 'char'],
  ['uint8', 'uchar'],
  ['int16', 'short'],
  ['uint16', 'ushort'],
  ['int32', 'int'],
  ['uint32', 'uint'],
  ['float32', 'float'],
  ['float64', 'double'],
])

export interface PlyProperty {
  readonly name: string
  readonly type: PlyType
  /** Type of the length in front of a list; absent for a single number. */
  readonly countType?: PlyType
}

export interface PlyElement {
  readonly name: string
  readonly count: number
  readonly properties: readonly PlyProperty[]
}

export type PlyEncoding = 'ascii' | 'binary_little_endian' | 'binary_big_endian'

export interface PlyHeader {
  readonly encoding: PlyEncoding
  readonly elements: readonly PlyElement[]
  /** From `comment TextureFile name`, MeshLab's convention. */
  readonly textureFile: string | null
  /** First byte behind the header. */
  readonly bodyStart: number
  /** 1-based line of that byte. */
  readonly bodyLine: number
}

const maxHeaderBytes = 1 << 20

const failure = (line: number, message: string): Error =>
  badInput('ply-header', `PLY, line ${line}: ${message}`, { line })

/**
 * Reads the header of a PLY file.
 *
 * @throws input/ply-header with the line.
 */
export const readPlyHeader = (bytes: Uint8Array): PlyHeader => {
  const { lines, bodyStart } = headerLines(bytes)
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = []
  let encoding: PlyEncoding | null = null
  let textureFile: string | null = null
  lines.forEach((text, index) => {
    const line = index + 1
    const words = text.trim().split(/\s+/)
    const [keyword, ...values] = words
    if (index === 0 || keyword === '' || keyword === 'end_header' || keyword === 'obj_info') return
    if (keyword === 'comment') textureFile ??= /^comment\s+TextureFile\s+(.+)$/i.exec(text.trim())?.[1] ?? null
    else if (keyword === 'format') encoding = parseEncoding(values, line)
    else if (keyword === 'element') elements.push(parseElement(values, line, elements))
    else if (keyword === 'property') {
      const element = elements.at(-1)
      if (!element) throw failure(line, 'a property stands before the first element.')
      element.properties.push(parseProperty(values, line, element.properties))
    } else throw failure(line, `“${keyword.slice(0, 40)}” is no keyword of a PLY header.`)
  })
  if (!encoding) throw failure(lines.length, 'the header has no “format” line.')
  return { encoding, elements, textureFile, bodyStart, bodyLine: lines.length + 1 }
}

const headerLines = (bytes: Uint8Array): { lines: string[]; bodyStart: number } => {
  const limit = Math.min(bytes.length, maxHeaderBytes)
  const lines: string[] = []
  let start = 0
  for (let at = 0; at < limit; at++) {
    if (bytes[at] !== 10 && bytes[at] !== 13) continue
    const line = new TextDecoder().decode(bytes.subarray(start, at))
    if (lines.length === 0 && line.trim() !== 'ply') throw notPly()
    lines.push(line)
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++
    start = at + 1
    if (line.trim() === 'end_header') return { lines, bodyStart: start }
  }
  if (lines.length === 0) throw notPly()
  const rest = new TextDecoder().decode(bytes.subarray(start, limit)).trim()
  if (rest === 'end_header') return { lines: [...lines, rest], bodyStart: bytes.length }
  throw failure(lines.length, `the header does not end within ${limit} bytes. Is the file cut off?`)
}

const notPly = (): Error => badInput('not-ply', 'This is no PLY file: its first line is not “ply”.')

const parseEncoding = ([name, version]: string[], line: number): PlyEncoding => {
  if (name !== 'ascii' && name !== 'binary_little_endian' && name !== 'binary_big_endian') {
    throw failure(line, `“${name}” is no PLY encoding.`)
  }
  if (version !== '1.0') throw failure(line, `version “${version}” of PLY is unknown; there is 1.0 only.`)
  return name
}

const parseElement = (
  [name, countText]: string[],
  line: number,
  known: readonly PlyElement[],
): { name: string; count: number; properties: PlyProperty[] } => {
  const count = /^\d{1,10}$/.test(countText ?? '') ? Number(countText) : Number.NaN
  if (!(count <= 0xffffffff)) throw failure(line, `element “${name}” has no usable count: “${countText}”.`)
  if (known.some((element) => element.name === name)) throw failure(line, `element “${name}” stands there twice.`)
  return { name, count, properties: [] }
}

const parseProperty = (values: string[], line: number, known: readonly PlyProperty[]): PlyProperty => {
  const isList = values[0] === 'list'
  const types = (isList ? values.slice(1, 3) : values.slice(0, 1)).map((name) => {
    const type = typeNames.get(name)
    if (!type) throw failure(line, `“${name}” is no PLY number type.`)
    return type
  })
  const name = values[isList ? 3 : 1]
  if (!name) throw failure(line, 'a property has no name.')
  if (known.some((property) => property.name === name)) throw failure(line, `property “${name}” stands there twice.`)
  if (!isList) return { name, type: types[0] }
  if (types[0] === 'float' || types[0] === 'double') throw failure(line, 'the length of a list is a whole number.')
  return { name, type: types[1], countType: types[0] }
}
