type NumberArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

/** What is larger is made anew each time, so that no thread keeps it for good. */
const mostKeptBytes = 16 * 2 ** 20

/**
 * Memory of a thread for what every step of a fit fills anew: arrays of this size that come and go would make V8 look
 * through the whole heap every few registrations.
 */
export class Room<A extends NumberArray> {
  readonly #make: (length: number) => A
  #kept: A

  /** @param make a new array of this length. */
  constructor(make: (length: number) => A) {
    this.#make = make
    this.#kept = make(0)
  }

  /** `[length]`, with whatever was left there; what was given before lies in the same memory. */
  of(length: number): A {
    if (length * this.#kept.BYTES_PER_ELEMENT > mostKeptBytes) return this.#make(length)
    // A quarter more than asked for: rows grow in number from step to step.
    if (this.#kept.length < length) this.#kept = this.#make(Math.ceil(length * 1.25))
    return this.#kept.subarray(0, length) as A
  }
}
