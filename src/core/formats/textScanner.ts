import { badInput, type CameoError } from '../model/errors.ts'

const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))
/** Half of a number's last written decimal place, a hair wider so that exact halves count as said. */
const halfPlaces = Float64Array.from({ length: 23 }, (_, decimals) => 0.5000001 * Number(`1e-${decimals}`))

const lineFeed = 10
const carriageReturn = 13
const space = 32
const tab = 9
const hash = 35
const backslash = 92

const lowerCaseE = 101
const caseBit = 32

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/**
 * Reads numbers and words of a text format straight from its bytes, one pass, no strings on the way. A `#` ends a
 * line's values; a backslash at the end of a line continues it. Errors name the format and the line.
 */
export class TextScanner {
  bytes: Uint8Array
  end: number
  readonly format: string
  /** Next byte to read. */
  at: number
  /** 1-based. */
  line: number
  /** True once a `coordinate` said more than single precision can hold. */
  needsDouble = false
  /** True once a number was NaN, infinite or too large for single precision. */
  hasNotFinite = false
  #halfPlace = 0

  constructor(bytes: Uint8Array, { format, at = 0, line = 1 }: { format: string; at?: number; line?: number }) {
    this.bytes = bytes
    this.end = bytes.length
    this.format = format
    this.at = at
    this.line = line
  }

  /** Goes on with whole lines in other memory: a text that is read in pieces. */
  moveTo(bytes: Uint8Array, end: number): void {
    this.bytes = bytes
    this.end = end
    this.at = 0
  }

  /** Skips blanks; true where a value follows on this line. */
  toValue(): boolean {
    const { bytes, end } = this
    let at = this.at
    while (at < end) {
      const byte = bytes[at]
      if (byte === space || byte === tab) at++
      else if (this.#continues(at)) {
        at = this.#afterLineEnd(at + 1)
        this.line++
      } else break
    }
    this.at = at
    if (at >= end) return false
    const byte = bytes[at]
    return byte !== lineFeed && byte !== carriageReturn && byte !== hash
  }

  /** Goes to the first value of this or a later line; false at the end of the file. */
  toNextValue(): boolean {
    while (!this.toValue()) {
      if (this.at >= this.end) return false
      this.nextLine()
    }
    return true
  }

  /** Goes behind the end of this line, wherever in it the scanner stands. */
  nextLine(): void {
    const { bytes, end } = this
    let at = this.at
    while (at < end && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++
    if (at < end) {
      this.at = this.#afterLineEnd(at)
      this.line++
    } else this.at = end
  }

  /** A number whose precision matters: sets `needsDouble` where single precision cannot repeat its digits. */
  coordinate(): number {
    const value = this.number()
    if (Math.abs(value - Math.fround(value)) > this.#halfPlace) this.needsDouble = true
    return value
  }

  /** The number at the scanner, correctly rounded. NaN and infinity are read as such; anything else is refused. */
  number(): number {
    const { bytes, end } = this
    const start = this.at
    let at = start
    const sign = bytes[at]
    if (sign === 45 || sign === 43) at++
    let mantissa = 0
    const integerStart = at
    while (at < end && isDigit(bytes[at])) {
      mantissa = mantissa * 10 + bytes[at] - 48
      at++
    }
    let digits = at - integerStart
    let decimals = 0
    if (at < end && bytes[at] === 46) {
      const fractionStart = ++at
      while (at < end && isDigit(bytes[at])) {
        mantissa = mantissa * 10 + bytes[at] - 48
        at++
      }
      decimals = at - fractionStart
      digits += decimals
    }
    if (digits === 0) return this.#slowNumber()
    if (at < end && (bytes[at] | caseBit) === lowerCaseE) return this.#slowNumber()
    if (at < end && bytes[at] > space) return this.#slowNumber()
    if (decimals > 22 || mantissa > Number.MAX_SAFE_INTEGER) return this.#slowNumber()
    this.at = at
    this.#halfPlace = halfPlaces[decimals]
    const value = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals]
    return sign === 45 ? -value : value
  }

  /** A whole number at the scanner; stops behind its last digit. NaN where there is none. */
  integer(): number {
    const { bytes, end } = this
    let at = this.at
    const sign = at < end ? bytes[at] : 0
    if (sign === 45 || sign === 43) at++
    const start = at
    let value = 0
    while (at < end && isDigit(bytes[at])) {
      value = value * 10 + bytes[at] - 48
      at++
    }
    if (at === start) return Number.NaN
    this.at = at
    return sign === 45 ? -value : value
  }

  /** The bytes up to the next blank or line end. */
  word(): string {
    const start = this.at
    this.#skipWord()
    return new TextDecoder().decode(this.bytes.subarray(start, this.at))
  }

  /** The rest of the line without blanks at either end. */
  restOfLine(): string {
    const start = this.at
    let at = start
    while (at < this.end && this.bytes[at] !== lineFeed && this.bytes[at] !== carriageReturn) at++
    this.at = at
    return new TextDecoder().decode(this.bytes.subarray(start, at)).trim()
  }

  /** An error at the current line. */
  failure(reason: string, message: string): CameoError {
    return badInput(reason, `${this.format}, line ${this.line}: ${message}`, { line: this.line })
  }

  /** Whether the value just read ends here. */
  endsValue(): boolean {
    return this.at >= this.end || this.bytes[this.at] <= space || this.#continues(this.at)
  }

  #skipWord(): void {
    let at = this.at
    while (at < this.end && this.bytes[at] > space && !this.#continues(at)) at++
    this.at = at
  }

  /** Exponents, digits beyond 2^53, NaN and infinity: rare enough to go through a string. */
  #slowNumber(): number {
    const text = this.word()
    const match = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i.exec(text)
    if (!match) return this.#notFinite(text)
    const decimals = (match[1] ?? match[2]).length - Number(match[3] ?? 0)
    this.#halfPlace = 0.5000001 * 10 ** -decimals
    const value = Number(text)
    if (!Number.isFinite(Math.fround(value))) this.hasNotFinite = true
    return value
  }

  /** NaN and infinity as C, Python and old Microsoft runtimes print them. */
  #notFinite(text: string): number {
    this.hasNotFinite = true
    if (/^[+-]?(nan(\(\w*\))?|1\.#(ind|qnan|snan))$/i.test(text)) return Number.NaN
    const infinite = /^([+-]?)(inf(inity)?|1\.#inf)$/i.exec(text)
    if (!infinite) throw this.failure('not-a-number', `“${text.slice(0, 40)}” is not a number.`)
    return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }

  /** A backslash at the end of its line. */
  #continues(at: number): boolean {
    const { bytes, end } = this
    return bytes[at] === backslash && at + 1 < end && (bytes[at + 1] === lineFeed || bytes[at + 1] === carriageReturn)
  }

  #afterLineEnd(at: number): number {
    return this.bytes[at] === carriageReturn && at + 1 < this.end && this.bytes[at + 1] === lineFeed ? at + 2 : at + 1
  }
}
