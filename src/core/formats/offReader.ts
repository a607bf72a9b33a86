import { badInput } from '../model/errors.ts'
import { colorBytes } from './colorBytes.ts'
import { finishMesh } from './finishMesh.ts'
import { PolygonList } from './polygonList.ts'
import { TextScanner } from './textScanner.ts'
import { triangulatePolygons } from './triangulatePolygons.ts'
import type { MeshReading } from './types.ts'
import { counted, WarningList } from './warningList.ts'

/** What stands on a vertex line, from the letters before “OFF”. */
interface OffLayout {
  readonly hasNormals: boolean
  readonly hasColors: boolean
  readonly hasUvs: boolean
}

/**
 * Reads a Geomview OFF in ascii: OFF, COFF (colours 0–255 or 0–1), NOFF, STOFF and their combinations.
 *
 * @throws input/not-off, input/off-variant, input/truncated, input/index-out-of-range, input/not-a-number; with the line.
 */
export const readOff = (bytes: Uint8Array): MeshReading => {
  const warnings = new WarningList()
  const scanner = new TextScanner(bytes, { format: 'OFF' })
  const layout = readLayout(scanner)
  const [vertexCount, faceCount] = readCounts(scanner)
  const vertices = readVertices(scanner, { vertexCount, layout, warnings })
  const faces = readFaces(scanner, { vertexCount, faceCount, warnings })
  if (scanner.toNextValue()) {
    warnings.add('trailing-bytes', `${scanner.end - scanner.at} bytes behind the last face were skipped.`, {
      line: scanner.line,
    })
  }
  const triangles = faces.corners.toArray()
  triangulatePolygons(vertices.positions, [triangles], faces.polygons.view(), warnings)
  const mesh = finishMesh({ ...vertices, needsDouble: scanner.needsDouble, triangles }, warnings, {
    format: 'OFF',
    placeOfVertex: () => ({}),
  })
  return { mesh, warnings: warnings.toArray() }
}

const readLayout = (scanner: TextScanner): OffLayout => {
  const start = scanner.toNextValue() ? scanner.at : 0
  const word = scanner.word()
  const match = /^(ST)?(C)?(N)?(4)?(n)?OFF$/.exec(word)
  if (!match) {
    const isBare = /^\d+$/.test(word)
    if (!isBare) throw badInput('not-off', 'This is no OFF file: it does not start with “OFF”.')
    scanner.at = start
    return { hasNormals: false, hasColors: false, hasUvs: false }
  }
  if (match[4] || match[5]) throw badInput('off-variant', `OFF: “${word}” has other than three dimensions.`)
  if (scanner.toValue()) {
    const behind = scanner.at
    if (scanner.word().toUpperCase() === 'BINARY') {
      throw badInput('off-variant', 'OFF: the binary form is not read; convert the file to ascii OFF, PLY or OBJ.')
    }
    scanner.at = behind
  }
  return { hasUvs: Boolean(match[1]), hasColors: Boolean(match[2]), hasNormals: Boolean(match[3]) }
}

/** Vertices and faces; the number of edges, often wrong or missing, is not used. */
const readCounts = (scanner: TextScanner): [number, number] => {
  const read = (what: string): number => {
    if (!scanner.toNextValue()) throw scanner.failure('truncated', `the file ends before the number of ${what}.`)
    const count = scanner.number()
    if (!Number.isInteger(count) || count < 0) throw scanner.failure('off-counts', `${count} is no number of ${what}.`)
    return count
  }
  const vertexCount = read('vertices')
  const faceCount = read('faces')
  scanner.nextLine()
  const left = scanner.end - scanner.at
  const needed = vertexCount * 6 + faceCount * 2 - 1
  if (needed > left) {
    throw scanner.failure(
      'truncated',
      `${vertexCount} vertices and ${faceCount} faces need at least ${needed} bytes, but ${left} are left.`,
    )
  }
  return [vertexCount, faceCount]
}

interface OffVertices {
  readonly positions: Float64Array
  readonly normals?: Float32Array
  readonly colors?: Uint8Array
  readonly uvs?: Float32Array
}

const readVertices = (
  scanner: TextScanner,
  { vertexCount, layout, warnings }: { vertexCount: number; layout: OffLayout; warnings: WarningList },
): OffVertices => {
  const positions = new Float64Array(vertexCount * 3)
  const normals = new Float32Array(layout.hasNormals ? vertexCount * 3 : 0)
  const rawColors = new Float64Array(layout.hasColors ? vertexCount * 3 : 0)
  const uvs = new Float32Array(layout.hasUvs ? vertexCount * 2 : 0)
  const alphas = new Set<number>()
  for (let v = 0; v < vertexCount; v++) {
    if (!scanner.toNextValue())
      throw scanner.failure('truncated', `the file ends after ${v} of ${vertexCount} vertices.`)
    for (let k = 0; k < 3; k++) {
      needValue(scanner, 'vertex')
      positions[v * 3 + k] = scanner.coordinate()
    }
    if (layout.hasNormals) readInto(scanner, normals, v * 3, 3)
    if (layout.hasColors) readInto(scanner, rawColors, v * 3, 3)
    if (layout.hasColors && (layout.hasUvs || scanner.toValue())) alphas.add(readAlpha(scanner))
    if (layout.hasUvs) readInto(scanner, uvs, v * 2, 2)
    if (scanner.toValue()) {
      warnings.count(
        'off-numbers-skipped',
        (count) =>
          `${counted(count, 'vertex', 'vertices')} have more numbers than the header names; they were skipped.`,
        { line: scanner.line },
      )
    }
    scanner.nextLine()
  }
  if (alphas.size > 1) warnings.add('alpha-skipped', 'The transparency (alpha) of the vertices was skipped.')
  return {
    positions,
    ...(layout.hasNormals ? { normals } : {}),
    ...(layout.hasColors ? { colors: colorBytes(rawColors) } : {}),
    ...(layout.hasUvs ? { uvs } : {}),
  }
}

const needValue = (scanner: TextScanner, what: string): void => {
  if (!scanner.toValue()) throw scanner.failure('truncated', `a ${what} has too few numbers.`)
}

const readInto = (scanner: TextScanner, out: Float32Array | Float64Array, start: number, count: number): void => {
  for (let k = 0; k < count; k++) {
    needValue(scanner, 'vertex')
    out[start + k] = scanner.number()
  }
}

const readAlpha = (scanner: TextScanner): number => {
  needValue(scanner, 'vertex')
  return scanner.number()
}

const readFaces = (
  scanner: TextScanner,
  { vertexCount, faceCount, warnings }: { vertexCount: number; faceCount: number; warnings: WarningList },
): PolygonList => {
  const faces = new PolygonList({ capacity: faceCount, warnings })
  const corners: number[] = []
  for (let face = 0; face < faceCount; face++) {
    if (!scanner.toNextValue()) throw scanner.failure('truncated', `the file ends after ${face} of ${faceCount} faces.`)
    const place = { line: scanner.line }
    const count = scanner.number()
    if (!Number.isInteger(count) || count < 0 || count * 2 > scanner.end - scanner.at + 1) {
      throw scanner.failure('truncated', `a face claims to have ${count} corners, more than the file can hold.`)
    }
    for (let i = 0; i < count; i++) {
      needValue(scanner, 'face')
      const vertex = scanner.number()
      if (!Number.isInteger(vertex) || vertex < 0 || vertex >= vertexCount) {
        throw scanner.failure(
          'index-out-of-range',
          `a face names vertex ${vertex}, but there are ${vertexCount}, numbered from 0.`,
        )
      }
      corners[i] = vertex
    }
    faces.add(corners, count, place)
    if (scanner.toValue()) {
      warnings.count('face-colors-skipped', (n) => `The colours of ${counted(n, 'face')} were skipped.`, place)
    }
    scanner.nextLine()
  }
  return faces
}
