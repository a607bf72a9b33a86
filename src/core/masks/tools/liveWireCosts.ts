/** What a step along an edge of the picture costs; all arrays are `[height*width]`. */
export interface LiveWireCosts {
  /** The part that belongs to a pixel for a diagonal step, and for a straight one. */
  readonly diagonal: Uint8Array
  readonly straight: Uint8Array
  /** Unit vector along the edge (across the gradient); 0 0 where the picture is flat. */
  readonly alongX: Float32Array
  readonly alongY: Float32Array
}

/** Weights of the Laplacian's zero crossings, of the direction, of the gradient: the paper's. */
const weights = { zero: 0.43, direction: 0.43, gradient: 0.14 } as const
/** Cost 1 as a whole number: with it no step costs more than 255. */
const whole = 250

/**
 * Local costs of Mortensen and Barrett (1995), section 3: zero crossings of the Laplacian (0 on one, else 1), gradient
 * magnitude (1 − G/max G, times 1/√2 for straight steps), gradient direction.
 * @param brightness `[height*width]`.
 */
export const liveWireCosts = (brightness: Uint8Array, width: number, height: number): LiveWireCosts => {
  const count = width * height
  const [alongX, alongY] = [new Float32Array(count), new Float32Array(count)]
  const magnitude = new Float32Array(count)
  const laplacian = new Float32Array(count)
  const at = (x: number, y: number): number =>
    brightness[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]
  let largest = 1e-6
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const [nw, n, ne] = [at(x - 1, y - 1), at(x, y - 1), at(x + 1, y - 1)]
      const [w, e] = [at(x - 1, y), at(x + 1, y)]
      const [sw, s, se] = [at(x - 1, y + 1), at(x, y + 1), at(x + 1, y + 1)]
      const gx = (ne + 2 * e + se - nw - 2 * w - sw) / 8
      const gy = (sw + 2 * s + se - nw - 2 * n - ne) / 8
      const strength = Math.sqrt(gx * gx + gy * gy)
      magnitude[i] = strength
      if (strength > largest) largest = strength
      laplacian[i] = n + w + e + s - 4 * brightness[i]
      if (strength > 0) {
        alongX[i] = gy / strength
        alongY[i] = -gx / strength
      }
    }
  }
  const diagonal = new Uint8Array(count)
  const straight = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const zero = isZeroCrossing(laplacian, i, width, height) ? 0 : weights.zero
    const gradient = weights.gradient * (1 - magnitude[i] / largest)
    diagonal[i] = Math.round(whole * (zero + gradient))
    straight[i] = Math.round(whole * (zero + gradient * Math.SQRT1_2))
  }
  return { diagonal, straight, alongX, alongY }
}

/** The Laplacian changes its sign between a pixel and a neighbour, and is nearer to zero here than there. */
const isZeroCrossing = (laplacian: Float32Array, i: number, width: number, height: number): boolean => {
  const here = laplacian[i]
  const x = i % width
  const isAcross = (other: number): boolean =>
    here * laplacian[other] < 0 && Math.abs(here) <= Math.abs(laplacian[other])
  return (
    (x > 0 && isAcross(i - 1)) ||
    (x + 1 < width && isAcross(i + 1)) ||
    (i >= width && isAcross(i - width)) ||
    (i + width < width * height && isAcross(i + width))
  )
}

/** The whole-number cost of the step from a pixel to its neighbour, at least 1. */
export const stepCost = (costs: LiveWireCosts, from: number, to: number, dx: number, dy: number): number => {
  const { alongX, alongY, diagonal, straight } = costs
  const isDiagonal = dx !== 0 && dy !== 0
  const scale = isDiagonal ? Math.SQRT1_2 : 1
  const here = (alongX[from] * dx + alongY[from] * dy) * scale
  const there = (alongX[to] * dx + alongY[to] * dy) * scale
  // The link is turned so that it points along the edge at its start; the second angle tells how much the edge bends.
  const [first, second] = here >= 0 ? [here, there] : [-here, -there]
  const angle = (Math.acos(clampUnit(first)) + Math.acos(clampUnit(second))) / Math.PI
  const own = isDiagonal ? diagonal[to] : straight[to]
  return Math.max(1, own + Math.round(whole * weights.direction * (angle / 1.5)))
}

const clampUnit = (value: number): number => Math.min(1, Math.max(-1, value))
