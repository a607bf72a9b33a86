import { badInput } from '../../model/errors.ts'

/** Reads little-endian fields from a file's bytes; never past their end. */
export class ByteCursor {
  readonly bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    // A plain view: where Node hands out its Buffer, `slice` would not copy.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The next `length` bytes as a view. */
  take(length: number): Uint8Array {
    if (!(length >= 0) || length > this.bytes.length - this.at) {
      throw badInput(
        'pickle-truncated',
        `The pickle ends early: at byte ${this.at} it announces ${length} more bytes and ${this.bytes.length - this.at} are left.`,
      )
    }
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  #advance(length: number): number {
    this.take(length)
    return this.at - length
  }

  uint8 = (): number => this.#view.getUint8(this.#advance(1))
  uint16 = (): number => this.#view.getUint16(this.#advance(2), true)
  int32 = (): number => this.#view.getInt32(this.#advance(4), true)
  uint32 = (): number => this.#view.getUint32(this.#advance(4), true)
  uint64 = (): number => Number(this.#view.getBigUint64(this.#advance(8), true))
  float64BigEndian = (): number => this.#view.getFloat64(this.#advance(8), false)

  /** The bytes up to the next line feed, which is passed over. */
  line(): Uint8Array {
    const end = this.bytes.indexOf(10, this.at)
    const line = this.take((end < 0 ? this.bytes.length + 1 : end) - this.at)
    this.at++
    return line
  }
}
