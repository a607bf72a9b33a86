import type { AlignOptions, AlignStep } from '../../model/alignment.ts'
import { badInput } from '../../model/errors.ts'
import { placedPoints } from '../../model/landmarks.ts'
import type { Mesh } from '../../model/mesh.ts'
import { partOf, type RunContext } from '../../model/run.ts'
import { determinant3, type Mat4, multiply4, toMat4 } from '../../model/transform.ts'
import type { OrientedPoints } from '../features.ts'
import { vertexNormals } from '../normals.ts'
import { type AlignmentFrame, frameFromLandmarks, frameFromStart, type ScanPair } from './alignmentFrame.ts'
import { globalPoses } from './globalStart.ts'

export interface AlignmentStart {
  readonly kind: AlignStep['kind']
  readonly frame: AlignmentFrame
  /** Of a search without landmarks: the score of the best other pose over that of the one taken. */
  readonly runnerUp: number | null
}

interface StartRequest extends ScanPair {
  readonly options: Pick<AlignOptions, 'scale' | 'start' | 'seed'>
}

const leastShared = 3

/**
 * Where the iteration begins: at a pose that was given, from the landmarks, or from the surfaces alone. Without any
 * landmarks on one of the scans `auto` means the surfaces; where both have some, but share fewer than three names, it
 * means the surfaces too.
 * Throws what `frameFromLandmarks` throws; input/no-similarity; from the surfaces input/no-normals and input/no-pose.
 */
export const alignmentStart = (request: StartRequest, context: RunContext): AlignmentStart => {
  const { scale, start = 'auto' } = request.options
  if (typeof start !== 'string') return { kind: 'given', frame: givenFrame(request, start), runnerUp: null }
  if (start === 'global' || (start === 'auto' && sharedNames(request) < leastShared)) {
    return globalStart(request, partOf(context, { from: 0, to: 0.1 }))
  }
  return { kind: 'landmarks', frame: frameFromLandmarks(request, scale), runnerUp: null }
}

const givenFrame = (request: StartRequest, start: Mat4): AlignmentFrame => {
  if (!(determinant3(start) > 0)) {
    throw badInput('no-similarity', 'The start is a reflection or singular; a scan cannot be carried by it.')
  }
  return frameFromStart(request, request.options.scale, (mm) =>
    multiply4(scaling(mm.target), multiply4(start, scaling(1 / mm.source))),
  )
}

const sharedNames = ({ source, target }: ScanPair): number => {
  if (source.landmarks === null || target.landmarks === null) return 0
  const inTarget = placedPoints(target.landmarks)
  return [...placedPoints(source.landmarks).keys()].filter((name) => inTarget.has(name)).length
}

const globalStart = (request: StartRequest, context: RunContext): AlignmentStart => {
  context.report?.({ fraction: 0, message: 'Comparing the surfaces' })
  let runnerUp = 0
  const frame = frameFromStart(request, request.options.scale, (mm) => {
    const source = orientedPoints(request.source.mesh, mm.source, 'source')
    const target = orientedPoints(request.target.mesh, mm.target, 'target')
    const [best, second] = globalPoses({ source, target, seed: request.options.seed ?? 1 }, context)
    if (best === undefined) {
      throw badInput(
        'no-pose',
        'No place was found where the source could lie on the target. Set three landmarks on both scans.',
      )
    }
    runnerUp = (second?.score ?? 0) / best.score
    return best.targetFromSource
  })
  return { kind: 'global', frame, runnerUp }
}

const orientedPoints = (mesh: Mesh, mmPerUnit: number, which: 'source' | 'target'): OrientedPoints => {
  const normals = mesh.triangles.length > 0 ? vertexNormals(mesh) : mesh.normals
  if (normals === undefined) {
    throw badInput(
      'no-normals',
      `The ${which} scan is a cloud of points without normals, so its place cannot be found from the surfaces alone. ` +
        'Set three landmarks on both scans.',
    )
  }
  return {
    points: Float64Array.from(mesh.positions, (value) => mmPerUnit * value),
    normals: Float64Array.from(normals),
  }
}

const scaling = (s: number): Mat4 => toMat4([s, 0, 0, 0, 0, s, 0, 0, 0, 0, s, 0, 0, 0, 0, 1])
