declare global {
  interface Window {
    /** Milliseconds that all the window's own handlers together took of each event of the pointer, by its type. */
    pointerMs: Record<string, number[]>
    /** From the start of an event until its handlers are done and what they changed stands in the page. */
    shownMs: Record<string, number[]>
    /** What the kernels of the page hold in memory, MB: of trees that somebody still has. */
    kernelMb: () => number
  }
}

/** Times all handlers of the pointer and counts the kernels' memories. To be given to a page before it loads. */
export const watchPage = (): void => {
  window.pointerMs = {}
  window.shownMs = {}
  const startOf = new WeakMap<Event, number>()
  const placeOf = new WeakMap<Event, number>()
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (typeof listener !== 'function' || !/^pointer(down|move|up)$/.test(type)) {
      listen.call(this, type, listener, options)
      return
    }
    const timed = (event: Event): void => {
      const start = performance.now()
      listener.call(this, event)
      const ms = performance.now() - start
      window.pointerMs[type] ??= []
      const times = window.pointerMs[type]
      const place = placeOf.get(event)
      if (place !== undefined && place < times.length) times[place] += ms
      else {
        placeOf.set(event, times.push(ms) - 1)
        startOf.set(event, start)
      }
      // The window draws what a handler changes in a microtask, which waits before this one.
      const shown = placeOf.get(event) as number
      queueMicrotask(() => {
        window.shownMs[type] ??= []
        window.shownMs[type][shown] = performance.now() - (startOf.get(event) as number)
      })
    }
    listen.call(this, type, timed, options)
  }
  const memories = new Set<WeakRef<WebAssembly.Memory>>()
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (made, given: [WebAssembly.Module, WebAssembly.Imports?]) => {
      for (const part of Object.values(given[1] ?? {})) {
        for (const value of Object.values(part)) {
          if (value instanceof WebAssembly.Memory) memories.add(new WeakRef(value))
        }
      }
      return new made(...given)
    },
  })
  window.kernelMb = () => {
    const buffers = new Set([...memories].flatMap((memory) => memory.deref()?.buffer ?? []))
    return [...buffers].reduce((bytes, { byteLength }) => bytes + byteLength, 0) / 1e6
  }
}

/**
 * The plain way to pick, in the page itself and under the same load: a ray against every one of so many triangles
 * (Möller and Trumbore, 1997). Milliseconds of each of five rays.
 */
export const everyTriangleMs = (triangles: number): number[] => {
  const corners = new Float32Array(triangles * 9)
  for (let at = 0; at < corners.length; at++) {
    const mixed = Math.imul(at ^ (at >>> 7), 0x85ebca6b)
    corners[at] = (((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32) * 200 - 100
  }
  const nearest = (x: number, y: number): number => {
    let best = Number.POSITIVE_INFINITY
    for (let at = 0; at < corners.length; at += 9) {
      const [ax, ay, az] = [
        corners[at + 3] - corners[at],
        corners[at + 4] - corners[at + 1],
        corners[at + 5] - corners[at + 2],
      ]
      const [bx, by, bz] = [
        corners[at + 6] - corners[at],
        corners[at + 7] - corners[at + 1],
        corners[at + 8] - corners[at + 2],
      ]
      // The ray runs along z: its cross product with an edge has no z.
      const determinant = ay * bx - ax * by
      const [px, py, pz] = [x - corners[at], y - corners[at + 1], -200 - corners[at + 2]]
      const u = (py * bx - px * by) / determinant
      const v = (px * ay - py * ax) / determinant
      const along = az * u + bz * v - pz
      if (u >= 0 && v >= 0 && u + v <= 1 && along < best) best = along
    }
    return best
  }
  return [0, 1, 2, 3, 4].map((ray) => {
    const start = performance.now()
    if (nearest(ray * 7, ray * 5) === Number.POSITIVE_INFINITY) throw new Error('the rays should hit a triangle')
    return performance.now() - start
  })
}
