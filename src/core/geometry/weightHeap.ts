/** A binary heap of the numbers 0..n−1 by weight, the heaviest first, of equal ones the lowest. */
export class WeightHeap {
  readonly #weights: Float64Array
  readonly #heap: Uint32Array
  /** Place of each number in the heap, -1 where it was taken. */
  readonly #places: Int32Array
  #count: number

  /** `weights`: `[n]`, kept and lowered in place. */
  constructor(weights: Float64Array) {
    this.#weights = weights
    this.#count = weights.length
    this.#heap = Uint32Array.from(weights, (_, i) => i)
    this.#places = Int32Array.from(weights, (_, i) => i)
    for (let place = (this.#count >> 1) - 1; place >= 0; place--) this.#sink(place)
  }

  holds(number: number): boolean {
    return this.#places[number] >= 0
  }

  /** Takes the heaviest out. There has to be one. */
  takeLargest(): number {
    const largest = this.#heap[0]
    this.#places[largest] = -1
    this.#count--
    if (this.#count > 0) {
      this.#put(this.#heap[this.#count], 0)
      this.#sink(0)
    }
    return largest
  }

  /** Makes a number that is in the heap lighter. */
  lower(number: number, by: number): void {
    if (by === 0) return
    this.#weights[number] -= by
    this.#sink(this.#places[number])
  }

  #put(number: number, place: number): void {
    this.#heap[place] = number
    this.#places[number] = place
  }

  #isBefore(a: number, b: number): boolean {
    const [weightA, weightB] = [this.#weights[a], this.#weights[b]]
    return weightA > weightB || (weightA === weightB && a < b)
  }

  #sink(from: number): void {
    const moved = this.#heap[from]
    let place = from
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#count) break
      if (child + 1 < this.#count && this.#isBefore(this.#heap[child + 1], this.#heap[child])) child++
      if (!this.#isBefore(this.#heap[child], moved)) break
      this.#put(this.#heap[child], place)
      place = child
    }
    this.#put(moved, place)
  }
}
