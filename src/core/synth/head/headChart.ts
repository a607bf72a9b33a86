import { baseFormAt } from './baseForm.ts'
import type { SkinPlace } from './skinLocator.ts'

/** The skin laid out flat: the crown in the middle, the face towards +v, the base of the neck on the unit circle. */
export interface HeadChart {
  toFlat(place: SkinPlace): readonly [u: number, v: number]
  toPlace(u: number, v: number): SkinPlace
}

const downSteps = 240
const aroundSteps = 48
/** The crown itself has no direction; the chart begins a hair below it. */
const firstDown = 1e-3

/**
 * A chart that keeps shapes on the whole (exactly on a surface of revolution): the logarithm of the distance from the
 * middle grows by the way down over the radius of the head there. Triangles that are good in it are good on the head.
 */
export const headChart = (): HeadChart => {
  const downs = Array.from({ length: downSteps + 1 }, (_, i) => firstDown + ((1 - firstDown) * i) / downSteps)
  const logRadii = [0]
  for (let i = 1; i <= downSteps; i++) {
    const { wayMm, radiusMm } = beltBetween(downs[i - 1], downs[i])
    logRadii.push(logRadii[i - 1] + wayMm / radiusMm)
  }
  const whole = logRadii[downSteps]
  for (let i = 0; i <= downSteps; i++) logRadii[i] -= whole
  return {
    toFlat: ({ down, around }) => {
      const at = Math.min(downSteps - 1e-9, Math.max(0, ((down - firstDown) / (1 - firstDown)) * downSteps))
      const i = Math.floor(at)
      const radius = Math.exp(logRadii[i] + (at - i) * (logRadii[i + 1] - logRadii[i]))
      return [radius * Math.sin(around), radius * Math.cos(around)]
    },
    toPlace: (u, v) => {
      const wanted = Math.log(Math.max(1e-12, Math.hypot(u, v)))
      let low = 0
      let high = downSteps
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (logRadii[middle] <= wanted) low = middle
        else high = middle
      }
      const part = Math.max(0, (wanted - logRadii[low]) / (logRadii[high] - logRadii[low]))
      return { down: Math.min(1, downs[low] + part * (downs[high] - downs[low])), around: Math.atan2(u, v) }
    },
  }
}

/** Mean way down over a belt of the head and its mean radius. */
const beltBetween = (from: number, to: number): { wayMm: number; radiusMm: number } => {
  let way = 0
  let girth = 0
  for (let k = 0; k < aroundSteps; k++) {
    const around = (2 * Math.PI * k) / aroundSteps
    const upper = baseFormAt(from, around)
    const lower = baseFormAt(to, around)
    const beside = baseFormAt(to, around + (2 * Math.PI) / aroundSteps)
    way += Math.hypot(lower[0] - upper[0], lower[1] - upper[1], lower[2] - upper[2])
    girth += Math.hypot(beside[0] - lower[0], beside[1] - lower[1], beside[2] - lower[2])
  }
  return { wayMm: way / aroundSteps, radiusMm: girth / (2 * Math.PI) }
}
