/** A signal that a loop which never yields can read: `aborted` looks at shared memory. */
export const flagSignal = (flag: Int32Array): { readonly signal: AbortSignal; abort(): void } => {
  const controller = new AbortController()
  const { signal } = controller
  const isAborted = (): boolean => Atomics.load(flag, 0) === 1
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
      Atomics.store(flag, 0, 1)
      controller.abort()
    },
  }
}
