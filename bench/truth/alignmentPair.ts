import type { AlignScan } from '../../src/core/model/alignment.ts'
import type { Landmark, LandmarkSet } from '../../src/core/model/landmarks.ts'
import type { Mesh } from '../../src/core/model/mesh.ts'
import { type Random, seededRandom } from '../../src/core/model/random.ts'
import { invertAffine4, type Mat4, multiply4, transformPoint, type Vec3 } from '../../src/core/model/transform.ts'
import { type LengthUnit, mmPer } from '../../src/core/model/units.ts'
import { floatingPieces, handOver, shoulders } from './clutter.ts'
import { type HeadShape, headShape, type RadialShape, randomDirection, unitVector } from './headShape.ts'
import type { PairSpec } from './pairSpec.ts'
import {
  croppedMesh,
  joinedMeshes,
  mirroredMesh,
  movedMesh,
  noisyMesh,
  planeMesh,
  rotation,
  scaleAndShift,
  shapeMesh,
} from './surfaces.ts'

export interface AlignmentPair {
  readonly spec: PairSpec
  readonly source: AlignScan
  readonly target: AlignScan
  /** Where ICP starts; null: from landmarks, or from the surfaces alone. */
  readonly startPose: Mat4 | null
  /** Null where no answer is right: another head, a mirrored one. */
  readonly truth: Mat4 | null
  /** Middle of the head in the target's frame. */
  readonly centre: Vec3
}

/** Two scans with a known transform between them: the same spec gives the same bytes. */
export const alignmentPair = (spec: PairSpec): AlignmentPair => {
  const random = seededRandom(104_729 * spec.seed + 17)
  const shape = headShape(spec.seed)
  const bodies = bodiesOf(spec, shape, random)
  const targetFromHead = multiply4(scaleAndShift(1, randomShift(random, 200)), randomTurn(random))
  const sourceUnit: LengthUnit = random.next() < 0.5 ? 'm' : 'mm'
  const sourceFromMm = multiply4(scaleAndShift(1 / mmPer(sourceUnit), [0, 0, 0]), frameOf(random))
  const sourceFromHead = multiply4(sourceFromMm, scaleAndShift(spec.trueScale, [0, 0, 0]))
  const astray = multiply4(
    scaleAndShift(1, randomDirection(random).map((value) => value * spec.startMm) as unknown as Vec3),
    rotation(randomDirection(random), (spec.startDeg * Math.PI) / 180),
  )
  const landmarks = landmarksOf(spec, shape, random)
  const statedUnit = spec.kind === 'wrong-unit' ? (sourceUnit === 'm' ? 'mm' : 'm') : sourceUnit
  return {
    spec,
    source: {
      mesh: movedMesh(bodies.source, sourceFromHead),
      landmarks: landmarks && landmarkSet(landmarks.source, multiply4(sourceFromHead, astray), statedUnit),
      unit: statedUnit,
    },
    target: {
      mesh: movedMesh(bodies.target, targetFromHead),
      landmarks: landmarks && landmarkSet(landmarks.target, targetFromHead, 'mm'),
      unit: 'mm',
    },
    startPose: spec.start === 'pose' ? multiply4(targetFromHead, multiply4(astray, invertAffine4(sourceFromMm))) : null,
    truth: hasTruth(spec) ? multiply4(targetFromHead, invertAffine4(sourceFromHead)) : null,
    centre: transformPoint(targetFromHead, [0, 0, 0]),
  }
}

const hasTruth = ({ kind }: PairSpec): boolean =>
  kind !== 'other-head' && kind !== 'mirrored' && kind !== 'mirrored-landmarks'

const randomTurn = (random: Random): Mat4 => rotation(randomDirection(random), Math.PI * random.next())

const randomShift = (random: Random, mm: number): Vec3 => [
  mm * random.normal(),
  mm * random.normal(),
  mm * random.normal(),
]

const frameOf = (random: Random): Mat4 => multiply4(scaleAndShift(1, randomShift(random, 300)), randomTurn(random))

/** Source and target in the head's frame, mm. */
const bodiesOf = (spec: PairSpec, shape: HeadShape, random: Random): { source: Mesh; target: Mesh } => {
  if (spec.kind === 'plane') return planes(spec, random)
  const scanned: RadialShape = spec.kind === 'sphere' ? { radiusAt: () => 95 } : shape
  const heads = croppedHeads(spec, scanned, random)
  const extras = spec.hasClutter ? clutterOf(random) : { source: [], target: [] }
  const hand = spec.kind === 'hand' ? [handOver(shape, random)] : []
  const covered = spec.kind === 'hand' ? withoutFaceHalf(heads.source) : heads.source
  const source = joinedMeshes([
    noisyMesh(withHoles(covered, spec.holes, random), spec.noiseMm, random),
    ...hand,
    ...extras.source,
  ])
  const target = noisyMesh(withHoles(heads.target, spec.holes, random), spec.targetNoiseMm, random)
  const isMirrored = spec.kind === 'mirrored' || spec.kind === 'mirrored-landmarks'
  return { source: isMirrored ? mirroredMesh(source) : source, target: joinedMeshes([target, ...extras.target]) }
}

const planes = (spec: PairSpec, random: Random): { source: Mesh; target: Mesh } => ({
  source: noisyMesh(
    planeMesh({ side: 160, cells: Math.round(Math.sqrt(spec.sourceVertices)), turnRad: 0.3 }),
    spec.noiseMm,
    random,
  ),
  target: noisyMesh(
    planeMesh({ side: 200, cells: Math.round(Math.sqrt(spec.targetVertices)), turnRad: 0 }),
    spec.targetNoiseMm,
    random,
  ),
})

/** The source ends behind the ears; of what it shows the target lacks the part that lies farthest the other way. */
const croppedHeads = (spec: PairSpec, shape: RadialShape, random: Random): { source: Mesh; target: Mesh } => {
  const front = unitVector([0.4 * random.normal(), 0.4 * random.normal(), 1])
  // Some targets show the face, some one side of the head.
  const shown = random.next() < 0.6 ? front : unitVector([random.next() < 0.5 ? 1 : -1, 0.3 * random.normal(), 0.6])
  const along = (d: Vec3) => (x: number, y: number, z: number) => x * d[0] + y * d[1] + z * d[2]
  const whole = shapeMesh(shape, { vertices: spec.sourceVertices, turn: randomTurn(random) })
  const source = croppedMesh(whole, (x, y, z) => along(front)(x, y, z) > -45)
  const cut = spec.overlap >= 1 ? -Infinity : depthLeaving(source, along(shown), spec.overlap)
  const other = spec.kind === 'other-head' ? headShape(spec.seed + 5_000_000) : shape
  const scanned = shapeMesh(other, { vertices: spec.targetVertices, turn: randomTurn(random) })
  return { source, target: croppedMesh(scanned, (x, y, z) => along(shown)(x, y, z) > cut) }
}

/** The depth in front of which `share` of the surface lies. */
const depthLeaving = (mesh: Mesh, depthAt: (x: number, y: number, z: number) => number, share: number): number => {
  const { positions: p, triangles } = mesh
  const parts = Array.from({ length: triangles.length / 3 }, (_, t) => {
    const [a, b, c] = [0, 1, 2].map((corner) => triangles[t * 3 + corner] * 3)
    const u = [0, 1, 2].map((axis) => p[b + axis] - p[a + axis])
    const v = [0, 1, 2].map((axis) => p[c + axis] - p[a + axis])
    const area = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    return { area, depth: depthAt(p[a], p[a + 1], p[a + 2]) }
  }).sort((one, two) => two.depth - one.depth)
  let left = share * parts.reduce((sum, { area }) => sum + area, 0)
  const last = parts.find(({ area }) => {
    left -= area
    return left <= 0
  })
  return last?.depth ?? -Infinity
}

const withHoles = (mesh: Mesh, count: number, random: Random): Mesh => {
  const { positions } = mesh
  const holes = Array.from({ length: count }, () => ({
    at: random.below(positions.length / 3) * 3,
    mm: 5 + 12 * random.next(),
  }))
  return croppedMesh(mesh, (x, y, z) =>
    holes.every(({ at, mm }) => Math.hypot(x - positions[at], y - positions[at + 1], z - positions[at + 2]) > mm),
  )
}

const withoutFaceHalf = (mesh: Mesh): Mesh => croppedMesh(mesh, (x, y, z) => z < 40 || x < -5 || y > 60 || y < -80)

/** Shoulders in the source, in half of the pairs also in the target (moved by a breath), and pieces that float. */
const clutterOf = (random: Random): { source: Mesh[]; target: Mesh[] } => {
  const moved = scaleAndShift(1, randomShift(random, 6))
  const pieces = floatingPieces(random)
  const inTarget = random.next() < 0.5 ? [movedMesh(shoulders(random), moved)] : []
  return { source: [shoulders(random), ...pieces], target: inTarget }
}

/** How far a click misses, along each axis. */
const clickMm = 1.2

const landmarksOf = (spec: PairSpec, shape: HeadShape, random: Random) => {
  if (spec.start !== 'landmarks') return null
  const clicked = (): Map<string, Vec3> =>
    new Map(
      [...shape.landmarks].map(([name, place]) => [
        name,
        place.map((value) => value + clickMm * random.normal()) as unknown as Vec3,
      ]),
    )
  const source = clicked()
  if (spec.kind === 'swapped-landmarks')
    exchange(
      source,
      [
        ['left_lips', 'right_lips'],
        ['nose_tip', 'nose_base'],
      ][spec.seed % 2],
    )
  const mirrored = new Map([...source].map(([name, [x, y, z]]) => [name, [-x, y, z] as Vec3]))
  // On a mirrored scan a person clicks what looks like the subject's left.
  if (spec.kind === 'mirrored') {
    exchange(mirrored, ['left_lips', 'right_lips'])
    exchange(mirrored, ['left_eye', 'right_eye'])
  }
  const isMirrored = spec.kind === 'mirrored' || spec.kind === 'mirrored-landmarks'
  return { source: isMirrored ? mirrored : source, target: clicked() }
}

const exchange = (points: Map<string, Vec3>, [a, b]: readonly string[]): void => {
  const [one, two] = [points.get(a), points.get(b)]
  if (one === undefined || two === undefined) throw new RangeError(`no landmarks ${a} and ${b}`)
  points.set(a, two).set(b, one)
}

const landmarkSet = (points: ReadonlyMap<string, Vec3>, m: Mat4, unit: LengthUnit): LandmarkSet => ({
  scheme: null,
  unit,
  annotator: null,
  time: null,
  landmarks: [...points].map(
    ([name, position]): Landmark => ({ name, status: 'placed', position: transformPoint(m, position), surface: null }),
  ),
})
