import { faceFrameOf } from '#core/datasets/faceFrame.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import type { Vec3 } from '#core/model/transform.ts'

/** A scan in mm with its landmarks. */
export interface Taken {
  readonly scan: Mesh
  readonly landmarks: LandmarkSet
}

/** What can be done to a scan in the frame of its face. */
export const faceSpace = (landmarks: LandmarkSet) => {
  const found = faceFrameOf(landmarks)
  if (!found) throw new Error('the landmarks give no face frame')
  const frame = found
  /** Millimetres to the subject's left, up, and out of the face, from the middle of the face. */
  const placeOf = ({ positions }: Mesh, vertex: number): Vec3 => toFace(positions.subarray(vertex * 3, vertex * 3 + 3))

  const toFace = (p: ArrayLike<number>): Vec3 => {
    const along = (axis: Vec3): number => axis.reduce((sum, value, i) => sum + value * (p[i] - frame.origin[i]), 0)
    return [along(frame.left), along(frame.up), along(frame.out)]
  }

  const fromFace = ([left, up, out]: Vec3): Vec3 => {
    const at = (i: number): number => frame.origin[i] + left * frame.left[i] + up * frame.up[i] + out * frame.out[i]
    return [at(0), at(1), at(2)]
  }

  /** The scan without the triangles of which a corner is to go. */
  const without = (scan: Mesh, isGone: (place: Vec3) => boolean): Mesh => {
    const gone = Array.from({ length: scan.positions.length / 3 }, (_, v) => isGone(placeOf(scan, v)))
    const triangles: number[] = []
    for (let i = 0; i < scan.triangles.length; i += 3) {
      const corners = scan.triangles.subarray(i, i + 3)
      if (!corners.some((corner) => gone[corner])) triangles.push(...corners)
    }
    return { ...scan, triangles: Uint32Array.from(triangles) }
  }

  /** The scan with every vertex moved in the frame of the face. */
  const moved = (scan: Mesh, move: (place: Vec3) => Vec3): Mesh => {
    const positions = new Float32Array(scan.positions.length)
    for (let v = 0; v < positions.length / 3; v++) positions.set(fromFace(move(placeOf(scan, v))), v * 3)
    return { ...scan, positions }
  }

  /** An egg with the axes given (mm), closed, facing outward. */
  const egg = (center: Vec3, axes: Vec3, fineness = 1): Mesh => {
    const [around, down] = [48 * fineness, 32 * fineness]
    const positions: number[] = []
    const triangles: number[] = []
    for (let row = 0; row <= down; row++) {
      for (let i = 0; i < around; i++) {
        const [polar, side] = [(row / down) * Math.PI, (i / around) * 2 * Math.PI]
        const unit = [Math.sin(polar) * Math.cos(side), Math.cos(polar), Math.sin(polar) * Math.sin(side)]
        positions.push(...fromFace([0, 1, 2].map((k) => center[k] + axes[k] * unit[k]) as unknown as Vec3))
        if (row === down) continue
        const [a, b] = [row * around + i, row * around + ((i + 1) % around)]
        triangles.push(a, b, a + around, b, b + around, a + around)
      }
    }
    return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) }
  }

  return { frame, placeOf, toFace, fromFace, without, moved, egg }
}

export const joined = (a: Mesh, b: Mesh): Mesh => ({
  positions: Float32Array.from({ length: a.positions.length + b.positions.length }, (_, i) =>
    i < a.positions.length ? a.positions[i] : b.positions[i - a.positions.length],
  ),
  triangles: Uint32Array.from([...a.triangles, ...b.triangles.map((vertex) => vertex + a.positions.length / 3)]),
})

/** The landmarks with some put elsewhere in the scan's frame, or (null) taken away. */
export const changed = (set: LandmarkSet, change: Readonly<Record<string, Vec3 | null>>): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.flatMap((landmark) => {
    const place = landmark.name in change ? change[landmark.name] : landmark.position
    return place === null ? [] : [{ ...landmark, position: place, surface: null }]
  }),
})

/** The vertex of the scan that is nearest. */
export const onScan = ({ positions }: Mesh, [x, y, z]: Vec3): Vec3 => {
  let best: Vec3 = [Infinity, Infinity, Infinity]
  let least = Infinity
  for (let i = 0; i < positions.length; i += 3) {
    const squared = (positions[i] - x) ** 2 + (positions[i + 1] - y) ** 2 + (positions[i + 2] - z) ** 2
    if (squared < least) [least, best] = [squared, [positions[i], positions[i + 1], positions[i + 2]]]
  }
  return best
}
