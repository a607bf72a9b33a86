import { type Mat4, toMat4, transformPoints } from '../src/core/model/transform.ts'
import type { IcpCase } from './icpCase.ts'
import { pairError } from './truth/judge.ts'
import type { Beside } from './types.ts'

export interface IcpErrors {
  readonly degrees: number
  /** Mean distance of the source's points from where they belong, mm. */
  readonly meanMm: number
}

export const icpErrors = (found: Mat4, { source, targetFromSource }: IcpCase): IcpErrors => {
  const points = Float64Array.from(source)
  const moved = transformPoints(found, points)
  const truth = transformPoints(targetFromSource, points)
  let sum = 0
  for (let i = 0; i < points.length; i += 3) {
    sum += Math.hypot(moved[i] - truth[i], moved[i + 1] - truth[i + 1], moved[i + 2] - truth[i + 2])
  }
  return { degrees: pairError(found, targetFromSource, [0, 0, 0]).degrees, meanMm: sum / (points.length / 3) }
}

const words = (name: string, { degrees, meanMm }: IcpErrors): string =>
  `${name} ${degrees.toFixed(3)}°, ${meanMm.toFixed(4)} mm`

/** Our error and those of the peers whose drivers answered with a transform, on the same points. */
export const icpErrorNote = (ours: Mat4, scans: IcpCase, beside: readonly Beside[]): string =>
  [
    words('ours', icpErrors(ours, scans)),
    ...beside.flatMap(({ peer, result }) =>
      result?.length === 16 ? [words(peer, icpErrors(toMat4(result), scans))] : [],
    ),
  ].join('; ')
