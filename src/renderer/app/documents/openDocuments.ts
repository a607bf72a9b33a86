import { useSyncExternalStore } from 'react'
import { CommitQueue, type QueueState } from '#core/editor/commitQueue.ts'

/** How one kind of record is read and written. */
export interface DocumentKind<Stored, Edit> {
  readonly read: (id: string) => Promise<Stored>
  readonly write: (id: string, edit: Edit, stored: Stored) => Promise<Stored>
  /** As of a `CommitQueue`. */
  readonly join?: (first: Edit, next: Edit) => Edit | null
}

/** So many records, shown last, are read again at once when something has changed. */
const mostFollowed = 24

/**
 * The records that are being edited in this window, one queue of edits each. A record is read when it is first
 * shown and stays open: its unsaved edits must outlive a change of the view.
 */
export class OpenDocuments<Stored, Edit> {
  readonly #kind: DocumentKind<Stored, Edit>
  readonly #open = new Map<string, CommitQueue<Stored, Edit>>()
  readonly #opening = new Map<string, Promise<void>>()
  /** Open, but perhaps changed since by others. */
  readonly #stale = new Set<string>()
  readonly #listeners = new Set<() => void>()

  constructor(kind: DocumentKind<Stored, Edit>) {
    this.#kind = kind
  }

  state(id: string): QueueState<Stored, Edit> | null {
    return this.#open.get(id)?.state ?? null
  }

  /** The queue of a record that has been read; undefined before. */
  queue(id: string): CommitQueue<Stored, Edit> | undefined {
    return this.#open.get(id)
  }

  /** Hears of every change of any record. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /**
   * Reads records again that others may have changed: these, or all that are open, of which those shown longest ago
   * are read when they are shown again.
   */
  refresh(only?: ReadonlySet<string>): void {
    const ids = only ? [...only].filter((id) => this.#open.has(id)) : [...this.#open.keys()]
    for (const id of ids.slice(0, -mostFollowed)) this.#stale.add(id)
    for (const id of ids.slice(-mostFollowed)) void this.#open.get(id)?.refresh()
  }

  /** Writes again what failed: after a lost connection. */
  retryFailed(): void {
    for (const queue of this.#open.values()) queue.retry()
  }

  /** Ids of records whose edits could not be written. */
  failedIds(): readonly string[] {
    return [...this.#open].filter(([, queue]) => queue.state.status === 'failed').map(([id]) => id)
  }

  hasUnsaved(): boolean {
    return [...this.#open.values()].some((queue) => queue.state.pending.length > 0)
  }

  /** Another project: nothing of the old one stays. */
  closeAll(): void {
    this.#open.clear()
    this.#stale.clear()
    this.notify()
  }

  async ensure(id: string): Promise<void> {
    const open = this.#open.get(id)
    if (open) {
      // The one shown last stands last.
      this.#open.delete(id)
      this.#open.set(id, open)
      if (this.#stale.delete(id)) await open.refresh()
      return
    }
    const opening = this.#opening.get(id) ?? this.#read(id)
    this.#opening.set(id, opening)
    await opening
  }

  async #read(id: string): Promise<void> {
    try {
      const stored = await this.#kind.read(id)
      const queue = new CommitQueue<Stored, Edit>({
        stored,
        read: () => this.#kind.read(id),
        write: async (edit, current) => {
          // Sending is no part of the event that edits: what the person did is on the screen first.
          await new Promise((resolve) => setTimeout(resolve))
          return this.#kind.write(id, edit, current)
        },
        join: this.#kind.join,
        onChange: () => this.notify(),
      })
      this.#open.set(id, queue)
      this.notify()
    } finally {
      this.#opening.delete(id)
    }
  }

  /** Tells all who listen that a record may be another now. */
  notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** The state of one record; null until it has been read. */
export const useDocumentState = <Stored, Edit>(
  documents: OpenDocuments<Stored, Edit>,
  id: string | null,
): QueueState<Stored, Edit> | null =>
  useSyncExternalStore(
    (listener) => documents.subscribe(listener),
    () => (id === null ? null : documents.state(id)),
  )
