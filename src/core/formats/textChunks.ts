/** Collects lines of text and hands them over as UTF-8 bytes, without ever holding the whole text as a string. */
export class TextChunks {
  readonly #chunks: Uint8Array[] = []
  #lines: string[] = []

  /** `text` without its line end. */
  line(text: string): void {
    this.#lines.push(text)
    if (this.#lines.length >= 32768) this.#flush()
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    this.#flush()
    const bytes = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }

  #flush(): void {
    if (this.#lines.length === 0) return
    this.#chunks.push(new TextEncoder().encode(`${this.#lines.join('\n')}\n`))
    this.#lines = []
  }
}
