import { badInput } from '../model/errors.ts'
import { finishMesh } from './finishMesh.ts'
import { GrowingFloat64 } from './growingArrays.ts'
import { TextScanner } from './textScanner.ts'
import type { MeshReading } from './types.ts'
import { counted, WarningList } from './warningList.ts'
import { weldVertices } from './weldVertices.ts'

const headerBytes = 84
const facetBytes = 50

/**
 * Reads an STL, ascii or binary, whatever its header claims: a binary file may well begin with “solid”. Corners at the
 * same place become one vertex. Facet normals are not kept, they follow from the corners.
 *
 * @throws input/not-stl, input/truncated, input/stl-ascii, input/not-a-number, input/no-vertices.
 */
export const readStl = (bytes: Uint8Array): MeshReading => {
  const warnings = new WarningList()
  const soup = isAscii(bytes) ? asciiSoup(bytes, warnings) : binarySoup(bytes, warnings)
  const mesh = finishMesh({ ...weldVertices(soup), needsDouble: false }, warnings, {
    format: 'STL',
    placeOfVertex: () => ({}),
  })
  return { mesh, warnings: warnings.toArray() }
}

const binaryFacetCount = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(80, true)

/** The size decides where it fits the binary layout exactly; else the words “solid” and “facet” do. */
const isAscii = (bytes: Uint8Array): boolean => {
  if (bytes.length >= headerBytes && bytes.length === headerBytes + facetBytes * binaryFacetCount(bytes)) return false
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4096))
  if (!/^\s*solid\b/i.test(start)) return false
  return /\n\s*(facet\s+normal|endsolid)\b/i.test(start) || !start.includes('\0')
}

const binarySoup = (bytes: Uint8Array, warnings: WarningList): Float32Array => {
  if (bytes.length < headerBytes) {
    throw badInput(
      'not-stl',
      `This is no STL file: it has ${bytes.length} bytes, fewer than the ${headerBytes} of a binary header, and does not start with “solid”.`,
    )
  }
  const count = binaryFacetCount(bytes)
  const needed = headerBytes + count * facetBytes
  if (needed > bytes.length) {
    throw badInput(
      'truncated',
      `STL: the header announces ${count} triangles (${needed} bytes), but the file has ${bytes.length} bytes. It was cut off or is no STL.`,
      { byte: bytes.length },
    )
  }
  if (needed < bytes.length) {
    warnings.add('trailing-bytes', `${bytes.length - needed} bytes behind the last triangle were skipped.`, {
      byte: needed,
    })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const soup = new Float32Array(count * 9)
  let attributes = 0
  for (let facet = 0; facet < count; facet++) {
    const at = headerBytes + facet * facetBytes
    for (let k = 0; k < 9; k++) soup[facet * 9 + k] = view.getFloat32(at + 12 + k * 4, true)
    if (view.getUint16(at + 48, true) !== 0) attributes++
  }
  if (attributes > 0) {
    warnings.add(
      'stl-attributes-skipped',
      `${counted(attributes, 'triangle')} carry an attribute (a colour?), which was skipped.`,
    )
  }
  return soup
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
