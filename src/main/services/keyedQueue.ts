/** Runs the pieces of work that share a key one after the other, in the order they came; others run meanwhile. */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve()
    const result = before.then(work)
    const tail = result
      .catch(() => {})
      .then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key)
      })
    this.tails.set(key, tail)
    return result
  }

  /** Resolves when everything begun so far has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.tails.values())
  }
}
