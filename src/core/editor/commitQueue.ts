import { CameoError, type ErrorRecord, toErrorRecord } from '../model/errors.ts'

/**
 * Edits of one stored record, shown at once and written one after the other. An edit is never dropped: when writing
 * fails it stays in `pending` with the reason in `failure`, until `retry` succeeds or the user discards it. Edits say
 * what to change, not what the result is: where somebody else wrote in between, they apply to the newer record.
 */
export interface QueueState<Stored, Edit> {
  /** The last answer of the host. */
  readonly stored: Stored
  /** Edits the host has not confirmed, oldest first. */
  readonly pending: readonly Edit[]
  readonly status: 'idle' | 'saving' | 'failed'
  readonly failure: ErrorRecord | null
}

export interface CommitQueueOptions<Stored, Edit> {
  readonly stored: Stored
  /** Writes one edit on top of `stored` and answers with the new record. */
  readonly write: (edit: Edit, stored: Stored) => Promise<Stored>
  /** Two edits that are written as one, where both wait; null where each is written for itself. */
  readonly join?: (first: Edit, next: Edit) => Edit | null
  /** Reads the record anew: used when the host says that `stored` is out of date. */
  readonly read: () => Promise<Stored>
  readonly onChange: () => void
}

export class CommitQueue<Stored, Edit> {
  readonly #options: CommitQueueOptions<Stored, Edit>
  #state: QueueState<Stored, Edit>
  /** Who waits for the pending edits, in the same order. */
  #waiting: readonly ((isWritten: boolean) => void)[] = []

  constructor(options: CommitQueueOptions<Stored, Edit>) {
    this.#options = options
    this.#state = { stored: options.stored, pending: [], status: 'idle', failure: null }
  }

  get state(): QueueState<Stored, Edit> {
    return this.#state
  }

  /**
   * Adds an edit and starts writing, unless an earlier edit has failed: then it waits behind it. Answers true when
   * the edit has been written, false when it was given up.
   */
  push(edit: Edit): Promise<boolean> {
    const written = new Promise<boolean>((resolve) => {
      this.#waiting = [...this.#waiting, resolve]
    })
    this.#set({ pending: [...this.#state.pending, edit] })
    if (this.#state.status === 'idle') void this.#write()
    return written
  }

  /** Writes the failed edits again. */
  retry(): void {
    if (this.#state.status === 'failed') void this.#write()
  }

  /** Gives the failed edits up and shows what the host has. */
  async discard(): Promise<void> {
    if (this.#state.status !== 'failed') return
    const givenUp = this.#waiting
    this.#waiting = []
    this.#set({ pending: [], status: 'idle', failure: null })
    for (const tell of givenUp) tell(false)
    await this.refresh()
  }

  /** Reads the record anew, unless edits are on their way (their answers are newer). */
  async refresh(): Promise<void> {
    if (this.#state.status !== 'idle') return
    try {
      const stored = await this.#options.read()
      if (this.#state.status === 'idle') this.#set({ stored })
    } catch {
      // The record that is shown stays; the connection's own state tells of the loss.
    }
  }

  async #write(): Promise<void> {
    this.#set({ status: 'saving', failure: null })
    let retriedStale = false
    while (this.#state.pending.length > 0) {
      const { edit, count } = this.#next()
      try {
        const stored = await this.#options.write(edit, this.#state.stored)
        const told = this.#waiting.slice(0, count)
        this.#waiting = this.#waiting.slice(count)
        this.#set({ stored, pending: this.#state.pending.slice(count) })
        for (const tell of told) tell(true)
        retriedStale = false
      } catch (error) {
        if (!retriedStale && error instanceof CameoError && error.code === 'input/stale-revision') {
          retriedStale = true
          if (await this.#readForRetry()) continue
        }
        this.#set({ status: 'failed', failure: toErrorRecord(error) })
        return
      }
    }
    this.#set({ status: 'idle' })
  }

  /** The oldest edit that waits, with those behind it that can be written along. */
  #next(): { readonly edit: Edit; readonly count: number } {
    const [first, ...others] = this.#state.pending
    let edit = first
    let count = 1
    for (const other of others) {
      const joined = this.#options.join?.(edit, other) ?? null
      if (joined === null) break
      edit = joined
      count += 1
    }
    return { edit, count }
  }

  async #readForRetry(): Promise<boolean> {
    try {
      this.#set({ stored: await this.#options.read() })
      return true
    } catch {
      return false
    }
  }

  #set(change: Partial<QueueState<Stored, Edit>>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onChange()
  }
}
