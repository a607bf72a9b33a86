import { semiLandmarks } from '../geometry/shape/semiLandmarks.ts'
import type { ProposalSurface } from '../model/landmarkProposals.ts'
import type { SchemeCurve } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'

/** A curve of a scheme between two neighbouring points that are placed: along the surface, in the scan's frame. */
export interface CurveStretch {
  /** From the first point to the second. */
  readonly line: readonly Vec3[]
  /** The semi-landmarks on it, as the scheme asks for. */
  readonly semiLandmarks: readonly Vec3[]
}

/** So many places make a line that follows a face where the scheme asks for fewer. */
const leastPlaces = 3

/** The stretches of curves of one scan, found anew only where one of their two points has moved. */
export class CurveStretches {
  readonly #surface: ProposalSurface
  #found = new Map<string, CurveStretch | null>()

  constructor(surface: ProposalSurface) {
    this.#surface = surface
  }

  /** Those whose two points are among the `points`. */
  of(curves: readonly SchemeCurve[], points: ReadonlyMap<string, Vec3>): readonly CurveStretch[] {
    const found = new Map<string, CurveStretch | null>()
    for (const curve of curves) {
      const ends = curve.isClosed ? [...curve.points, curve.points[0]] : curve.points
      for (const [i, name] of ends.slice(1).entries()) {
        const [from, to] = [points.get(ends[i]), points.get(name)]
        if (!from || !to) continue
        const key = [curve.semiLandmarks, ...from, ...to].join(' ')
        const known = this.#found.get(key)
        found.set(key, known === undefined ? this.#stretch(from, to, curve.semiLandmarks) : known)
      }
    }
    this.#found = found
    return [...found.values()].filter((stretch) => stretch !== null)
  }

  #stretch(from: Vec3, to: Vec3, count: number): CurveStretch | null {
    const ends = new Map([
      ['from', from],
      ['to', to],
    ])
    const asked = { name: '', title: '', points: [...ends.keys()], isClosed: false }
    const [curve] = semiLandmarks(
      { curves: [{ ...asked, semiLandmarks: Math.max(count, leastPlaces) }] },
      ends,
      this.#surface,
    )
    const places = curve.points.map(({ position }) => position)
    if (places.length === 0) return null
    const exact = count >= leastPlaces || count === 0 ? places : this.#places(ends, asked, count)
    return { line: [from, ...places, to], semiLandmarks: count === 0 ? [] : exact }
  }

  #places(ends: ReadonlyMap<string, Vec3>, curve: Omit<SchemeCurve, 'semiLandmarks'>, count: number): readonly Vec3[] {
    const [found] = semiLandmarks({ curves: [{ ...curve, semiLandmarks: count }] }, ends, this.#surface)
    return found.points.map(({ position }) => position)
  }
}
