/** Does the work once the next frame is drawn: the task after that frame's own callbacks. Answers what takes it back. */
export const afterFrame = (work: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(work)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

/** Work that a frame must not wait for: done after it, of each key the newest only. */
export class AfterFrame<Input> {
  readonly #waiting = new Map<string, Input>()
  readonly #work: (input: Input) => void

  constructor(work: (input: Input) => void) {
    this.#work = work
  }

  ask(key: string, input: Input): void {
    const isFirst = this.#waiting.size === 0
    this.#waiting.set(key, input)
    if (isFirst) afterFrame(() => this.#run())
  }

  isWaiting(key: string): boolean {
    return this.#waiting.has(key)
  }

  #run(): void {
    const inputs = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const input of inputs) this.#work(input)
  }
}
