import { badInput } from '../model/errors.ts'
import { GrowingFloat64, GrowingUint32 } from './growingArrays.ts'
import { BinaryPlyBody, type PlyBody } from './plyBody.ts'
import type { PlyElement, PlyProperty } from './plyHeader.ts'
import { PolygonList } from './polygonList.ts'
import type { FilePlace, WarningList } from './warningList.ts'

export interface PlyFaces {
  readonly corners: Uint32Array
  readonly polygons: Uint32Array
  /** `[k*2]` texture coordinates given per corner (MeshLab's “texcoord”), and `[m*3]` indices into them. */
  readonly uvs: Float64Array | null
  readonly uvCorners: Uint32Array | null
}

const outOfRange = (vertex: number, row: number, vertexCount: number, place: FilePlace): Error =>
  badInput(
    'index-out-of-range',
    `PLY: face ${row + 1} names vertex ${vertex}, but the file has ${vertexCount} vertices, numbered from 0.`,
    { ...place, face: row },
  )

/** Reads the rows of the element “face”. */
export const readPlyFaces = (
  body: PlyBody,
  element: PlyElement,
  { vertexCount, warnings }: { vertexCount: number; warnings: WarningList },
): PlyFaces => {
  body.checkRoom(element)
  const roles = rolesOf(element, warnings)
  const faces = new FaceRows({ element, roles, vertexCount, warnings, room: body.bytesLeft })
  const isPlain = element.properties.length === 1 && roles[0] === 'vertices'
  let otherRows = 1
  for (let row = 0; row < element.count; ) {
    const plain = isPlain && body instanceof BinaryPlyBody ? faces.readPlainTriangles(body, row) : 0
    row += plain
    // Rows that are different tend to be followed by such.
    otherRows = plain < shortRun ? Math.min(otherRows * 2, mostOtherRows) : 1
    for (const end = Math.min(element.count, row + otherRows); row < end; row++) faces.readRow(body, row)
  }
  return faces.finish()
}

const plainRowBytes = 13
const shortRun = 16
const mostOtherRows = 4096

type Role = 'vertices' | 'uvs' | 'skip'

const rolesOf = (element: PlyElement, warnings: WarningList): Role[] => {
  const roles = element.properties.map((property): Role => {
    if (!property.countType) return 'skip'
    if (property.name === 'vertex_indices' || property.name === 'vertex_index') return 'vertices'
    return property.name === 'texcoord' ? 'uvs' : 'skip'
  })
  const indices = element.properties[roles.indexOf('vertices')] as PlyProperty | undefined
  if (!indices && element.count > 0) {
    throw badInput('ply-no-indices', 'PLY: the element “face” has no list “vertex_indices”.')
  }
  if (indices?.type === 'float' || indices?.type === 'double') {
    throw badInput('ply-header', `PLY: “${indices.name}” must hold whole numbers, not ${indices.type}.`)
  }
  const skipped = element.properties.filter((_, i) => roles[i] === 'skip').map(({ name }) => name)
  if (skipped.length > 0) {
    warnings.add('ply-properties-skipped', `Properties of the faces that Cameo does not use: ${skipped.join(', ')}.`)
  }
  return roles
}

class FaceRows {
  readonly #element: PlyElement
  readonly #roles: readonly Role[]
  readonly #vertexCount: number
  readonly #warnings: WarningList
  readonly #faces: PolygonList
  readonly #uvs = new GrowingFloat64(0)
  readonly #uvCorners = new GrowingUint32(0)
  readonly #faceVertices: number[] = []
  readonly #faceUvs: number[] = []

  constructor(o: {
    element: PlyElement
    roles: readonly Role[]
    vertexCount: number
    warnings: WarningList
    room: number
  }) {
    this.#element = o.element
    this.#roles = o.roles
    this.#vertexCount = o.vertexCount
    this.#warnings = o.warnings
    this.#faces = new PolygonList({ capacity: Math.min(o.element.count, Math.ceil(o.room / 4)), warnings: o.warnings })
  }

  /** Rows of exactly “3 a b c” with a one-byte length and four-byte indices: what nearly every file holds. */
  readPlainTriangles(body: BinaryPlyBody, first: number): number {
    const [{ type, countType }] = this.#element.properties
    if (!body.kernel || (countType !== 'uchar' && countType !== 'char') || (type !== 'int' && type !== 'uint')) return 0
    const { start, end } = body.windowFor(plainRowBytes)
    const rows = this.#element.count - first
    const vertexCount = this.#vertexCount
    const triangles = body.kernel.triangles(start, { end, rows, vertexCount, little: body.little })
    this.#faces.corners.append(triangles)
    body.at += (triangles.length / 3) * plainRowBytes
    return triangles.length / 3
  }

  readRow(body: PlyBody, row: number): void {
    const place = body.place
    body.beginRow(this.#element, row)
    let vertexLength = 0
    let uvLength = 0
    for (let p = 0; p < this.#roles.length; p++) {
      const { type, countType } = this.#element.properties[p]
      if (!countType) {
        body.read(type)
        continue
      }
      const length = body.readListLength(countType, type)
      const role = this.#roles[p]
      const target = role === 'uvs' ? this.#faceUvs : this.#faceVertices
      if (role === 'vertices') vertexLength = length
      if (role === 'uvs') uvLength = length
      for (let i = 0; i < length; i++) {
        const value = body.read(type)
        if (role === 'skip') continue
        if (role === 'vertices' && !(Number.isInteger(value) && value >= 0 && value < this.#vertexCount)) {
          throw outOfRange(value, row, this.#vertexCount, place)
        }
        target[i] = value
      }
    }
    body.endRow(this.#warnings)
    if (this.#faces.add(this.#faceVertices, vertexLength, place) && this.#roles.includes('uvs')) {
      this.#addUvs(vertexLength, uvLength, place)
    }
  }

  #addUvs(corners: number, uvLength: number, place: FilePlace): void {
    const first = this.#uvs.length / 2
    const complete = uvLength === corners * 2
    if (!complete) {
      this.#warnings.count(
        'uvs-incomplete',
        (count) => `${count} faces have no or not enough texture coordinates; theirs were set to (0, 0).`,
        place,
      )
    }
    for (let i = 0; i < corners; i++) {
      this.#uvs.push2(complete ? this.#faceUvs[i * 2] : 0, complete ? this.#faceUvs[i * 2 + 1] : 0)
    }
    for (let i = 2; i < corners; i++) this.#uvCorners.push3(first, first + i - 1, first + i)
  }

  finish(): PlyFaces {
    const hasUvs = this.#uvCorners.length > 0
    return {
      corners: this.#faces.corners.toArray(),
      polygons: this.#faces.polygons.toArray(),
      uvs: hasUvs ? this.#uvs.view() : null,
      uvCorners: hasUvs ? this.#uvCorners.toArray() : null,
    }
  }
}
