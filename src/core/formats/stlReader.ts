import { type WeldedFacets, weldFacets } from '../kernels/weldFacets.ts'
import { allBytesOf, type ByteSource } from '../model/byteSource.ts'
import { badInput } from '../model/errors.ts'
import type { RunContext } from '../model/run.ts'
import { finishMesh } from './finishMesh.ts'
import { GrowingFloat64 } from './growingArrays.ts'
import { TextScanner } from './textScanner.ts'
import type { MeshReading } from './types.ts'
import { counted, WarningList } from './warningList.ts'
import { type WeldedSoup, weldVertices } from './weldVertices.ts'

const headerBytes = 84
const facetBytes = 50
/** How much of a file tells ascii from binary. */
const sampleBytes = 4096

/**
 * Reads an STL, ascii or binary, whatever its header claims: a binary file may well begin with “solid”. Corners at the
 * same place become one vertex. Facet normals are not kept, they follow from the corners. Plain TypeScript: the twin of
 * `streamStl`.
 *
 * @throws input/not-stl, input/truncated, input/stl-ascii, input/not-a-number, input/no-vertices.
 */
export const readStl = (bytes: Uint8Array): MeshReading => {
  const warnings = new WarningList()
  if (isAscii(bytes, bytes.length)) return finished(weldVertices(asciiSoup(bytes, warnings)), warnings)
  const count = facetCount(bytes, bytes.length, warnings)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const soup = new Float32Array(count * 9)
  let attributes = 0
  for (let facet = 0; facet < count; facet++) {
    const at = headerBytes + facet * facetBytes
    for (let k = 0; k < 9; k++) soup[facet * 9 + k] = view.getFloat32(at + 12 + k * 4, true)
    if (view.getUint16(at + 48, true) !== 0) attributes++
  }
  noteAttributes(attributes, warnings)
  return finished(weldVertices(soup), warnings)
}

/** The same from a file that is never held whole, where it is binary. */
export const streamStl = (source: ByteSource, context: RunContext): MeshReading => {
  const sample = new Uint8Array(Math.min(sampleBytes, source.sizeBytes))
  source.readInto(sample, 0)
  if (isAscii(sample, source.sizeBytes)) return readStl(allBytesOf(source))
  const warnings = new WarningList()
  const count = facetCount(sample, source.sizeBytes, warnings)
  const welded = weldFacets(source, { at: headerBytes, count }, context)
  noteAttributes(welded.attributeCount, warnings)
  return finished(welded, warnings)
}

const finished = (
  { positions, triangles, areFinite }: WeldedSoup & Partial<WeldedFacets>,
  warnings: WarningList,
): MeshReading => {
  const mesh = finishMesh({ positions, triangles, areFinite, needsDouble: false }, warnings, {
    format: 'STL',
    placeOfVertex: () => ({}),
  })
  return { mesh, warnings: warnings.toArray() }
}

const binaryFacetCount = (start: Uint8Array): number =>
  new DataView(start.buffer, start.byteOffset, start.byteLength).getUint32(80, true)

/** The size decides where it fits the binary layout exactly; else the words “solid” and “facet” do. */
const isAscii = (start: Uint8Array, sizeBytes: number): boolean => {
  if (sizeBytes >= headerBytes && sizeBytes === headerBytes + facetBytes * binaryFacetCount(start)) return false
  const text = new TextDecoder('latin1').decode(start.subarray(0, sampleBytes))
  if (!/^\s*solid\b/i.test(text)) return false
  return /\n\s*(facet\s+normal|endsolid)\b/i.test(text) || !text.includes('\0')
}

/** How many facets a binary file holds, from its start and size. */
const facetCount = (start: Uint8Array, sizeBytes: number, warnings: WarningList): number => {
  if (sizeBytes < headerBytes) {
    throw badInput(
      'not-stl',
      `This is no STL file: it has ${sizeBytes} bytes, fewer than the ${headerBytes} of a binary header, and does not start with “solid”.`,
    )
  }
  const count = binaryFacetCount(start)
  const needed = headerBytes + count * facetBytes
  if (needed > sizeBytes) {
    throw badInput(
      'truncated',
      `STL: the header announces ${count} triangles (${needed} bytes), but the file has ${sizeBytes} bytes. It was cut off or is no STL.`,
      { byte: sizeBytes },
    )
  }
  if (needed < sizeBytes) {
    warnings.add('trailing-bytes', `${sizeBytes - needed} bytes behind the last triangle were skipped.`, {
      byte: needed,
    })
  }
  return count
}

const noteAttributes = (count: number, warnings: WarningList): void => {
  if (count === 0) return
  warnings.add(
    'stl-attributes-skipped',
    `${counted(count, 'triangle')} carry an attribute (a colour?), which was skipped.`,
  )
}

const asciiSoup = (bytes: Uint8Array, warnings: WarningList): Float32Array => {
  const scanner = new TextScanner(bytes, { format: 'STL' })
  const corners = new GrowingFloat64(Math.ceil(bytes.length / 25))
  let inLoop = 0
  let solids = 0
  while (scanner.toNextValue()) {
    const keyword = scanner.word().toLowerCase()
    if (keyword === 'vertex') {
      corners.push3(coordinate(scanner), coordinate(scanner), coordinate(scanner))
      inLoop++
      continue
    }
    if (keyword === 'endloop') {
      if (inLoop !== 3) throw scanner.failure('stl-ascii', `a facet has ${inLoop} corners; STL knows triangles only.`)
      inLoop = 0
    } else if (keyword === 'solid') solids++
    else if (!otherKeywords.has(keyword)) {
      throw scanner.failure('stl-ascii', `“${keyword.slice(0, 40)}” is no keyword of an ascii STL.`)
    }
    if (keyword !== 'outer') scanner.nextLine()
    else if (scanner.toValue()) scanner.word()
  }
  if (inLoop !== 0) throw scanner.failure('truncated', 'the file ends inside a facet. It was cut off; get it again.')
  if (solids > 1) warnings.add('groups-merged', `The file's ${solids} solids were merged into one mesh.`)
  return new Float32Array(corners.view())
}

const otherKeywords: ReadonlySet<string> = new Set(['facet', 'outer', 'endfacet', 'endsolid', 'end', 'color'])

const coordinate = (scanner: TextScanner): number => {
  if (!scanner.toValue()) throw scanner.failure('truncated', 'a “vertex” line has fewer than three numbers.')
  return scanner.number()
}
