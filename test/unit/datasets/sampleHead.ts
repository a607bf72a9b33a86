import type { FolderListing, H3dsScene, H3dsView, PlannedFile } from '#core/datasets/index.ts'
import type { Camera } from '#core/model/camera.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { head8 } from '#core/model/schemes.ts'
import { identity4, type Mat4, multiply4, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

/** A ball with a nose, in FLAME's orientation and millimetres. */
export const ballMm = (rings = 40): Mesh => {
  const sides = rings * 2
  const positions = new Float32Array((rings + 1) * sides * 3)
  for (let ring = 0; ring <= rings; ring++) {
    for (let side = 0; side < sides; side++) {
      const latitude = Math.PI * (ring / rings - 0.5)
      const longitude = (2 * Math.PI * side) / sides
      const direction = [
        Math.cos(latitude) * Math.sin(longitude),
        Math.sin(latitude),
        Math.cos(latitude) * Math.cos(longitude),
      ]
      const noseMm =
        25 * Math.max(0, 1 - (direction[0] ** 2 + (direction[1] + 0.1) ** 2) * 12) * (direction[2] > 0 ? 1 : 0)
      const vertex = (ring * sides + side) * 3
      for (let k = 0; k < 3; k++)
        positions[vertex + k] = direction[k] * (k === 1 ? 110 : 60 + noseMm * (k === 2 ? 1 : 0))
    }
  }
  const triangles: number[] = []
  for (let ring = 0; ring < rings; ring++) {
    for (let side = 0; side < sides; side++) {
      const next = (side + 1) % sides
      const [a, b] = [ring * sides + side, ring * sides + next]
      triangles.push(a, b, a + sides, b, b + sides, a + sides)
    }
  }
  return { positions, triangles: Uint32Array.from(triangles) }
}

const nearestVertex = ({ positions }: Mesh, [x, y, z]: Vec3): Vec3 => {
  const vertices = Array.from(
    { length: positions.length / 3 },
    (_, v): Vec3 => [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]],
  )
  const distance = ([vx, vy, vz]: Vec3) => Math.hypot(vx - x, vy - y, vz - z)
  return vertices.reduce((best, vertex) => (distance(vertex) < distance(best) ? vertex : best))
}

/** Half a millimetre off the ball's vertices nearest to where head-8's template has the points. */
export const ballLandmarksMm: LandmarkSet = {
  scheme: 'head-8',
  unit: 'mm',
  annotator: null,
  time: null,
  landmarks: head8.points.map(({ name, templatePosition: [x, y, z] }) => {
    const [vx, vy, vz] = nearestVertex(ballMm(), [x * 1000, y * 1000, z * 1000])
    return { name, status: 'placed', position: [vx + 0.3, vy - 0.3, vz + 0.3], surface: null }
  }),
}

/** Cameras on a half circle in front, 600 mm away, in the ball's frame. */
export const ballCameras = (count: number): Camera[] =>
  Array.from({ length: count }, (_, i) => {
    const yaw = ((i / Math.max(1, count - 1)) * 160 - 80) * (Math.PI / 180)
    const [s, c] = [Math.sin(yaw), Math.cos(yaw)]
    const cameraFromWorld = toMat4(
      [-c, 0, s, 0, 0, -1, 0, 0, s, 0, c, 0, 0, 0, 0, 1].map((value, k) => (k > 7 && k < 11 ? -value : value)),
    )
    const moved = toMat4([...cameraFromWorld.slice(0, 11), 600, 0, 0, 0, 1])
    const intrinsics = toMat4([500 + i, 0, 160, 0, 0, 500 + i, 120, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    return {
      worldMat: multiply4(intrinsics, moved),
      scaleMat: toMat4([150, 0, 0, 0, 0, 150, 0, 0, 0, 0, 150, 0, 0, 0, 0, 1]),
    }
  })

/** The first bytes of a PNG: 8-bit grey unless said otherwise. */
export const pngStart = (widthPx: number, heightPx: number, colorType = 0): Uint8Array => {
  const bytes = new Uint8Array(40)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, widthPx)
  view.setUint32(20, heightPx)
  bytes.set([8, colorType], 24)
  return bytes
}

/** The first bytes of a JPEG, with a segment before the frame header. */
export const jpegStart = (widthPx: number, heightPx: number): Uint8Array => {
  const bytes = new Uint8Array(40)
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 6, 1, 2, 3, 4, 0xff, 0xc2, 0, 17, 8])
  const view = new DataView(bytes.buffer)
  view.setUint16(15, heightPx)
  view.setUint16(17, widthPx)
  bytes[19] = 3
  return bytes
}

export const photoSizePx = { widthPx: 320, heightPx: 240 }

const views = (count: number): H3dsView[] =>
  ballCameras(count).map((camera, i) => ({
    name: `IMG_${i}.jpg`,
    photo: { sourceRef: `photos/${i}`, isJpeg: true },
    mask: { bytes: pngStart(photoSizePx.widthPx, photoSizePx.heightPx) },
    camera,
  }))

export const ballScene = (changes: Partial<H3dsScene> = {}): H3dsScene => ({
  subjectId: 'subject-1',
  mesh: ballMm(),
  meshUnit: 'mm',
  landmarks: ballLandmarksMm,
  views: views(9),
  meshFromCameraFrame: identity4,
  tags: ['cameo'],
  ...changes,
})

/** What an exporter makes of planned files; photos are read as a small JPEG. */
export const writtenFiles = (...plans: Iterable<PlannedFile>[]): Map<string, Uint8Array> => {
  const files = new Map<string, Uint8Array>()
  for (const file of plans.flatMap((plan) => [...plan])) {
    files.set(file.path, 'bytes' in file ? file.bytes : jpegStart(photoSizePx.widthPx, photoSizePx.heightPx))
  }
  return files
}

export const listingOf = (files: ReadonlyMap<string, Uint8Array>, below = ''): FolderListing => ({
  list: () => [...files.keys()].flatMap((path) => (path.startsWith(below) ? [path.slice(below.length)] : [])),
  read: (path) => {
    const bytes = files.get(below + path)
    if (!bytes) throw new Error(`read of ${path}, which is not in the listing`)
    return bytes
  },
})

export const pixelOf = ({ worldMat }: Camera, point: Vec3): [number, number] => {
  const [x, y, w] = transformPoint(worldMat, point)
  return [x / w, y / w]
}

/** A rotation about z, a scale and a shift. */
export const similarity = (scale: number, angleRad: number, shift: Vec3): Mat4 => {
  const [s, c] = [Math.sin(angleRad) * scale, Math.cos(angleRad) * scale]
  return toMat4([c, -s, 0, shift[0], s, c, 0, shift[1], 0, 0, scale, shift[2], 0, 0, 0, 1])
}
