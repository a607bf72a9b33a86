import type { BinaryRowReader } from '../kernels/binaryRows.ts'
import type { ByteSource } from '../model/byteSource.ts'
import { badInput, type CameoError } from '../model/errors.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { type PlyElement, type PlyHeader, type PlyType, plyTypeSize } from './plyHeader.ts'
import { TextScanner } from './textScanner.ts'
import type { FilePlace, WarningList } from './warningList.ts'

/** The numbers behind a PLY header, one after the other, in any encoding. */
export interface PlyBody {
  /** Throws where the file cannot hold the rows of an element: called before anything is allocated for it. */
  checkRoom(element: PlyElement): void
  beginRow(element: PlyElement, row: number): void
  read(type: PlyType): number
  /** Reads the length of a list of `type` and checks that the list fits into the rest of the file. */
  readListLength(countType: PlyType, type: PlyType): number
  endRow(warnings: WarningList): void
  /** Whether double-precision values read so far said more than single precision can. */
  readonly needsDouble: boolean
  readonly place: FilePlace
  /** Bytes not read yet. */
  readonly bytesLeft: number
  /** Bytes not read yet, but for blanks at the end of a text. */
  trailingBytes(): number
}

const truncated = (element: PlyElement, row: number, place: FilePlace): CameoError =>
  badInput(
    'truncated',
    `PLY: the file ends in row ${row + 1} of the ${element.count} rows of “${element.name}”. It was cut off; get it again.`,
    { ...place, element: element.name, row },
  )

const tooShort = (element: PlyElement, needed: number, left: number, place: FilePlace): CameoError =>
  badInput(
    'truncated',
    `PLY: ${element.count} rows of “${element.name}” need at least ${needed} bytes, but only ${left} are left. ` +
      'The file was cut off; get it again.',
    { ...place, element: element.name },
  )

const badLength = (length: number, place: FilePlace): CameoError =>
  badInput('ply-list-length', `PLY: a list claims to hold ${length} numbers, which the file cannot.`, { ...place })

const readers: Readonly<Record<PlyType, (view: DataView, at: number, little: boolean) => number>> = {
  char: (view, at) => view.getInt8(at),
  uchar: (view, at) => view.getUint8(at),
  short: (view, at, little) => view.getInt16(at, little),
  ushort: (view, at, little) => view.getUint16(at, little),
  int: (view, at, little) => view.getInt32(at, little),
  uint: (view, at, little) => view.getUint32(at, little),
  float: (view, at, little) => view.getFloat32(at, little),
  double: (view, at, little) => view.getFloat64(at, little),
}

/** Bytes of a row whose lists are empty. */
const leastRowBytes = ({ properties }: PlyElement): number =>
  properties.reduce((sum, { type, countType }) => sum + plyTypeSize[countType ?? type], 0)

const plainWindowBytes = 1 << 18
/** Windows between two reports. */
const reportEvery = 16

/** Reads through a window, which moves along the file. */
export class BinaryPlyBody implements PlyBody {
  /** Takes the usual rows; null for reading plainly. */
  readonly kernel: BinaryRowReader | null
  readonly little: boolean
  needsDouble = false
  at: number
  readonly #source: ByteSource
  readonly #context: RunContext
  readonly #window: Uint8Array<ArrayBuffer>
  readonly #view: DataView
  #windowStart = 0
  #windowEnd = 0
  #windows = 0
  #element: PlyElement = { name: '', count: 0, properties: [] }
  #row = 0

  constructor(
    source: ByteSource,
    header: PlyHeader,
    { kernel, context }: { kernel: BinaryRowReader | null; context: RunContext },
  ) {
    this.#source = source
    this.#context = context
    this.kernel = kernel
    this.#window = kernel?.window ?? new Uint8Array(Math.min(plainWindowBytes, source.sizeBytes))
    this.#view = new DataView(this.#window.buffer, this.#window.byteOffset, this.#window.byteLength)
    this.little = header.encoding === 'binary_little_endian'
    this.at = header.bodyStart
  }

  get place(): FilePlace {
    return { byte: this.at }
  }

  get bytesLeft(): number {
    return this.#source.sizeBytes - this.at
  }

  checkRoom(element: PlyElement): void {
    const rowBytes = leastRowBytes(element)
    const left = this.bytesLeft
    if (element.count * rowBytes > left) throw tooShort(element, element.count * rowBytes, left, this.place)
  }

  beginRow(element: PlyElement, row: number): void {
    this.#element = element
    this.#row = row
  }

  read(type: PlyType): number {
    const size = plyTypeSize[type]
    if (this.at + size > this.#windowEnd) this.#moveWindow(size)
    const value = readers[type](this.#view, this.at - this.#windowStart, this.little)
    this.at += size
    if (type === 'double' && Math.fround(value) !== value) this.needsDouble = true
    return value
  }

  readListLength(countType: PlyType, type: PlyType): number {
    const place = this.place
    const length = this.read(countType)
    if (length < 0) throw badLength(length, place)
    if (length * plyTypeSize[type] > this.bytesLeft) throw truncated(this.#element, this.#row, place)
    return length
  }

  endRow(): void {}

  trailingBytes(): number {
    return this.bytesLeft
  }

  /** Whether a row without lists fits into the window. */
  holdsRowOf(element: PlyElement): boolean {
    return leastRowBytes(element) <= this.#window.length
  }

  /** The window over the next rows of a fixed size: as many of `rows` as fit into it. They must be there. */
  nextRows(rowBytes: number, rows: number): { view: DataView; start: number; rows: number } {
    if (this.at + Math.min(rows * rowBytes, this.#window.length / 2) > this.#windowEnd) this.#moveWindow(rowBytes)
    const available = Math.floor((this.#windowEnd - this.at) / rowBytes)
    return { view: this.#view, start: this.at - this.#windowStart, rows: Math.min(rows, available) }
  }

  /** Place in the window of the next byte, and behind its last. The window holds at least `size` bytes or all there are. */
  windowFor(size: number): { start: number; end: number } {
    if (this.at + size > this.#windowEnd && this.#windowEnd < this.#source.sizeBytes) this.#moveWindow(0)
    return { start: this.at - this.#windowStart, end: this.#windowEnd - this.#windowStart }
  }

  /** So that the next byte is its first, and at least `needed` are in it. */
  #moveWindow(needed: number): void {
    checkCancelled(this.#context)
    const { sizeBytes } = this.#source
    if (this.#windows++ % reportEvery === 0) {
      this.#context.report?.({ fraction: this.at / sizeBytes, message: 'Reading the mesh' })
    }
    const length = this.#source.readInto(this.#window, this.at)
    this.#windowStart = this.at
    this.#windowEnd = this.at + length
    if (length < needed) throw truncated(this.#element, this.#row, this.place)
  }
}

export class AsciiPlyBody implements PlyBody {
  readonly #scanner: TextScanner
  #element: PlyElement = { name: '', count: 0, properties: [] }
  #row = 0

  constructor(bytes: Uint8Array, header: PlyHeader) {
    this.#scanner = new TextScanner(bytes, { format: 'PLY', at: header.bodyStart, line: header.bodyLine })
  }

  get place(): FilePlace {
    return { line: this.#scanner.line }
  }

  get needsDouble(): boolean {
    return this.#scanner.needsDouble
  }

  get bytesLeft(): number {
    return this.#scanner.end - this.#scanner.at
  }

  checkRoom(element: PlyElement): void {
    const needed = element.count * element.properties.length * 2 - 1
    const left = this.bytesLeft
    if (element.count > 0 && needed > left) throw tooShort(element, needed, left, this.place)
  }

  beginRow(element: PlyElement, row: number): void {
    this.#element = element
    this.#row = row
    if (!this.#scanner.toNextValue()) throw truncated(element, row, this.place)
  }

  read(type: PlyType): number {
    const scanner = this.#scanner
    if (!scanner.toValue()) {
      if (scanner.at >= scanner.end) throw truncated(this.#element, this.#row, this.place)
      throw scanner.failure('ply-row', `row ${this.#row + 1} of “${this.#element.name}” has too few numbers.`)
    }
    return type === 'double' ? scanner.coordinate() : scanner.number()
  }

  readListLength(countType: PlyType): number {
    const length = this.read(countType)
    const left = this.bytesLeft
    if (!Number.isInteger(length) || length < 0 || length * 2 > left + 1) throw badLength(length, this.place)
    return length
  }

  endRow(warnings: WarningList): void {
    const scanner = this.#scanner
    if (scanner.toValue()) {
      warnings.count(
        'ply-row-longer',
        (count) => `${count} rows have more numbers than the header names; the rest of each was skipped.`,
        this.place,
      )
    }
    scanner.nextLine()
  }

  trailingBytes(): number {
    return this.#scanner.toNextValue() ? this.bytesLeft : 0
  }
}
