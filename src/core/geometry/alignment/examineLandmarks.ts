import { CameoError } from '../../model/errors.ts'
import type { HeadPose, LandmarkFinding, LandmarkInfluence, ScanSide } from '../../model/landmarkFindings.ts'
import type { Mat4, Vec3 } from '../../model/transform.ts'
import { type LengthUnit, type UpAxis, upAxes } from '../../model/units.ts'
import { headPose } from '../headPose.ts'
import { examinePairs } from './examinePairs.ts'
import { type ScanUnit, scanUnit } from './scanUnit.ts'

/** Landmarks of one scan, and what is known of the scan. */
export interface ExaminedScan {
  /** Name → position, in the scan's frame and unit. */
  readonly points: ReadonlyMap<string, Vec3>
  /** As stated; null where nobody said. */
  readonly unit: LengthUnit | null
  readonly up: UpAxis | null
  /** Of the scan's bounding box, in its unit. */
  readonly longestSide: number
}

export interface LandmarkExamination {
  /** What a person should know or mend, the surest first. */
  readonly findings: readonly LandmarkFinding[]
  /** Per landmark of both scans; empty until there are four. */
  readonly influences: readonly LandmarkInfluence[]
  /** Of the fit with everything mended that is certain; null until three names are shared. */
  readonly fit: { readonly names: readonly string[]; readonly rmsMm: number; readonly mmFromMm: Mat4 } | null
  readonly poses: { readonly source: HeadPose | null; readonly target: HeadPose | null }
  readonly units: { readonly source: ScanUnit; readonly target: ScanUnit }
}

/** Least share of an axis for the head to stand along it: within 45° of it. */
const alongAxis = Math.SQRT1_2

/**
 * Everything that two sets of landmarks say of themselves and of their scans: units, up axes, exchanged names, mirrors,
 * strays, and what each landmark does to the fit. A few milliseconds for 68 points: asked anew with every click.
 * Never throws on what a person may have clicked: it is a finding.
 */
export const examineLandmarks = (o: {
  readonly source: ExaminedScan
  readonly target: ExaminedScan
  readonly scale: 'free' | 'fixed'
}): LandmarkExamination => {
  const units = {
    source: scanUnit({ which: 'source', stated: o.source.unit, ...o.source }),
    target: scanUnit({ which: 'target', stated: o.target.unit, ...o.target }),
  }
  const poses = { source: headPose(o.source.points), target: headPose(o.target.points) }
  const pairs = pairsOf({ ...o, units })
  const findings = [
    ...units.source.findings,
    ...units.target.findings,
    ...upFindings('source', o.source, poses.source),
    ...upFindings('target', o.target, poses.target),
    ...pairs.findings,
  ]
  return { ...pairs, findings: findings.sort((a, b) => b.confidence - a.confidence), poses, units }
}

const pairsOf = (o: {
  readonly source: ExaminedScan
  readonly target: ExaminedScan
  readonly scale: 'free' | 'fixed'
  readonly units: LandmarkExamination['units']
}): Pick<LandmarkExamination, 'findings' | 'influences' | 'fit'> => {
  try {
    const { names, fit, findings, influences } = examinePairs({
      sourceMm: scaledPoints(o.source.points, o.units.source.mmPerUnit),
      targetMm: scaledPoints(o.target.points, o.units.target.mmPerUnit),
      scale: o.scale,
    })
    return { findings, influences, fit: { names, rmsMm: fit.rms, mmFromMm: fit.targetFromSource } }
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    const code = error.code.replace(/^input\//, 'align/')
    const finding = { code, message: error.message, fix: null, confidence: 1, isApplied: false }
    return { findings: [finding], influences: [], fit: null }
  }
}

/** Name → position in another unit. */
export const scaledPoints = (points: ReadonlyMap<string, Vec3>, factor: number): ReadonlyMap<string, Vec3> =>
  new Map([...points].map(([name, [x, y, z]]) => [name, [factor * x, factor * y, factor * z]]))

/** Where the landmarks say that the head stands along another axis than was stated. */
const upFindings = (scan: ScanSide, { up }: ExaminedScan, pose: HeadPose | null): LandmarkFinding[] => {
  if (up === null || pose === null) return []
  const found = nearestAxis(pose.up)
  if (found.share < alongAxis || found.axis === up) return []
  const message =
    `The ${scan} scan is said to stand with ${up} up, but its eyes lie above its mouth along ${found.axis} ` +
    `(the face looks along ${nearestAxis(pose.front).axis}). Correct its up axis.`
  const fix = { kind: 'up', scan, up: found.axis } as const
  return [{ code: 'align/up-mismatch', message, fix, confidence: found.share, isApplied: false }]
}

const nearestAxis = (direction: Vec3): { readonly axis: UpAxis; readonly share: number } => {
  const shares = upAxes.map((axis) => {
    const value = direction['xyz'.indexOf(axis[1])]
    return { axis, share: axis[0] === '-' ? -value : value }
  })
  return shares.reduce((best, other) => (other.share > best.share ? other : best))
}
