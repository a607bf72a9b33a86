import { vertexNormals } from '../geometry/normals.ts'
import { type Adjacency, adjacency } from '../geometry/topology.ts'
import { surfaceStates } from '../model/registration.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { addLandmarkRows, type LandmarkTarget } from './landmarkRows.ts'
import { OffsetField, type OffsetStiffness } from './offsetField.ts'
import { solveOffsetSystem } from './offsetSystem.ts'
import { PointRows } from './pointRows.ts'
import { type ScanMatches, type ScanSurface, scanMatchesFor } from './scanSurface.ts'
import { unfolded } from './unfolded.ts'

export interface TemplateInput {
  /** `[V*3]` metres, lying where the scan is: rigidly aligned before. */
  readonly template: Float64Array
  /** `[F*3]` */
  readonly triangles: Uint32Array
  readonly scan: ScanSurface
  /** Places of the template and where they lie on the scan; they hold the surface against sliding. */
  readonly landmarks?: readonly LandmarkTarget[]
}

export interface TemplateRegistration {
  /** `[V*3]` metres. */
  readonly vertices: Float64Array
  /** Vertices that found their place on the scan in the last round, and how many rounds there were. */
  readonly matchedCount: number
  /** `[V]` what became of each vertex in the last round, by its place in `surfaceStates`. */
  readonly states: Uint8Array
  readonly rounds: number
}

/** Spread (m) of the scan about the template at a vertex, along the scan's normal. */
const normalSpreadM = 0.0003
/** Spread (m) of a click. */
const landmarkSpreadM = 0.0005
/** Stiffness in the end (1/m²), and by how much more it begins. */
const lastStiffness: OffsetStiffness = { membrane: 2e3, bending: 4e6, ridgeNormal: 2, ridgeTangent: 2, across: null }
const stiffening = [100, 30, 10, 4, 1.5, 1] as const
/** From which distance (m) on a landmark, and a place on the scan, is doubted, round by round: both are far at first. */
const landmarkKernelsM = [0.05, 0.03, 0.02, 0.01, 0.01, 0.01] as const
const scanKernelsM = [0.03, 0.02, 0.01, 0.006, 0.004, 0.003] as const
/** How far (m) a vertex looks for the scan, and how alike both must face there. */
const reachM = 0.03
const leastCosine = 0.5
const tolerance = 1e-4
/** Rounds in which folds are stiffened. */
const mostFoldRounds = 8
const mostIterations = 150

/**
 * Registers any template to a scan it already lies on: offsets that are stiff at first and softer from round to round
 * (the optimal steps of Amberg et al. 2007), pulled along the scan's normals to the closest places that face alike and
 * are not on its rim, by conjugate gradients from the round before. In the end faces that turned over are laid flat.
 * @throws CameoError `job/cancelled`.
 */
export const registerTemplate = (input: TemplateInput, context: RunContext): TemplateRegistration => {
  const { template, triangles, scan, landmarks = [] } = input
  const neighbours: Adjacency = adjacency({ positions: Float32Array.from(template), triangles })
  const field = new OffsetField({ positions: template, triangles }, neighbours, 'edges')
  const matches = scanMatchesFor(template.length / 3)
  let offsets: Float64Array = new Float64Array(template.length)
  const states = new Uint8Array(template.length / 3)
  let matchedCount = 0
  for (const [round, factor] of stiffening.entries()) {
    checkCancelled(context)
    const surface = template.map((value, i) => value + offsets[i])
    const normals = vertexNormals({ positions: Float32Array.from(surface), triangles })
    scan.match(surface, matches, reachM)
    const rows = rowsFor({ surface, normals, offsets, matches, states }, scanKernelsM[round], landmarks.length * 3)
    matchedCount = rows.count
    const weight = 1 / landmarkSpreadM ** 2
    addLandmarkRows(rows, landmarks, { model: template, surface, weight, kernelM: landmarkKernelsM[round] })
    field.prepare(stiffer(factor), normals)
    const system = { rows, field, parameters: null }
    offsets = solveOffsetSystem(system, { start: offsets, tolerance, maxIterations: mostIterations }).x
    if (round === stiffening.length - 1) {
      const bent = { model: template, triangles, adjacency: neighbours }
      offsets = unfolded(bent, offsets, {
        field,
        rows,
        normals,
        stiffness: stiffer(factor),
        mostRounds: mostFoldRounds,
      })
    }
    context.report?.({
      fraction: (round + 1) / stiffening.length,
      message: `Template, round ${round + 1}`,
      numbers: { matchedVertices: matchedCount },
    })
  }
  const vertices = template.map((value, i) => value + offsets[i])
  return { vertices, matchedCount, states, rounds: stiffening.length }
}

const stiffer = (factor: number): OffsetStiffness => ({
  ...lastStiffness,
  membrane: lastStiffness.membrane * factor,
  bending: lastStiffness.bending * factor,
})

const [seen, missing, border, turned] = (['seen', 'missing', 'border', 'turned'] as const).map((state) =>
  surfaceStates.indexOf(state),
)

const stateAt = ({ closest, isInside }: ScanMatches, vertex: number, facing: number): number => {
  if (closest.triangles[vertex] < 0) return missing
  if (!isInside[vertex]) return border
  return facing < leastCosine ? turned : seen
}

/** A row for each matched vertex, along the scan's normal. Within the surface the stiffness says where it goes. */
const rowsFor = (
  present: {
    readonly surface: Float64Array
    readonly normals: Float32Array
    readonly offsets: Float64Array
    readonly matches: ScanMatches
    /** Written to. */
    readonly states: Uint8Array
  },
  kernelM: number,
  furtherRows: number,
): PointRows => {
  const { surface, normals, offsets, matches, states } = present
  const { points } = matches.closest
  const rows = new PointRows(surface.length / 3 + furtherRows)
  for (let v = 0; v < matches.isInside.length; v++) {
    const at = v * 3
    const [nx, ny, nz] = [matches.normals[at], matches.normals[at + 1], matches.normals[at + 2]]
    const facing = nx * normals[at] + ny * normals[at + 1] + nz * normals[at + 2]
    states[v] = stateAt(matches, v, facing)
    if (states[v] !== seen) continue
    const wanted = (axis: number): number => points[at + axis] - surface[at + axis] + offsets[at + axis]
    const along = nx * wanted(0) + ny * wanted(1) + nz * wanted(2)
    const relative = (along - nx * offsets[at] - ny * offsets[at + 1] - nz * offsets[at + 2]) / kernelM
    const row = rows.addVertex(v, 1 / (normalSpreadM * (1 + relative * relative)) ** 2)
    rows.setDirection(row, nx, ny, nz, along)
  }
  return rows
}
