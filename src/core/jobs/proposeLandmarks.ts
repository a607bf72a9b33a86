import { pointOnSurface } from '../flame/landmarkRows.ts'
import { proposeFromModel } from '../flame/proposeFromModel.ts'
import { PlacedSurface, searchedMesh } from '../geometry/placedSurface.ts'
import { proposeFromScheme } from '../geometry/shape/proposeFromScheme.ts'
import { semiLandmarks } from '../geometry/shape/semiLandmarks.ts'
import { releasing } from '../kernels/releasing.ts'
import type { CurvePoints, ProposalResult, ProposalSurface } from '../model/landmarkProposals.ts'
import { type LandmarkScheme, type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { partOf, type RunContext } from '../model/run.ts'
import type { Vec3 } from '../model/transform.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import { readHeadModel } from './headModels.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface ProposeLandmarksInput {
  readonly scan: MeshReference
  readonly unit: LengthUnit | null
  readonly landmarks: LandmarkSet
  readonly scheme: LandmarkScheme
  /** Landmarks of other heads: name and position. Not used with a model. */
  readonly population: readonly (readonly (readonly [string, Vec3])[])[]
  /** Null: from the scheme's mean shape. */
  readonly model: { readonly file: NamedFile; readonly sha256: string; readonly embedding: NamedFile | null } | null
}

export interface ProposeLandmarksOutput extends ProposalResult {
  /** Of the scheme's curves whose points are placed or proposed. */
  readonly curves: readonly CurvePoints[]
  readonly warnings: readonly Warning[]
}

/** Places for points that nobody has clicked yet; see `proposeFromScheme` and `proposeFromModel`. */
export const proposeLandmarks: Job<ProposeLandmarksInput, ProposeLandmarksOutput> = {
  id: 'proposeLandmarks',
  run: async (input, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scan' })
    const { mesh, warnings } = await openMesh(input.scan, context)
    const { landmarks, model } = input
    const scheme = undecidedOf(input)
    if (!model) {
      const population = input.population.map((head) => new Map(head))
      const mmPerUnit = input.unit && mmPer(input.unit)
      const result = onSurface(
        mesh,
        (surface) => proposeFromScheme(placedPoints(landmarks), scheme, surface, { population, mmPerUnit }),
        context,
      )
      return { ...result, curves: curvesOf(mesh, input, result, context), warnings }
    }
    const flame = await readHeadModel(model.file, model.sha256, context)
    const embedding =
      model.embedding && readEmbeddingFile(await context.readFile(model.embedding.ref), model.embedding.fileName)
    const result = proposeFromModel(
      { scan: mesh, unit: input.unit ?? 'auto', landmarks, scheme, model: flame, embedding },
      partOf(context, { from: 0.1, to: 1 }),
    )
    const curves = curvesOf(mesh, input, result, context)
    return { ...result, curves, warnings: [...warnings, ...flame.warnings, ...result.warnings] }
  },
  transfers: () => [],
}

/** What somebody has called missing, covered or withheld is not proposed against their word. */
const undecidedOf = ({ scheme, landmarks }: ProposeLandmarksInput): LandmarkScheme => {
  const decided = new Set(landmarks.landmarks.flatMap(({ name, status }) => (status === 'unplaced' ? [] : [name])))
  return { ...scheme, points: scheme.points.filter(({ name }) => !decided.has(name)) }
}

const curvesOf = (
  mesh: Mesh,
  { scheme, landmarks }: ProposeLandmarksInput,
  { proposals }: ProposalResult,
  context: RunContext,
): readonly CurvePoints[] => {
  if (scheme.curves.every(({ semiLandmarks: count }) => count === 0)) return []
  const points = new Map([
    ...proposals.map(({ name, position }) => [name, position] as const),
    ...placedPoints(landmarks),
  ])
  return onSurface(mesh, (surface) => semiLandmarks(scheme, points, surface), context)
}

/** The mesh as a surface to search; one in double precision about its first vertex, where single precision is enough. */
export const onSurface = <T>(mesh: Mesh, work: (surface: ProposalSurface) => T, context: RunContext = {}): T => {
  const source = mesh.positionsF64 ?? mesh.positions
  const origin: Vec3 = mesh.positionsF64 ? [source[0], source[1], source[2]] : [0, 0, 0]
  const shift = origin.map((value) => -value) as unknown as Vec3
  const { triangles } = mesh
  return releasing(new PlacedSurface(searchedMesh(mesh, { scale: 1, shift }), context), (tree) =>
    work({
      closestPoint: (x, y, z, maxDistance) => {
        const hit = tree.closestPoint(x - origin[0], y - origin[1], z - origin[2], maxDistance)
        if (!hit) return null
        const at = 3 * hit.triangle
        const vertices = [triangles[at], triangles[at + 1], triangles[at + 2]] as const
        return { ...hit, point: pointOnSurface({ vertices, barycentrics: hit.barycentrics }, source) }
      },
    }),
  )
}
