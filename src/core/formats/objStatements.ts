import { GrowingFloat64, GrowingUint32 } from './growingArrays.ts'
import { TextScanner } from './textScanner.ts'
import { counted, WarningList } from './warningList.ts'

/** A corner without a texture coordinate or normal. */
export const noIndex = 0xffffffff

/** How many vertices, texture coordinates and normals a file holds. */
export interface ObjCounts {
  readonly vertices: number
  readonly uvs: number
  readonly normals: number
}

/**
 * The statements of a Wavefront OBJ file, in one pass over its bytes. Faces are kept as fans (`polygons` notes those
 * with more than three corners), indices are 0-based. Positive indices may point ahead, so that they can only be
 * checked against the counts at the end; reading again with `limits` set finds the line of a wrong one.
 */
export class ObjStatements {
  readonly scanner: TextScanner
  readonly warnings = new WarningList()
  /** `[n*3]` */
  readonly positions: GrowingFloat64
  /** `[n*3]` as written; NaN rows for vertices without a colour. Empty where no vertex has one. */
  readonly colors = new GrowingFloat64(0)
  /** `[k*2]` */
  readonly uvs = new GrowingFloat64(0)
  /** `[l*3]` */
  readonly normals = new GrowingFloat64(0)
  /** `[m*3]` vertex, texture coordinate and normal of every corner. The last two are empty where no face has them. */
  readonly corners: GrowingUint32
  readonly uvCorners = new GrowingUint32(0)
  readonly normalCorners = new GrowingUint32(0)
  /** Pairs: first triangle, number of corners. */
  readonly polygons = new GrowingUint32(0)
  readonly materialFiles: string[] = []
  textureFile: string | null = null
  readonly #groups = new Set<string>()
  readonly #materials = new Set<string>()
  readonly #limits: ObjCounts | null
  #corner = { vertex: 0, uv: noIndex, normal: noIndex }
  /** Largest indices that faces used. */
  readonly #largest = { vertex: -1, uv: -1, normal: -1 }

  constructor(bytes: Uint8Array, limits: ObjCounts | null) {
    this.scanner = new TextScanner(bytes, { format: 'OBJ' })
    this.#limits = limits
    this.positions = new GrowingFloat64(bytes.length / 20)
    this.corners = new GrowingUint32(bytes.length / 16)
  }

  get counts(): ObjCounts {
    return { vertices: this.positions.length / 3, uvs: this.uvs.length / 2, normals: this.normals.length / 3 }
  }

  /** True where no face points beyond the end of its list. */
  get indicesInRange(): boolean {
    const { vertices, uvs, normals } = this.counts
    return this.#largest.vertex < vertices && this.#largest.uv < uvs && this.#largest.normal < normals
  }

  read(): this {
    const { scanner } = this
    while (scanner.toNextValue()) {
      this.#statement()
      scanner.nextLine()
    }
    if (this.colors.length > 0) this.colors.fillTo(this.positions.length, Number.NaN)
    this.#noteLostStructure()
    return this
  }

  #statement(): void {
    const { scanner } = this
    const { bytes } = scanner
    const start = scanner.at
    const first = bytes[start]
    const second = start + 1 < scanner.end ? bytes[start + 1] : 10
    const blankAfterFirst = second === 32 || second === 9
    if (first === 118 && blankAfterFirst) {
      scanner.at = start + 1
      this.#vertex()
    } else if (first === 102 && blankAfterFirst) {
      scanner.at = start + 1
      this.#face()
    } else {
      const keyword = scanner.word()
      scanner.toValue()
      const read = statements.get(keyword)
      if (read) read(this)
      else {
        this.warnings.count(
          'obj-statement-skipped',
          (count) =>
            `${counted(count, 'line')} starting with “${keyword.slice(0, 40)}” mean nothing to Cameo and were skipped.`,
          { line: scanner.line },
          keyword,
        )
      }
    }
  }

  /** `v x y z [w] [r g b [a]]` */
  #vertex(): void {
    const { scanner, positions } = this
    const x = this.#required('v')
    const y = this.#required('v')
    const z = this.#required('v')
    positions.push3(x, y, z)
    if (scanner.toValue()) this.#vertexExtras()
  }

  #required(keyword: string): number {
    if (!this.scanner.toValue()) {
      throw this.scanner.failure('truncated', `a “${keyword}” line has fewer than three numbers. Is the file cut off?`)
    }
    return this.scanner.coordinate()
  }

  #vertexExtras(): void {
    const { scanner, colors, positions } = this
    const extras: number[] = []
    while (scanner.toValue()) extras.push(scanner.number())
    const place = { line: scanner.line }
    if (extras.length >= 3) {
      colors.fillTo(positions.length - 3, Number.NaN)
      colors.push3(extras[0], extras[1], extras[2])
      if (extras.length > 3) {
        this.warnings.count(
          'alpha-skipped',
          (count) =>
            `${counted(count, 'vertex', 'vertices')} have numbers behind their colour (alpha?), which were skipped.`,
          place,
        )
      }
    } else if (extras.length === 2 || extras[0] !== 1) {
      this.warnings.count(
        'weight-skipped',
        (count) =>
          `${counted(count, 'vertex', 'vertices')} have a weight or other numbers behind x y z, which were skipped.`,
        place,
      )
    }
  }

  /** `vt u [v [w]]` */
  readUv(): void {
    const { scanner } = this
    if (!scanner.toValue()) throw scanner.failure('truncated', 'a “vt” line has no number.')
    const u = scanner.number()
    this.uvs.push2(u, scanner.toValue() ? scanner.number() : 0)
  }

  /** `vn x y z` */
  readNormal(): void {
    const { scanner } = this
    const read = (): number => {
      if (!scanner.toValue()) throw scanner.failure('truncated', 'a “vn” line has fewer than three numbers.')
      return scanner.number()
    }
    this.normals.push3(read(), read(), read())
  }

  /** `f v v v …`, `f v/vt …`, `f v//vn …`, `f v/vt/vn …` */
  #face(): void {
    const { scanner } = this
    const corner = this.#corner
    const firstTriangle = this.corners.length / 3
    let count = 0
    let v0 = 0
    let t0 = 0
    let n0 = 0
    let v1 = 0
    let t1 = 0
    let n1 = 0
    while (scanner.toValue()) {
      this.#readCorner()
      count++
      if (count === 1) {
        v0 = corner.vertex
        t0 = corner.uv
        n0 = corner.normal
      } else if (count > 2) {
        if (this.uvCorners.length > 0 || t0 !== noIndex || t1 !== noIndex || corner.uv !== noIndex) {
          this.uvCorners.fillTo(this.corners.length, noIndex)
          this.uvCorners.push3(t0, t1, corner.uv)
        }
        if (this.normalCorners.length > 0 || n0 !== noIndex || n1 !== noIndex || corner.normal !== noIndex) {
          this.normalCorners.fillTo(this.corners.length, noIndex)
          this.normalCorners.push3(n0, n1, corner.normal)
        }
        this.corners.push3(v0, v1, corner.vertex)
      }
      v1 = corner.vertex
      t1 = corner.uv
      n1 = corner.normal
    }
    if (count > 3) this.polygons.push2(firstTriangle, count)
    else if (count < 3) {
      this.warnings.count(
        'face-too-short',
        (n) => `${counted(n, 'face')} with fewer than three corners ${n === 1 ? 'was' : 'were'} skipped.`,
        { line: scanner.line },
      )
    }
  }

  #readCorner(): void {
    const { scanner } = this
    const { bytes, end } = scanner
    const corner = this.#corner
    const largest = this.#largest
    corner.vertex = this.#index(this.positions.length / 3, this.#limits?.vertices, 'vertex', 'vertices')
    if (corner.vertex > largest.vertex) largest.vertex = corner.vertex
    corner.uv = noIndex
    corner.normal = noIndex
    if (scanner.at < end && bytes[scanner.at] === 47) {
      scanner.at++
      if (scanner.at < end && bytes[scanner.at] !== 47 && bytes[scanner.at] > 32) {
        corner.uv = this.#index(this.uvs.length / 2, this.#limits?.uvs, 'texture coordinate', 'texture coordinates')
        if (corner.uv > largest.uv) largest.uv = corner.uv
      }
      if (scanner.at < end && bytes[scanner.at] === 47) {
        scanner.at++
        if (scanner.at < end && bytes[scanner.at] > 32) {
          corner.normal = this.#index(this.normals.length / 3, this.#limits?.normals, 'normal', 'normals')
          if (corner.normal > largest.normal) largest.normal = corner.normal
        }
      }
    }
    if (scanner.at < end && bytes[scanner.at] > 32) {
      throw scanner.failure('not-an-index', `a face has “${scanner.word().slice(0, 40)}” where an index should end.`)
    }
  }

  /** A 1-based or, where negative, backward-counting index as 0-based. */
  #index(known: number, limit: number | undefined, one: string, many: string): number {
    const { scanner } = this
    const written = scanner.integer()
    if (Number.isNaN(written)) {
      throw scanner.failure(
        'not-an-index',
        `a face has “${scanner.word().slice(0, 40)}” where the number of a ${one} belongs.`,
      )
    }
    const index = written > 0 ? written - 1 : known + written
    if (written === 0 || index < 0 || index >= (limit ?? noIndex)) {
      const count = written > 0 ? (limit ?? known) : known
      throw scanner.failure(
        'index-out-of-range',
        `a face names ${one} ${written}, but there are ${counted(count, one, many)}${written < 0 ? ' before it' : ''}.`,
      )
    }
    return index
  }

  noteGroup(): void {
    this.#groups.add(this.scanner.restOfLine())
  }

  noteMaterial(): void {
    this.#materials.add(this.scanner.restOfLine())
  }

  #noteLostStructure(): void {
    if (this.#groups.size > 1) {
      this.warnings.add(
        'groups-merged',
        `The file's ${this.#groups.size} groups were merged into one mesh; their names were left out.`,
      )
    }
    if (this.#materials.size > 1) {
      this.warnings.add(
        'materials-merged',
        `The file uses ${this.#materials.size} materials; one texture for the whole mesh is shown.`,
      )
    }
  }
}

const skipElement =
  (title: string) =>
  (obj: ObjStatements): void => {
    obj.warnings.count(
      `${title}s-skipped`,
      (count) =>
        `${counted(count, `${title} statement`)} ${count === 1 ? 'was' : 'were'} skipped; Cameo reads surfaces.`,
      { line: obj.scanner.line },
    )
  }

const nothing = (): void => {}

/** What to do behind each keyword but `v` and `f`, which are read on their own path for speed. */
const statements: ReadonlyMap<string, (obj: ObjStatements) => void> = new Map<string, (obj: ObjStatements) => void>([
  ['vt', (obj) => obj.readUv()],
  ['vn', (obj) => obj.readNormal()],
  [
    'v',
    (obj) => {
      throw obj.scanner.failure('truncated', 'a “v” line has no numbers.')
    },
  ],
  ['f', nothing],
  [
    'mtllib',
    (obj) => {
      obj.materialFiles.push(obj.scanner.restOfLine())
    },
  ],
  [
    'map_Kd',
    (obj) => {
      obj.textureFile ??= obj.scanner.restOfLine() || null
    },
  ],
  ['usemtl', (obj) => obj.noteMaterial()],
  ['g', (obj) => obj.noteGroup()],
  ['o', (obj) => obj.noteGroup()],
  ['s', nothing],
  ['l', skipElement('line')],
  ['p', skipElement('point')],
])
