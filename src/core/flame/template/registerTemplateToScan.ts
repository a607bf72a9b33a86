import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import type { RegistrationCertificate, RegistrationReport } from '../../model/registration.ts'
import { partOf, type RunContext } from '../../model/run.ts'
import { type Mat4, transformPoint, transformPoints, type Vec3 } from '../../model/transform.ts'
import { type LengthUnit, mmPer } from '../../model/units.ts'
import type { LandmarkTarget } from '../landmarkRows.ts'
import { registerTemplate } from '../registerTemplate.ts'
import { certifyRegistration } from '../report/certifyRegistration.ts'
import { facesInward, reversedTriangles } from '../scanSide.ts'
import { ScanSurface } from '../scanSurface.ts'
import { heldOutOfTemplate } from './heldOutOfTemplate.ts'
import { type SharedLandmark, sharedLandmarks } from './sharedLandmarks.ts'
import { reportTemplate, templateReason } from './templateReport.ts'
import { type TemplateStart, templateStart } from './templateStart.ts'

export interface ScanTemplateInput {
  readonly scan: Mesh
  /** Null: the landmarks' unit, else guessed from the size. */
  readonly scanUnit: LengthUnit | null
  readonly template: Mesh
  readonly templateUnit: LengthUnit | null
  /** Of any scheme; with fewer than three points in common the start is found from the surfaces. */
  readonly scanLandmarks: LandmarkSet | null
  readonly templateLandmarks: LandmarkSet | null
  /** Whether landmarks are left out in turn, to tell how well points are found: four registrations more. */
  readonly isTested: boolean
}

export interface ScanTemplateResult {
  /** `[V*3]` the template's vertices on the scan, in the scan's frame and unit. */
  readonly vertices: Float64Array
  /** `[V]` distance to the scan, −1 where it has nothing within 10 mm. */
  readonly meshResidualMm: Float32Array
  readonly report: RegistrationReport
  readonly certificate: RegistrationCertificate
  readonly start: TemplateStart['kind']
  readonly scanFromTemplate: Mat4
  readonly unit: LengthUnit
  readonly landmarkRmsMm: number | null
  readonly landmarksUsed: readonly string[]
  readonly landmarksUnused: readonly string[]
  readonly warnings: readonly Warning[]
}

/** A landmark farther than this (m) from its surface is not on it. */
const offSurfaceM = 0.012

/**
 * Registers any template to any scan of a like thing: a similarity from landmarks (or from the surfaces), then
 * `registerTemplate`. Reported as a registration of FLAME is, as far as there is no model: landmarks that are left out
 * are compared with the similarity alone.
 * @throws CameoError `input/…`: no surface, a unit that cannot be told, mirrored landmarks, landmarks off the template.
 */
export const registerTemplateToScan = (input: ScanTemplateInput, context: RunContext): ScanTemplateResult => {
  const { template, scan } = input
  if (template.triangles.length === 0) {
    throw badInput('template-without-surface', 'The template has no triangles; a registration needs a surface.')
  }
  const match =
    input.scanLandmarks && input.templateLandmarks
      ? sharedLandmarks(input.templateLandmarks, input.scanLandmarks)
      : { shared: [], unused: [] }
  const scanUnit = input.scanUnit ?? input.scanLandmarks?.unit ?? null
  const templateUnit = input.templateUnit ?? input.templateLandmarks?.unit ?? null
  const start = templateStart(
    { template, templateUnit, scan, scanUnit, shared: match.shared },
    partOf(context, { from: 0, to: 0.3 }),
  )
  const metresPerUnit = mmPer(start.unit) / 1000
  const originInScan = centreOf(scan)
  const inMetres = (point: Vec3): Vec3 => {
    const at = (axis: number): number => (point[axis] - originInScan[axis]) * metresPerUnit
    return [at(0), at(1), at(2)]
  }
  const source = template.positionsF64 ?? Float64Array.from(template.positions)
  const placed = transformPoints(start.scanFromTemplate, source).map(
    (value, i) => (value - originInScan[i % 3]) * metresPerUnit,
  )
  const toMetres = (point: Vec3): Vec3 => inMetres(transformPoint(start.scanFromTemplate, point))
  const located = landmarkTargets(match.shared, { placed, triangles: template.triangles, toMetres, inMetres })
  const { surface, warnings } = openSurface({ scan, metresPerUnit, originInScan }, placed, template.triangles, context)
  return releasing(surface, () => {
    const offScan = located.targets.filter(({ position }) => surface.distanceTo(position) > offSurfaceM)
    const landmarks = located.targets.filter((landmark) => !offScan.includes(landmark))
    const shared = { template: placed, triangles: template.triangles, scan: surface, landmarks }
    const registration = registerTemplate(shared, partOf(context, { from: 0.3, to: 0.6 }))
    const heldOut = input.isTested ? heldOutOfTemplate(shared, partOf(context, { from: 0.6, to: 0.95 })) : null
    const found = { ...shared, registration, heldOut, offScan: offScan.map(({ name }) => name) }
    const { report, meshResidualMm, landmarkRmsMm } = reportTemplate(found)
    const further = [...start.reasons, templateReason(report)]
    return {
      vertices: registration.vertices.map((value, i) => value / metresPerUnit + originInScan[i % 3]),
      meshResidualMm,
      report,
      certificate: certifyRegistration(report, { base: 'the similarity alone', further }),
      start: start.kind,
      scanFromTemplate: start.scanFromTemplate,
      unit: start.unit,
      landmarkRmsMm,
      landmarksUsed: landmarks.map(({ name }) => name),
      landmarksUnused: [...match.unused, ...located.offTemplate, ...found.offScan],
      warnings: [...start.warnings, ...warnings, ...located.warnings],
    }
  })
}

const centreOf = ({ positions }: Mesh): Vec3 => {
  const sum = [0, 0, 0]
  for (let i = 0; i < positions.length; i++) sum[i % 3] += positions[i]
  const count = positions.length / 3
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

/** The scan as it is searched, turned where it faces the other way than the template on it. */
const openSurface = (
  o: { readonly scan: Mesh; readonly metresPerUnit: number; readonly originInScan: Vec3 },
  placed: Float64Array,
  triangles: Uint32Array,
  context: RunContext,
): { readonly surface: ScanSurface; readonly warnings: readonly Warning[] } => {
  const surface = new ScanSurface(o.scan, o, context)
  if (!facesInward(surface, placed, triangles)) return { surface, warnings: [] }
  surface.release()
  const message = 'Scan and template face opposite ways; the scan was turned inside out for the work.'
  return {
    surface: new ScanSurface({ ...o.scan, triangles: reversedTriangles(o.scan.triangles) }, o, context),
    warnings: [{ code: 'scan-inside-out', message }],
  }
}

/** Where the template's landmarks lie on its surface, with their places on the scan, both in metres. */
const landmarkTargets = (
  shared: readonly SharedLandmark[],
  o: {
    readonly placed: Float64Array
    readonly triangles: Uint32Array
    readonly toMetres: (onTemplate: Vec3) => Vec3
    readonly inMetres: (onScan: Vec3) => Vec3
  },
): { targets: LandmarkTarget[]; offTemplate: string[]; warnings: Warning[] } => {
  const targets: LandmarkTarget[] = []
  const offTemplate: string[] = []
  if (shared.length === 0) return { targets, offTemplate, warnings: [] }
  const { triangles } = o
  releasing(TriangleTree.build({ positions: Float32Array.from(o.placed), triangles }), (tree) => {
    for (const { name, onTemplate, onScan } of shared) {
      const hit = tree.closestPoint(...o.toMetres(onTemplate))
      if (!hit || hit.distance > offSurfaceM) {
        offTemplate.push(name)
        continue
      }
      const at = hit.triangle * 3
      const vertices = [triangles[at], triangles[at + 1], triangles[at + 2]] as const
      targets.push({ name, vertices, barycentrics: hit.barycentrics, position: o.inMetres(onScan) })
    }
  })
  if (offTemplate.length === 0) return { targets, offTemplate, warnings: [] }
  if (targets.length < offTemplate.length) {
    throw badInput(
      'landmarks-off-template',
      `Most landmarks of the template lie more than ${offSurfaceM * 1000} mm from its surface (${offTemplate.slice(0, 4).join(', ')}): they belong to another mesh, or are in another unit or frame.`,
    )
  }
  const message = `Left out, because not on the template (more than ${offSurfaceM * 1000} mm away): ${offTemplate.join(', ')}.`
  return { targets, offTemplate, warnings: [{ code: 'landmarks-off-template', message }] }
}
