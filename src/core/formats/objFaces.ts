import type { ObjCounts, ObjRun } from '../kernels/objLines.ts'
import type { CameoError } from '../model/errors.ts'
import { GrowingUint32 } from './growingArrays.ts'
import { SeamCorners } from './seamCorners.ts'
import type { TextScanner } from './textScanner.ts'
import { counted, type WarningList } from './warningList.ts'

/** A corner without a texture coordinate or normal: −1 is a small integer of the engine, and `noIndex` in an array. */
const none = -1
const unlimited: ObjCounts = { vertices: 0x7fffffff, uvs: 0x7fffffff, normals: 0x7fffffff }

const slash = 47

/**
 * The faces of an OBJ as fans of triangles with 0-based indices. Positive indices may point ahead, so that they can be
 * checked against the counts at the end only; reading the file again with `limits` set finds the line of a wrong one.
 */
export class ObjFaces {
  /** `[m*3]` vertex, texture coordinate and normal of every corner. */
  readonly corners: GrowingUint32
  readonly uvCorners: SeamCorners
  readonly normalCorners: SeamCorners
  /** Pairs: first triangle, number of corners; faces with four corners or more. */
  readonly polygons = new GrowingUint32(0)
  readonly #scanner: TextScanner
  readonly #warnings: WarningList
  readonly #limits: ObjCounts
  #vertex = 0
  #uv = none
  #normal = none
  #largestVertex = none
  #largestUv = none
  #largestNormal = none

  constructor(scanner: TextScanner, o: { capacity: number; limits: ObjCounts | null; warnings: WarningList }) {
    this.corners = new GrowingUint32(o.capacity)
    this.uvCorners = new SeamCorners(this.corners, o.capacity)
    this.normalCorners = new SeamCorners(this.corners, o.capacity)
    this.#scanner = scanner
    this.#warnings = o.warnings
    this.#limits = o.limits ?? unlimited
  }

  /** True where no face names anything beyond the end of its list. */
  fit({ vertices, uvs, normals }: ObjCounts): boolean {
    return this.#largestVertex < vertices && this.#largestUv < uvs && this.#largestNormal < normals
  }

  /** `f v v v …`, `f v/vt …`, `f v//vn …`, `f v/vt/vn …`, the scanner behind the `f`. */
  read(known: ObjCounts): void {
    const scanner = this.#scanner
    const firstTriangle = this.corners.length / 3
    let count = 0
    let v0 = 0
    let t0 = none
    let n0 = none
    let v1 = 0
    let t1 = none
    let n1 = none
    while (scanner.toValue()) {
      this.#readCorner(known)
      const v = this.#vertex
      const t = this.#uv
      const n = this.#normal
      count++
      if (count === 1) {
        v0 = v
        t0 = t
        n0 = n
      } else if (count > 2) {
        if (this.uvCorners.isUsed || t0 !== none || t1 !== none || t !== none) this.uvCorners.push3(t0, t1, t)
        if (this.normalCorners.isUsed || n0 !== none || n1 !== none || n !== none) this.normalCorners.push3(n0, n1, n)
        this.corners.push3(v0, v1, v)
      }
      v1 = v
      t1 = t
      n1 = n
    }
    if (count > 3) this.polygons.push2(firstTriangle, count)
    else if (count < 3) this.noteShortFace()
  }

  /** Faces that the kernel read. */
  append({ corners, uvCorners, normalCorners, polygons, largest }: ObjRun): void {
    const firstTriangle = this.corners.length / 3
    for (let i = 0; i < polygons.length; i += 2) this.polygons.push2(firstTriangle + polygons[i], polygons[i + 1])
    this.uvCorners.append(uvCorners, corners)
    this.normalCorners.append(normalCorners, corners)
    this.corners.append(corners)
    this.#largestVertex = Math.max(this.#largestVertex, largest.vertices)
    this.#largestUv = Math.max(this.#largestUv, largest.uvs)
    this.#largestNormal = Math.max(this.#largestNormal, largest.normals)
  }

  noteShortFace(): void {
    this.#warnings.count(
      'face-too-short',
      (count) => `${counted(count, 'face')} with fewer than three corners ${count === 1 ? 'was' : 'were'} skipped.`,
      { line: this.#scanner.line },
    )
  }

  #readCorner(known: ObjCounts): void {
    const scanner = this.#scanner
    const { bytes, end } = scanner
    const vertex = this.#index(known.vertices, 'vertex')
    if (vertex < 0 || vertex >= this.#limits.vertices) throw this.#noSuchVertex(vertex, known)
    if (vertex > this.#largestVertex) this.#largestVertex = vertex
    this.#vertex = vertex
    this.#uv = none
    this.#normal = none
    if (scanner.endsValue()) return
    if (bytes[scanner.at] === slash) {
      scanner.at++
      if (!scanner.endsValue() && bytes[scanner.at] !== slash) this.#readUv(known.uvs)
      if (scanner.at < end && bytes[scanner.at] === slash) {
        scanner.at++
        if (!scanner.endsValue()) this.#readNormal(known.normals)
      }
    }
    if (!scanner.endsValue()) {
      throw scanner.failure('not-an-index', `a face has “${scanner.word().slice(0, 40)}” where an index should end.`)
    }
  }

  #readUv(known: number): void {
    const uv = this.#index(known, 'texture coordinate')
    if (uv < 0 || uv >= this.#limits.uvs) this.#noteMissing('texture coordinate')
    else this.#uv = uv
    if (this.#uv > this.#largestUv) this.#largestUv = uv
  }

  #readNormal(known: number): void {
    const normal = this.#index(known, 'normal')
    if (normal < 0 || normal >= this.#limits.normals) this.#noteMissing('normal')
    else this.#normal = normal
    if (this.#normal > this.#largestNormal) this.#largestNormal = normal
  }

  /** A 1-based or, where negative, backward-counting index as 0-based; negative where nothing is there. */
  #index(known: number, title: string): number {
    const written = this.#scanner.integer()
    if (written > 0) return written - 1
    if (written === 0) return -1
    if (written < 0) return known + written
    const text = this.#scanner.word().slice(0, 40)
    throw this.#scanner.failure('not-an-index', `a face has “${text}” where the number of a ${title} belongs.`)
  }

  /** The surface stands without its extras: a warning is enough. */
  #noteMissing(title: string): void {
    this.#warnings.count(
      'index-out-of-range',
      (count) => `${counted(count, 'corner')} of faces name a ${title} that is not in the file.`,
      { line: this.#scanner.line },
      title,
    )
  }

  #noSuchVertex(index: number, known: ObjCounts): CameoError {
    const count = Math.min(this.#limits.vertices, index < 0 ? known.vertices : unlimited.vertices)
    const which = index < 0 ? 'a vertex before the first' : `vertex ${index + 1}`
    const where = index < 0 ? ' before it' : ''
    return this.#scanner.failure(
      'index-out-of-range',
      `a face names ${which}, but there are ${counted(count, 'vertex', 'vertices')}${where}, numbered from 1.`,
    )
  }
}
