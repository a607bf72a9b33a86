import { describe, expect, it } from 'vitest'
import { CommitQueue } from '#core/editor/commitQueue.ts'
import { CameoError } from '#core/model/errors.ts'

interface Stored {
  readonly revision: number
  readonly texts: readonly string[]
}

/** A host that keeps texts and refuses a write on an old revision, as the real one does. */
const createStore = () => {
  let stored: Stored = { revision: 1, texts: [] }
  let isDown = false
  const answer = async <T>(value: () => T): Promise<T> => {
    await Promise.resolve()
    if (isDown) throw new CameoError('internal/host-unreachable', 'The host does not answer.')
    return value()
  }
  return {
    read: () => answer(() => stored),
    write: (text: string, base: Stored) =>
      answer(() => {
        if (base.revision !== stored.revision) throw new CameoError('input/stale-revision', 'Changed elsewhere.')
        stored = { revision: stored.revision + 1, texts: [...stored.texts, text] }
        return stored
      }),
    changeElsewhere: (text: string) => {
      stored = { revision: stored.revision + 1, texts: [...stored.texts, text] }
    },
    setDown: (down: boolean) => {
      isDown = down
    },
    get stored() {
      return stored
    },
  }
}

const createQueue = (store: ReturnType<typeof createStore>) => {
  const states: string[] = []
  const queue: CommitQueue<Stored, string> = new CommitQueue<Stored, string>({
    stored: store.stored,
    read: store.read,
    write: store.write,
    onChange: () => states.push(queue.state.status),
  })
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 200 && queue.state.status === 'saving'; turn++) await Promise.resolve()
  }
  return { queue, settled, states }
}

describe('queue of edits', () => {
  it('writes edits one after the other, in order', async () => {
    const store = createStore()
    const { queue, settled } = createQueue(store)
    const written = ['a', 'b', 'c'].map((text) => queue.push(text))
    expect(queue.state.pending).toEqual(['a', 'b', 'c'])
    expect(await Promise.all(written)).toEqual([true, true, true])
    await settled()
    expect(store.stored.texts).toEqual(['a', 'b', 'c'])
    expect(queue.state).toMatchObject({ status: 'idle', pending: [], failure: null })
    expect(queue.state.stored.revision).toBe(4)
  })

  it('writes on top of what somebody else wrote in between', async () => {
    const store = createStore()
    const { queue, settled } = createQueue(store)
    store.changeElsewhere('theirs')
    void queue.push('mine')
    await settled()
    expect(store.stored.texts).toEqual(['theirs', 'mine'])
    expect(queue.state.status).toBe('idle')
  })

  it('keeps edits that could not be written, in order, until a retry succeeds', async () => {
    const store = createStore()
    const { queue, settled } = createQueue(store)
    store.setDown(true)
    void queue.push('a')
    await settled()
    void queue.push('b')
    expect(queue.state).toMatchObject({ status: 'failed', pending: ['a', 'b'] })
    expect(queue.state.failure?.code).toBe('internal/host-unreachable')
    store.setDown(false)
    queue.retry()
    await settled()
    expect(store.stored.texts).toEqual(['a', 'b'])
    expect(queue.state).toMatchObject({ status: 'idle', pending: [], failure: null })
  })

  it('shows what the host has after failed edits were given up', async () => {
    const store = createStore()
    const { queue, settled } = createQueue(store)
    store.setDown(true)
    const isWritten = queue.push('a')
    await settled()
    store.setDown(false)
    store.changeElsewhere('theirs')
    await queue.discard()
    expect(await isWritten).toBe(false)
    expect(queue.state).toMatchObject({ status: 'idle', pending: [], failure: null })
    expect(queue.state.stored.texts).toEqual(['theirs'])
  })

  it('writes what waits together where it can be joined, and tells everyone who waits', async () => {
    const store = createStore()
    const queue: CommitQueue<Stored, string> = new CommitQueue<Stored, string>({
      stored: store.stored,
      read: store.read,
      write: store.write,
      join: (first, next) => (first.length + next.length <= 3 && next.startsWith('u') ? first + next : null),
      onChange: () => {},
    })
    const written = ['a', 'u', 'u', 'u', 'b', 'u'].map((text) => queue.push(text))
    expect(await Promise.all(written)).toEqual([true, true, true, true, true, true])
    // The first was on its way before the others came.
    expect(store.stored.texts).toEqual(['a', 'uuu', 'bu'])
  })

  it('does not read the record anew while edits are on their way', async () => {
    const store = createStore()
    const { queue, settled } = createQueue(store)
    void queue.push('a')
    await queue.refresh()
    await settled()
    expect(queue.state.stored.texts).toEqual(['a'])
  })
})
