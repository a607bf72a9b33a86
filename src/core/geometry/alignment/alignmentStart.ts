import type { AlignOptions, AlignStep } from '../../model/alignment.ts'
import { badInput } from '../../model/errors.ts'
import { placedPoints } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import { partOf, type RunContext } from '../../model/run.ts'
import { determinant3, type Mat4, multiply4, toMat4, transformPoints } from '../../model/transform.ts'
import type { OrientedPoints } from '../features.ts'
import { vertexNormals } from '../normals.ts'
import { type AlignmentFrame, frameFromLandmarks, frameFromStart, type ScanPair } from './alignmentFrame.ts'
import { globalPoses } from './globalStart.ts'

export interface AlignmentStart {
  readonly kind: AlignStep['kind']
  readonly frame: AlignmentFrame
  /** Of a search without landmarks: all poses as `frameFromSource`, that of the frame first; else empty. */
  readonly places: readonly Mat4[]
  /** The same for the source as its own mirror image. */
  readonly mirroredPlaces: readonly Mat4[]
}

interface StartRequest extends ScanPair {
  readonly options: Pick<AlignOptions, 'scale' | 'start' | 'seed' | 'landmarkWeights'>
}

const leastShared = 3
const noPlaces = { places: [], mirroredPlaces: [] } as const

/**
 * Where the iteration begins: at a pose that was given, from the landmarks, or from the surfaces alone. Without any
 * landmarks on one of the scans `auto` means the surfaces; where both have some, but share fewer than three names, it
 * means the surfaces too, and a warning says that the landmarks had no say.
 * Throws what `frameFromLandmarks` throws; input/landmark-weights-unused, input/no-similarity; from the surfaces input/no-normals and input/no-pose.
 */
export const alignmentStart = (request: StartRequest, context: RunContext): AlignmentStart => {
  const { scale, start = 'auto', landmarkWeights } = request.options
  const bySurfaces = start === 'global' || (start === 'auto' && sharedNames(request) < leastShared)
  if (landmarkWeights && (typeof start !== 'string' || bySurfaces)) {
    throw badInput(
      'landmark-weights-unused',
      'Landmarks have weights, but the alignment does not start from them. Start from landmarks, or leave the weights out.',
    )
  }
  if (typeof start !== 'string') return { kind: 'given', frame: givenFrame(request, start), ...noPlaces }
  if (bySurfaces) return globalStart(request, partOf(context, { from: 0, to: 0.1 }))
  return { kind: 'landmarks', frame: frameFromLandmarks(request, scale, landmarkWeights), ...noPlaces }
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
  const { scale, seed = 1, start = 'auto' } = request.options
  let poses: readonly Mat4[] = []
  let mirrored: readonly Mat4[] = []
  const frame = frameFromStart(request, scale, (mm) => {
    const source = orientedPoints(request.source.mesh, mm.source, 'source')
    const target = orientedPoints(request.target.mesh, mm.target, 'target')
    poses = globalPoses({ source, target, seed }, context).map(({ targetFromSource }) => targetFromSource)
    mirrored = mirroredPoses({ source, target, seed }, context)
    if (poses.length === 0) {
      throw badInput(
        'no-pose',
        'No place was found where the source could lie on the target. Set three landmarks on both scans.',
      )
    }
    return poses[0]
  })
  const placed = (pose: Mat4): Mat4 => multiply4(frame.frameFromMm, multiply4(pose, frame.mmFromSource))
  const warnings = start === 'auto' ? unusedLandmarks(request) : []
  return {
    kind: 'global',
    frame: { ...frame, warnings: [...frame.warnings, ...warnings] },
    places: poses.map(placed),
    mirroredPlaces: mirrored.map(placed),
  }
}

/** Poses (mm) of the source as its own mirror image, each with the mirror in it. */
const mirroredPoses = (
  o: { readonly source: OrientedPoints; readonly target: OrientedPoints; readonly seed: number },
  context: RunContext,
): readonly Mat4[] => {
  const { points, normals } = o.source
  const source = { points: transformPoints(mirror, points), normals: transformPoints(mirror, normals) }
  return globalPoses({ ...o, source }, context).map(({ targetFromSource }) => multiply4(targetFromSource, mirror))
}

/**
 * Where the source may lie, as it is and as its own mirror image, from the surfaces alone: `frameFromSource` each.
 * Nowhere where one of the scans is a cloud without normals.
 */
export const placesBySurfaces = (
  { source, target, options }: StartRequest,
  frame: AlignmentFrame,
  context: RunContext,
): Pick<AlignmentStart, 'places' | 'mirroredPlaces'> => {
  if ([source, target].some(({ mesh }) => mesh.triangles.length === 0 && mesh.normals === undefined)) return noPlaces
  const clouds = {
    source: orientedPoints(source.mesh, frame.sourceUnit.mmPerUnit, 'source'),
    target: orientedPoints(target.mesh, frame.targetUnit.mmPerUnit, 'target'),
    seed: options.seed ?? 1,
  }
  const placed = (pose: Mat4): Mat4 => multiply4(frame.frameFromMm, multiply4(pose, frame.mmFromSource))
  return {
    places: globalPoses(clouds, context).map(({ targetFromSource }) => placed(targetFromSource)),
    mirroredPlaces: mirroredPoses(clouds, context).map(placed),
  }
}

/** Landmarks that somebody placed and that have no say are never passed over in silence. */
const unusedLandmarks = ({ source, target }: ScanPair): Warning[] => {
  const [inSource, inTarget] = [source, target].map(({ landmarks }) => (landmarks ? placedPoints(landmarks).size : 0))
  if (inSource === 0 && inTarget === 0) return []
  const consequence = 'so they had no say: the start was found from the surfaces alone.'
  if (inSource > 0 && inTarget > 0) {
    const shared = sharedNames({ source, target })
    const message = `Both scans have landmarks, but ${shared === 0 ? 'no name' : shared === 1 ? 'only 1 name' : `only ${shared} names`} in common (three are needed), ${consequence} Name them alike.`
    return [{ code: 'align/landmarks-unshared', message }]
  }
  const [has, lacks] = inSource > 0 ? ['source', 'target'] : ['target', 'source']
  const message = `Only the ${has} scan has landmarks, ${consequence} Set those of the ${lacks} too, or ask for a start from the surfaces.`
  return [{ code: 'align/landmarks-one-sided', message }]
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
const mirror = toMat4([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
