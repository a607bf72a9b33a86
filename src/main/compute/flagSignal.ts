/** What the one number shared with a worker thread says. */
export const runFlag = { go: 0, cancel: 1, pause: 2 } as const

/** Holds or lets go a thread that looks at `flag`; a cancel stays a cancel. */
export const setPaused = (flag: Int32Array, isPaused: boolean): void => {
  const [from, to] = isPaused ? [runFlag.go, runFlag.pause] : [runFlag.pause, runFlag.go]
  Atomics.compareExchange(flag, 0, from, to)
  Atomics.notify(flag, 0)
}

/** Also lets a thread go that is held. */
export const setCancelled = (flag: Int32Array): void => {
  Atomics.store(flag, 0, runFlag.cancel)
  Atomics.notify(flag, 0)
}

/**
 * A signal that a loop which never yields can read: `aborted` looks at shared memory, and waits there while the run is
 * paused.
 */
export const flagSignal = (flag: Int32Array): { readonly signal: AbortSignal; abort(): void } => {
  const controller = new AbortController()
  const { signal } = controller
  const isAborted = (): boolean => {
    while (Atomics.load(flag, 0) === runFlag.pause) Atomics.wait(flag, 0, runFlag.pause)
    return Atomics.load(flag, 0) === runFlag.cancel
  }
  Object.defineProperties(signal, {
    aborted: { get: isAborted },
    throwIfAborted: {
      value: () => {
        if (isAborted()) throw signal.reason ?? new DOMException('Cancelled', 'AbortError')
      },
    },
  })
  return {
    signal,
    abort: () => {
      setCancelled(flag)
      controller.abort()
    },
  }
}
