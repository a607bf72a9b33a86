import { badInput, type CameoError } from '../model/errors.ts'
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

export const openPlyBody = (bytes: Uint8Array, header: PlyHeader): PlyBody =>
  header.encoding === 'ascii' ? new AsciiPlyBody(bytes, header) : new BinaryPlyBody(bytes, header)

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

export class BinaryPlyBody implements PlyBody {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly little: boolean
  needsDouble = false
  at: number
  #element: PlyElement = { name: '', count: 0, properties: [] }
  #row = 0

  constructor(bytes: Uint8Array, header: PlyHeader) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.little = header.encoding === 'binary_little_endian'
    this.at = header.bodyStart
  }

  get place(): FilePlace {
    return { byte: this.at }
  }

  get bytesLeft(): number {
    return this.bytes.length - this.at
  }

  checkRoom(element: PlyElement): void {
    const rowBytes = element.properties.reduce((sum, { type, countType }) => sum + plyTypeSize[countType ?? type], 0)
    const left = this.bytesLeft
    if (element.count * rowBytes > left) throw tooShort(element, element.count * rowBytes, left, this.place)
  }

  beginRow(element: PlyElement, row: number): void {
    this.#element = element
    this.#row = row
  }

  read(type: PlyType): number {
    const size = plyTypeSize[type]
    if (this.at + size > this.bytes.length) throw truncated(this.#element, this.#row, this.place)
    const value = readers[type](this.view, this.at, this.little)
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
}

class AsciiPlyBody implements PlyBody {
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
