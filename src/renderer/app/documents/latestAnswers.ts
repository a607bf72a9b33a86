/** Questions about scans: one a scan is under way, the newest waits for it, and the same is not asked twice in a row. */
export class LatestAnswers<Question extends { readonly scan: { readonly id: string } }> {
  readonly #asked = new Map<string, string>()
  readonly #running = new Map<string, Question | null>()
  readonly #answer: (question: Question) => Promise<void>

  /** @param answer asks the host and keeps what it says; never rejects. */
  constructor(answer: (question: Question) => Promise<void>) {
    this.#answer = answer
  }

  /** @param key what the answer depends on. */
  ask(question: Question, key: string): void {
    const { id } = question.scan
    if (this.#asked.get(id) === key) return
    this.#asked.set(id, key)
    if (this.#running.has(id)) this.#running.set(id, question)
    else void this.#run(question)
  }

  /** The scan is left: when it is shown again, everything is asked anew. */
  forget(scanId: string): void {
    this.#asked.delete(scanId)
  }

  async #run(question: Question): Promise<void> {
    const { id } = question.scan
    this.#running.set(id, null)
    await this.#answer(question)
    const next = this.#running.get(id)
    this.#running.delete(id)
    if (next) void this.#run(next)
  }
}
