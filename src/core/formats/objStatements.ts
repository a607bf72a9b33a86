import type { ObjCounts, ObjRun } from '../kernels/objLines.ts'
import type { PartLabel } from '../model/meshParts.ts'
import { GrowingFloat32, GrowingFloat64 } from './growingArrays.ts'
import type { ObjCapacity } from './objCapacity.ts'
import { ObjFaces } from './objFaces.ts'
import { ObjParts } from './objParts.ts'
import { TextScanner } from './textScanner.ts'
import { counted, WarningList } from './warningList.ts'

const letterF = 102
const letterN = 110
const letterT = 116
const letterV = 118
const space = 32

const isFiniteSingle = (value: number): boolean => Number.isFinite(Math.fround(value))
const isBlank = (byte: number): boolean => byte === space || byte === 9

export interface ObjReadOptions {
  readonly capacity: ObjCapacity
  /** Counts of the whole file where they are known: faces are then checked against them, line by line. */
  readonly limits: ObjCounts | null
  /** Whether coordinates are kept in double precision. */
  readonly inDouble: boolean
}

/** The statements of a Wavefront OBJ file, in one pass over its bytes. */
export class ObjStatements {
  /** Stands at the start of a line between two calls. */
  readonly scanner = new TextScanner(new Uint8Array(0), { format: 'OBJ' })
  readonly warnings = new WarningList()
  /** `[n*3]` */
  readonly positions: GrowingFloat32 | GrowingFloat64
  /** `[n*3]` as written; NaN rows for vertices without a colour. Empty where no vertex has one. */
  readonly colors: GrowingFloat64
  /** `[k*2]` */
  readonly uvs: GrowingFloat32
  /** `[l*3]` */
  readonly normals: GrowingFloat32
  readonly faces: ObjFaces
  readonly parts = new ObjParts(this.warnings)
  readonly materialFiles: string[] = []
  textureFile: string | null = null
  /** Line of the first vertex without a finite position. */
  firstBadLine: number | null = null
  #needsDouble = false
  readonly #counts = { vertices: 0, uvs: 0, normals: 0 }

  constructor({ capacity, limits, inDouble }: ObjReadOptions) {
    const { positions, colors, uvs, normals, corners } = capacity
    this.positions = inDouble ? new GrowingFloat64(positions) : new GrowingFloat32(positions)
    this.colors = new GrowingFloat64(colors)
    this.uvs = new GrowingFloat32(uvs)
    this.normals = new GrowingFloat32(normals)
    this.faces = new ObjFaces(this.scanner, { capacity: corners, limits, warnings: this.warnings })
  }

  /** Whether a coordinate so far says more than single precision can repeat. */
  get needsDouble(): boolean {
    return this.#needsDouble || this.scanner.needsDouble
  }

  get counts(): ObjCounts {
    return this.#counts
  }

  /** Reads lines, plainly, until the text ends or `most` were read. */
  readLines(most = Number.POSITIVE_INFINITY): void {
    const { scanner } = this
    const last = scanner.line + most
    while (scanner.line < last && scanner.toNextValue()) {
      this.#statement()
      scanner.nextLine()
    }
  }

  /** Takes what the kernel read, and goes behind it. */
  append(run: ObjRun): void {
    const { positions } = this
    if (run.colors.length > 0) {
      this.colors.fillTo(positions.length, Number.NaN)
      this.colors.append(run.colors)
    }
    positions.append(positions instanceof GrowingFloat32 ? run.positions : run.doublePositions)
    this.uvs.append(run.uvs)
    this.normals.append(run.normals)
    this.faces.append(run)
    this.#needsDouble ||= run.needsDouble
    this.#counts.vertices += run.positions.length / 3
    this.#counts.uvs += run.uvs.length / 2
    this.#counts.normals += run.normals.length / 3
    this.scanner.at = run.end
    this.scanner.line += run.lines
  }

  /** To be called behind the last line. */
  finish(): void {
    if (this.colors.length > 0) this.colors.fillTo(this.positions.length, Number.NaN)
    this.parts.finish(this.faces.corners.length / 3)
  }

  /** The four statements that make up nearly all of a file are told apart by bytes, the others by their keyword. */
  #statement(): void {
    const { scanner } = this
    const { bytes, at } = scanner
    const second = at + 1 < scanner.end ? bytes[at + 1] : 10
    if (bytes[at] === letterF && isBlank(second)) {
      scanner.at = at + 1
      this.faces.read(this.#counts)
    } else if (bytes[at] === letterV && isBlank(second)) {
      scanner.at = at + 1
      this.#vertex()
    } else if (bytes[at] === letterV && at + 2 < scanner.end && isBlank(bytes[at + 2]) && second === letterT) {
      scanner.at = at + 2
      this.#uv()
    } else if (bytes[at] === letterV && at + 2 < scanner.end && isBlank(bytes[at + 2]) && second === letterN) {
      scanner.at = at + 2
      this.#normal()
    } else this.#otherStatement()
  }

  #otherStatement(): void {
    const { scanner } = this
    const keyword = scanner.word()
    scanner.toValue()
    const read = otherStatements.get(keyword)
    if (read) {
      read(this)
      return
    }
    this.warnings.count(
      'obj-statement-skipped',
      (count) =>
        `${counted(count, 'line')} starting with “${keyword.slice(0, 40)}” mean nothing to Cameo and were skipped.`,
      { line: scanner.line },
      keyword,
    )
  }

  /** `v x y z [w] [r g b [a]]` */
  #vertex(): void {
    const x = this.#coordinate()
    const y = this.#coordinate()
    const z = this.#coordinate()
    this.positions.push3(x, y, z)
    this.#counts.vertices++
    if (!(isFiniteSingle(x) && isFiniteSingle(y) && isFiniteSingle(z))) this.firstBadLine ??= this.scanner.line
    if (this.scanner.toValue()) this.#vertexExtras()
  }

  #coordinate(): number {
    if (!this.scanner.toValue()) {
      throw this.scanner.failure('truncated', 'a “v” line has fewer than three numbers. Is the file cut off?')
    }
    return this.scanner.coordinate()
  }

  #vertexExtras(): void {
    const { scanner, colors, positions } = this
    const place = { line: scanner.line }
    const first = scanner.number()
    const second = scanner.toValue() ? scanner.number() : Number.NaN
    if (!scanner.toValue()) {
      if (first === 1 && Number.isNaN(second)) return
      this.warnings.count(
        'weight-skipped',
        (count) =>
          `${counted(count, 'vertex', 'vertices')} have a weight or other numbers behind x y z, which were skipped.`,
        place,
      )
      return
    }
    colors.fillTo(positions.length - 3, Number.NaN)
    colors.push3(first, second, scanner.number())
    if (!scanner.toValue()) return
    this.warnings.count(
      'alpha-skipped',
      (count) =>
        `${counted(count, 'vertex', 'vertices')} have numbers behind their colour (alpha?), which were skipped.`,
      place,
    )
  }

  /** `vt u [v [w]]` */
  #uv(): void {
    const { scanner } = this
    if (!scanner.toValue()) throw scanner.failure('truncated', 'a “vt” line has no number.')
    const u = scanner.number()
    this.uvs.push2(u, scanner.toValue() ? scanner.number() : 0)
    this.#counts.uvs++
  }

  /** `vn x y z` */
  #normal(): void {
    const x = this.#required('vn')
    const y = this.#required('vn')
    this.normals.push3(x, y, this.#required('vn'))
    this.#counts.normals++
  }

  #required(keyword: string): number {
    if (!this.scanner.toValue()) {
      throw this.scanner.failure('truncated', `a “${keyword}” line has fewer than three numbers. Is the file cut off?`)
    }
    return this.scanner.number()
  }

  noteMaterialFile(): void {
    this.materialFiles.push(this.scanner.restOfLine())
  }

  noteTexture(): void {
    this.textureFile ??= this.scanner.restOfLine() || null
  }

  notePart(kind: PartLabel): void {
    const { line } = this.scanner
    const name = this.scanner.restOfLine()
    const isOff = kind === 'smoothing' && /^(off|0)$/i.test(name)
    this.parts.set(kind, isOff ? '' : name, { triangle: this.faces.corners.length / 3, line })
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

/** What to do behind each keyword but the four that have a path of their own. */
const otherStatements: ReadonlyMap<string, (obj: ObjStatements) => void> = new Map<
  string,
  (obj: ObjStatements) => void
>([
  ...['v', 'vt', 'vn'].map((keyword): [string, (obj: ObjStatements) => void] => [
    keyword,
    (obj) => {
      throw obj.scanner.failure('truncated', `a “${keyword}” line has no numbers. Is the file cut off?`)
    },
  ]),
  ['f', (obj) => obj.faces.noteShortFace()],
  ['mtllib', (obj) => obj.noteMaterialFile()],
  ['map_Kd', (obj) => obj.noteTexture()],
  ['usemtl', (obj) => obj.notePart('material')],
  ['g', (obj) => obj.notePart('group')],
  ['o', (obj) => obj.notePart('object')],
  ['s', (obj) => obj.notePart('smoothing')],
  ['l', skipElement('line')],
  ['p', skipElement('point')],
])
