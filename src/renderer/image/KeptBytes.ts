interface KeptOptions<Value> {
  readonly budgetBytes: number
  readonly sizeOf: (value: Value) => number
  /** Told of what is no longer kept. */
  readonly drop?: (value: Value) => void
}

/** Values by key within a budget of bytes: the least lately asked for go first, the last one stays whatever its size. */
export class KeptBytes<Value> {
  private readonly options: KeptOptions<Value>
  private readonly values = new Map<string, Value>()
  private bytes = 0

  constructor(options: KeptOptions<Value>) {
    this.options = options
  }

  get(key: string): Value | undefined {
    const value = this.values.get(key)
    if (value === undefined) return undefined
    this.values.delete(key)
    this.values.set(key, value)
    return value
  }

  put(key: string, value: Value): void {
    this.remove(key)
    this.values.set(key, value)
    this.bytes += this.options.sizeOf(value)
    for (const oldest of this.values.keys()) {
      if (this.bytes <= this.options.budgetBytes || oldest === key) break
      this.remove(oldest)
    }
  }

  clear(): void {
    for (const key of [...this.values.keys()]) this.remove(key)
  }

  private remove(key: string): void {
    const value = this.values.get(key)
    if (value === undefined) return
    this.values.delete(key)
    this.bytes -= this.options.sizeOf(value)
    this.options.drop?.(value)
  }
}
