/**
 * Typed arrays that grow by doubling, for readers that learn a file's counts only at its end. One class per element
 * type, so that the engine compiles each push for one kind of array. `capacity` is allocated with the first push.
 */
export class GrowingFloat64 {
  length = 0
  #data: Float64Array<ArrayBuffer> = new Float64Array(0)
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = Math.max(16, capacity)
  }

  push3(a: number, b: number, c: number): void {
    if (this.length + 3 > this.#data.length) this.#grow(this.length + 3)
    const data = this.#data
    data[this.length] = a
    data[this.length + 1] = b
    data[this.length + 2] = c
    this.length += 3
  }

  push2(a: number, b: number): void {
    if (this.length + 2 > this.#data.length) this.#grow(this.length + 2)
    this.#data[this.length] = a
    this.#data[this.length + 1] = b
    this.length += 2
  }

  /** Appends `value` until there are `length` numbers. */
  fillTo(length: number, value: number): void {
    if (length <= this.length) return
    if (length > this.#data.length) this.#grow(length)
    this.#data.fill(value, this.length, length)
    this.length = length
  }

  /** The numbers so far: a view, valid until the next push. */
  view(): Float64Array<ArrayBuffer> {
    return this.#data.subarray(0, this.length)
  }

  #grow(needed: number): void {
    const grown = new Float64Array(Math.max(needed, this.#capacity, this.#data.length * 2))
    grown.set(this.#data)
    this.#data = grown
  }
}

export class GrowingUint32 {
  length = 0
  #data: Uint32Array<ArrayBuffer> = new Uint32Array(0)
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = Math.max(16, capacity)
  }

  push2(a: number, b: number): void {
    if (this.length + 2 > this.#data.length) this.#grow(this.length + 2)
    this.#data[this.length] = a
    this.#data[this.length + 1] = b
    this.length += 2
  }

  push3(a: number, b: number, c: number): void {
    if (this.length + 3 > this.#data.length) this.#grow(this.length + 3)
    const data = this.#data
    data[this.length] = a
    data[this.length + 1] = b
    data[this.length + 2] = c
    this.length += 3
  }

  /** Appends `value` until there are `length` numbers. */
  fillTo(length: number, value: number): void {
    if (length <= this.length) return
    if (length > this.#data.length) this.#grow(length)
    this.#data.fill(value, this.length, length)
    this.length = length
  }

  /** Exactly the numbers so far, handed over: the list itself is not used any more. */
  toArray(): Uint32Array<ArrayBuffer> {
    return this.#data.length === this.length ? this.#data : this.#data.slice(0, this.length)
  }

  /** The numbers so far: a view, valid until the next push. */
  view(): Uint32Array<ArrayBuffer> {
    return this.#data.subarray(0, this.length)
  }

  #grow(needed: number): void {
    const grown = new Uint32Array(Math.max(needed, this.#capacity, this.#data.length * 2))
    grown.set(this.#data)
    this.#data = grown
  }
}
