declare global {
  interface Window {
    /** Milliseconds that the window's own handlers took of each event of the pointer, by its type. */
    pointerMs: Record<string, number[]>
  }
}

/** Times every handler of the pointer. To be given to a page before it loads. */
export const timePointer = (): void => {
  window.pointerMs = {}
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (typeof listener !== 'function' || !/^pointer(down|move|up)$/.test(type)) {
      listen.call(this, type, listener, options)
      return
    }
    const timed = (event: Event): void => {
      const start = performance.now()
      listener.call(this, event)
      window.pointerMs[type] ??= []
      window.pointerMs[type].push(performance.now() - start)
    }
    listen.call(this, type, timed, options)
  }
}
