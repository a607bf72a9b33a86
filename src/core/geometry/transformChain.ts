import {
  identity4,
  invertAffine4,
  type Mat4,
  multiply4,
  scaleOf,
  transformPoint,
  type Vec3,
} from '../model/transform.ts'

/** What each step of a chain does alone, from the whole transforms reached after each: wholeᵢ = ownᵢ · wholeᵢ₋₁. */
export const ownTransforms = (wholes: readonly Mat4[]): readonly Mat4[] =>
  wholes.map((whole, i) => (i === 0 ? whole : multiply4(whole, invertAffine4(wholes[i - 1]))))

/** The whole transforms after each step, with some of the steps switched off. */
export const wholeTransforms = (
  steps: readonly { readonly ownTransform: Mat4; readonly enabled: boolean }[],
): readonly Mat4[] => {
  const wholes: Mat4[] = []
  for (const { ownTransform, enabled } of steps) {
    const before = wholes.at(-1) ?? identity4
    wholes.push(enabled ? multiply4(ownTransform, before) : before)
  }
  return wholes
}

/** What a step did to a scan, in numbers for a person. */
export interface StepMotion {
  /** About some axis, 0..180. */
  readonly rotationDeg: number
  /** Of the scan's middle, in the unit of the target. */
  readonly shift: number
  /** 1: the size stayed. */
  readonly scale: number
}

/** From the whole transforms before and after a step, both similarities; `middle` in the source's frame. */
export const stepMotion = (o: { readonly before: Mat4; readonly after: Mat4; readonly middle: Vec3 }): StepMotion => {
  const own = multiply4(o.after, invertAffine4(o.before))
  const scale = scaleOf(own)
  const cosine = ((own[0] + own[5] + own[10]) / scale - 1) / 2
  const [from, to] = [transformPoint(o.before, o.middle), transformPoint(o.after, o.middle)]
  return {
    rotationDeg: (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI,
    shift: Math.hypot(...to.map((value, axis) => value - from[axis])),
    scale,
  }
}
