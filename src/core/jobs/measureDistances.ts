import { readLandmarks } from '../formats/index.ts'
import { type DistanceRegion, type DistanceStatistics, distanceReport } from '../geometry/distance/distanceReport.ts'
import { meshDistances } from '../geometry/distance/meshDistances.ts'
import { verticesWithin } from '../geometry/distance/regionVertices.ts'
import { guessHeadUnit, longestSideOf } from '../geometry/meshUnit.ts'
import type { DistanceMeasure } from '../model/distances.ts'
import { badInput } from '../model/errors.ts'
import { placedPoints } from '../model/landmarks.ts'
import { type Mesh, vertexCount, type Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { checkHeatName, heatFile } from './heatFile.ts'
import { openMesh } from './openMesh.ts'
import type { Job, JobContext, MeshReference } from './types.ts'

/** Vertices of the first mesh: from a file with one 0-based index a line, or those near a landmark. */
export type RegionSource =
  | { readonly name: string; readonly kind: 'file'; readonly file: MeshReference }
  | { readonly name: string; readonly kind: 'sphere'; readonly landmark: string; readonly radiusMm: number }

export interface MeasureDistancesInput {
  readonly a: MeshReference
  readonly b: MeshReference
  readonly measure: DistanceMeasure
  readonly signed: boolean
  /** Also from b to a. */
  readonly both: boolean
  /** Common unit of both meshes; null: guessed where it is needed. */
  readonly unit: LengthUnit | null
  readonly regions: readonly RegionSource[]
  /** Of the first mesh, in its frame and unit: for spheres. */
  readonly landmarks: MeshReference | null
  /** In the unit of the meshes. */
  readonly limits: readonly number[]
  readonly bins: number | null
  /** File name whose ending tells what to make of the distances: `.npy` the numbers, a mesh format the heat map. */
  readonly outName: string | null
}

export interface MeasuredDistances {
  readonly unit: LengthUnit | null
  /** Over all vertices, then per region. */
  readonly aToB: readonly DistanceStatistics[]
  readonly bToA: readonly DistanceStatistics[] | null
  readonly bytes: Uint8Array | null
  /** Distance at the red end of the heat map. */
  readonly heatEnd: number | null
  readonly warnings: readonly Warning[]
}

/** Distances between two meshes that lie in one frame, from their files; see `meshDistances`. */
export const measureDistances: Job<MeasureDistancesInput, MeasuredDistances> = {
  id: 'measureDistances',
  run: async (input, context) => {
    if (input.outName !== null) checkHeatName(input.outName)
    context.report?.({ fraction: 0, message: 'Reading the meshes' })
    const [a, b] = [await openMesh(input.a, context), await openMesh(input.b, context)]
    const unit = input.unit ?? guessHeadUnit(longestSideOf(a.mesh.positions)).guess
    const regions = await readRegions(input, a.mesh, unit, context)
    const { measure, signed, limits, bins } = input
    const middle = input.both ? 0.5 : 0.9
    const there = meshDistances(
      { from: a.mesh, to: b.mesh, measure, signed },
      partOf(context, { from: 0.1, to: middle }),
    )
    const back = input.both
      ? meshDistances({ from: b.mesh, to: a.mesh, measure, signed }, partOf(context, { from: middle, to: 0.9 }))
      : null
    const output = await written(a.mesh, there.distances, { fileName: input.outName, unit })
    return {
      unit,
      aToB: distanceReport(there.distances, { signed, limits, bins, regions }),
      bToA: back && distanceReport(back.distances, { signed, limits, bins, regions: [] }),
      bytes: output.bytes,
      heatEnd: output.heatEnd,
      warnings: [
        ...a.warnings,
        ...b.warnings,
        ...output.warnings,
        ...sizeWarnings(a.mesh, b.mesh),
        ...(signed ? borderWarnings(there.onBorder, vertexCount(a.mesh)) : []),
      ],
    }
  },
  transfers: ({ bytes }) => buffersOf(bytes ?? undefined),
}

const readRegions = async (
  { regions, landmarks }: MeasureDistancesInput,
  mesh: Mesh,
  unit: LengthUnit | null,
  context: JobContext,
): Promise<DistanceRegion[]> => {
  const points =
    landmarks === null
      ? new Map()
      : placedPoints(readLandmarks(await context.readFile(landmarks.ref), landmarks.fileName).set)
  const read = async (region: RegionSource): Promise<DistanceRegion> => {
    if (region.kind === 'file') {
      const text = new TextDecoder().decode(await context.readFile(region.file.ref))
      return { name: region.name, vertices: vertexList(text, region.file.fileName, vertexCount(mesh)) }
    }
    const center = points.get(region.landmark)
    if (!center) {
      throw badInput(
        'region-landmark',
        `The region ${region.name} is centred on ${region.landmark}, which the landmarks of the first mesh do not hold.`,
      )
    }
    if (unit === null) {
      throw badInput('unit-unknown', `The radius of the region ${region.name} is in mm: state the unit of the meshes.`)
    }
    return { name: region.name, vertices: verticesWithin(mesh, center, region.radiusMm / mmPer(unit)) }
  }
  const found: DistanceRegion[] = []
  for (const region of regions) found.push(await read(region))
  return found
}

const vertexList = (text: string, fileName: string, count: number): Uint32Array => {
  const vertices: number[] = []
  for (const [line, entry] of text.split('\n').entries()) {
    const word = entry.trim()
    if (word === '') continue
    const vertex = Number(word)
    if (!/^\d+$/.test(word) || vertex >= count) {
      throw badInput(
        'region-index',
        `${fileName}: line ${line + 1} is “${word.slice(0, 40)}”; a region lists vertices from 0 to ${count - 1}, one a line.`,
      )
    }
    vertices.push(vertex)
  }
  return Uint32Array.from(vertices)
}

const written = async (
  mesh: Mesh,
  distances: Float32Array,
  { fileName, unit }: { readonly fileName: string | null; readonly unit: LengthUnit | null },
) => (fileName === null ? { bytes: null, heatEnd: null, warnings: [] } : heatFile(mesh, distances, { fileName, unit }))

/** Meshes of one head in different units lie this far apart in size at least. */
const oddSizeRatio = 5

const sizeWarnings = (a: Mesh, b: Mesh): Warning[] => {
  const [sizeA, sizeB] = [longestSideOf(a.positions), longestSideOf(b.positions)]
  const ratio = Math.max(sizeA, sizeB) / Math.min(sizeA, sizeB)
  if (!(ratio > oddSizeRatio)) return []
  const message =
    `One mesh is ${ratio.toPrecision(3)} times as large as the other: they look as if in different units. ` +
    'Align them, or convert one, before distances mean anything.'
  return [{ code: 'distance/sizes-differ', message }]
}

const borderWarnings = (onBorder: number, count: number): Warning[] => {
  if (onBorder === 0) return []
  const message =
    `${onBorder} of ${count} vertices lie nearest to a border of the second mesh, where inside and outside are not ` +
    'defined: their signs tell in front and behind only.'
  return [{ code: 'distance/open-surface', message }]
}
