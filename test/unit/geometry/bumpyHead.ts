import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { type Random, seededRandom } from '#core/model/random.ts'
import {
  invertAffine4,
  type Mat4,
  multiply4,
  transformPoint,
  transformPoints,
  type Vec3,
} from '#core/model/transform.ts'
import type { LengthUnit } from '#core/model/units.ts'
import { sphereMesh } from './shapes.ts'
import { similarityOf } from './similarityOf.ts'

/** A made-up head in millimetres: +x the subject's left, +y up, +z out of the face; no two seeds alike, not symmetric. */
export interface BumpyHead {
  /** Distance of the surface from the middle of the head in a unit direction. */
  radiusAt(direction: Vec3): number
  readonly landmarks: ReadonlyMap<string, Vec3>
}

interface Bump {
  readonly direction: Vec3
  readonly heightMm: number
  /** Angle over which it falls off. */
  readonly widthRad: number
}

const unit = ([x, y, z]: Vec3): Vec3 => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

const randomDirection = (random: Random): Vec3 => unit([random.normal(), random.normal(), random.normal()])

/** Nose, brows, cheeks, ears, chin: what holds a head in place. */
const features: readonly Bump[] = [
  { direction: unit([0, -0.06, 1]), heightMm: 22, widthRad: 0.13 },
  { direction: unit([0, 0.12, 1]), heightMm: 8, widthRad: 0.12 },
  { direction: unit([0.34, 0.3, 1]), heightMm: 5, widthRad: 0.16 },
  { direction: unit([-0.34, 0.3, 1]), heightMm: 5, widthRad: 0.16 },
  { direction: unit([0.4, 0.13, 1]), heightMm: -7, widthRad: 0.15 },
  { direction: unit([-0.4, 0.13, 1]), heightMm: -7, widthRad: 0.15 },
  { direction: unit([1, 0, -0.1]), heightMm: 18, widthRad: 0.14 },
  { direction: unit([-1, 0, -0.1]), heightMm: 18, widthRad: 0.14 },
  { direction: unit([0, -0.75, 0.75]), heightMm: 10, widthRad: 0.25 },
  { direction: unit([0, -0.42, 1]), heightMm: 6, widthRad: 0.14 },
]

const landmarkDirections: Readonly<Record<string, Vec3>> = {
  right_eye: [-0.2, 0.2, 1],
  left_eye: [0.2, 0.2, 1],
  nose_tip: [0, -0.06, 1],
  nose_base: [0, -0.25, 1],
  right_lips: [-0.28, -0.45, 1],
  left_lips: [0.28, -0.45, 1],
}

export const bumpyHead = (seed: number): BumpyHead => {
  const random = seededRandom(seed)
  const own: Bump[] = Array.from({ length: 14 }, () => ({
    direction: randomDirection(random),
    heightMm: 3 * random.normal(),
    widthRad: 0.2 + 0.3 * random.next(),
  }))
  const bumps = [...features, ...own]
  const radiusAt = (d: Vec3): number => {
    const ellipsoid = 1 / Math.hypot(d[0] / 76, d[1] / 112, d[2] / 94)
    return bumps.reduce((radius, { direction, heightMm, widthRad }) => {
      const cosine = d[0] * direction[0] + d[1] * direction[1] + d[2] * direction[2]
      const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
      return radius + heightMm * Math.exp(-0.5 * (angle / widthRad) ** 2)
    }, ellipsoid)
  }
  const landmarks = new Map(
    Object.entries(landmarkDirections).map(([name, direction]) => {
      const d = unit(direction)
      const radius = radiusAt(d)
      return [name, [d[0] * radius, d[1] * radius, d[2] * radius] as Vec3]
    }),
  )
  return { radiusAt, landmarks }
}

/** The head as a mesh whose vertices depend on `turn`: two scans never share a vertex. */
export const headMesh = (head: BumpyHead, o: { readonly rings: number; readonly turn: Mat4 }): Mesh => {
  const mesh = sphereMesh({ ...o, radius: 1, radiusAt: (d) => head.radiusAt(transformPoint(o.turn, d)) })
  return { ...mesh, positions: transformPoints(o.turn, mesh.positions) }
}

/** The triangles whose vertices all lie where `keeps` says; unused vertices go. */
export const croppedMesh = (mesh: Mesh, keeps: (x: number, y: number, z: number) => boolean): Mesh => {
  const number = new Int32Array(mesh.positions.length / 3).fill(-1)
  const positions: number[] = []
  for (let i = 0; i < number.length; i++) {
    const [x, y, z] = mesh.positions.subarray(i * 3, i * 3 + 3)
    if (!keeps(x, y, z)) continue
    number[i] = positions.length / 3
    positions.push(x, y, z)
  }
  const triangles: number[] = []
  for (let i = 0; i < mesh.triangles.length; i += 3) {
    const corners = [0, 1, 2].map((corner) => number[mesh.triangles[i + corner]])
    if (corners.every((corner) => corner >= 0)) triangles.push(...corners)
  }
  return { positions: new Float32Array(positions), triangles: new Uint32Array(triangles) }
}

export const noisyMesh = (mesh: Mesh, sigmaMm: number, random: Random): Mesh => ({
  ...mesh,
  positions: mesh.positions.map((value) => value + sigmaMm * random.normal()),
})

export const movedMesh = (mesh: Mesh, m: Mat4): Mesh => ({
  positions: Float32Array.from(transformPoints(m, Float64Array.from(mesh.positions))),
  triangles: mesh.triangles,
})

export const landmarkSetOf = (points: ReadonlyMap<string, Vec3>, unitOfSet: LengthUnit | null): LandmarkSet => ({
  scheme: null,
  unit: unitOfSet,
  annotator: null,
  time: null,
  landmarks: [...points].map(([name, position]): Landmark => ({ name, status: 'placed', position, surface: null })),
})

export const movedPoints = (points: ReadonlyMap<string, Vec3>, m: Mat4): ReadonlyMap<string, Vec3> =>
  new Map([...points].map(([name, position]) => [name, transformPoint(m, position)]))

export interface ScanPairCase {
  readonly seed: number
  /** Part of the source that the target shows too. */
  readonly overlap: number
  readonly noiseMm: number
  /** How far the landmarks lead astray. */
  readonly startDeg: number
  readonly startMm: number
  readonly clutter?: boolean
  readonly rings?: { readonly source: number; readonly target: number }
}

/** Two scans of one head with a known transform: coarse in metres in its own frame, fine in millimetres. */
export const scanPair = (o: ScanPairCase) => {
  const random = seededRandom(o.seed)
  const head = bumpyHead(o.seed)
  const turn = (): Mat4 =>
    similarityOf({ axisAngle: [random.normal(), random.normal(), random.normal()], scale: 1, translation: [0, 0, 0] })
  const lacksBack = unit([0.5 * random.normal(), 0.5 * random.normal(), 1])
  const along = (x: number, y: number, z: number): number => x * lacksBack[0] + y * lacksBack[1] + z * lacksBack[2]
  const rings = o.rings ?? { source: 50, target: 90 }
  const whole = headMesh(head, { rings: rings.source, turn: turn() })
  // The source ends behind the ears; of what it shows the target lacks the part that lies farthest back.
  const source = croppedMesh(whole, (x, y, z) => along(x, y, z) > -45)
  const depths = Array.from({ length: source.positions.length / 3 }, (_, i) =>
    along(source.positions[i * 3], source.positions[i * 3 + 1], source.positions[i * 3 + 2]),
  ).sort((a, b) => a - b)
  const cut = o.overlap >= 1 ? -Infinity : depths[Math.floor((1 - o.overlap) * depths.length)]
  const target = croppedMesh(headMesh(head, { rings: rings.target, turn: turn() }), (x, y, z) => along(x, y, z) > cut)
  const noisy = noisyMesh(source, o.noiseMm, random)
  const cluttered = o.clutter ? withClutter(noisy, random) : noisy
  const targetFromHead = similarityOf({
    axisAngle: [random.normal(), random.normal(), random.normal()],
    scale: 1,
    translation: [200 * random.normal(), 200 * random.normal(), 200 * random.normal()],
  })
  const sourceFromHead = similarityOf({
    axisAngle: [random.normal(), random.normal(), random.normal()],
    scale: 0.001 * (0.97 + 0.06 * random.next()),
    translation: [0.3 * random.normal(), 0.3 * random.normal(), 0.5],
  })
  const astray = similarityOf({
    axisAngle: randomDirection(random).map((value) => (value * o.startDeg * Math.PI) / 180),
    scale: 1,
    translation: randomDirection(random).map((value) => value * o.startMm),
  })
  return {
    source: movedMesh(cluttered, sourceFromHead),
    target: movedMesh(target, targetFromHead),
    sourceLandmarks: landmarkSetOf(movedPoints(head.landmarks, multiply4(sourceFromHead, astray)), 'm'),
    targetLandmarks: landmarkSetOf(movedPoints(head.landmarks, targetFromHead), 'mm'),
    truth: multiply4(targetFromHead, invertAffine4(sourceFromHead)),
  }
}

/** Three small pieces that float in the room behind the head. */
const withClutter = (mesh: Mesh, random: Random): Mesh => {
  const positions = Array.from(mesh.positions)
  const triangles = Array.from(mesh.triangles)
  for (let piece = 0; piece < 3; piece++) {
    const blob = sphereMesh({ radius: 8 + 6 * random.next(), rings: 5 })
    const first = positions.length / 3
    const [x, y, z] = randomDirection(random).map((value) => 160 * value)
    blob.positions.forEach((value, i) => {
      positions.push(value + [x, y, z][i % 3])
    })
    triangles.push(...Array.from(blob.triangles, (vertex) => vertex + first))
  }
  return { positions: new Float32Array(positions), triangles: new Uint32Array(triangles) }
}

/** How far the found transform takes the points of the source from where they belong, target unit. */
export const transformError = (found: Mat4, truth: Mat4, points: Float32Array) => {
  let sum = 0
  let largest = 0
  for (let i = 0; i < points.length; i += 3) {
    const point: Vec3 = [points[i], points[i + 1], points[i + 2]]
    const a = transformPoint(found, point)
    const b = transformPoint(truth, point)
    const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
    sum += distance
    largest = Math.max(largest, distance)
  }
  return { mean: sum / (points.length / 3), max: largest }
}
