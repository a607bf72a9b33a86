type NumberArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/**
 * Memory of lists that are done with, for the next ones, as long as the garbage collector lets it be: pages used before
 * are filled many times faster than fresh ones.
 */
const spares: WeakRef<ArrayBuffer>[] = []
const smallestSpareBytes = 1 << 20

/** Share of a buffer that may be left unused when it is handed over. */
const mostRoom = 0.2

const takeBuffer = (byteLength: number): ArrayBuffer => {
  for (let i = spares.length - 1; i >= 0; i--) {
    const buffer = spares[i].deref()
    const fits = buffer && buffer.byteLength >= byteLength && buffer.byteLength <= byteLength * 4
    if (!buffer || fits) spares.splice(i, 1)
    if (buffer && fits) return buffer
  }
  // Of whole doubles, so that any of the lists can take it over.
  return new ArrayBuffer(Math.ceil(byteLength / 8) * 8)
}

const giveBack = (buffer: ArrayBuffer): void => {
  if (buffer.byteLength >= smallestSpareBytes) spares.push(new WeakRef(buffer))
}

/**
 * A typed array that grows by doubling, for readers that learn a file's counts only at its end. `capacity` is allocated
 * with the first push: pages that are never touched cost nothing.
 */
class GrowingArray<A extends NumberArray> {
  length = 0
  #data: A
  readonly #capacity: number
  readonly #over: (buffer: ArrayBuffer) => A

  constructor(over: (buffer: ArrayBuffer) => A, capacity: number) {
    this.#over = over
    this.#data = over(new ArrayBuffer(0))
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

  append(numbers: ArrayLike<number>): void {
    const length = this.length + numbers.length
    if (length > this.#data.length) this.#grow(length)
    this.#data.set(numbers, this.length)
    this.length = length
  }

  /** Appends `value` until there are `length` numbers. */
  fillTo(length: number, value: number): void {
    if (length <= this.length) return
    if (length > this.#data.length) this.#grow(length)
    this.#data.fill(value, this.length, length)
    this.length = length
  }

  /**
   * Exactly the numbers so far, handed over: the list itself is not used any more. Where hardly any room is left they are
   * not copied: the buffer behind them then is a little longer.
   */
  toArray(): A {
    const data = this.#data
    if (data.length - this.length <= data.length * mostRoom) return this.view()
    this.#data = data.slice(0, this.length) as A
    giveBack(data.buffer)
    return this.#data
  }

  /** The numbers so far: a view, valid until the next push. */
  view(): A {
    return this.#data.subarray(0, this.length) as A
  }

  #grow(needed: number): void {
    const length = Math.max(needed, this.#capacity, this.#data.length * 2)
    const grown = this.#over(takeBuffer(length * this.#data.BYTES_PER_ELEMENT))
    grown.set(this.view())
    if (this.#data.length > 0) giveBack(this.#data.buffer)
    this.#data = grown
  }
}

export class GrowingFloat32 extends GrowingArray<Float32Array<ArrayBuffer>> {
  constructor(capacity: number) {
    super((memory) => new Float32Array(memory), capacity)
  }
}

export class GrowingFloat64 extends GrowingArray<Float64Array<ArrayBuffer>> {
  constructor(capacity: number) {
    super((memory) => new Float64Array(memory), capacity)
  }
}

export class GrowingUint32 extends GrowingArray<Uint32Array<ArrayBuffer>> {
  constructor(capacity: number) {
    super((memory) => new Uint32Array(memory), capacity)
  }
}
