import { describe, expect, test } from 'vitest'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { TriangleBvh } from '#core/geometry/bvh.ts'
import { cameraParts, carryCamera } from '#core/geometry/camera.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { determinant3, invertAffine4, scaleOf, transformPoint, transformPoints } from '#core/model/transform.ts'
import { generateCapture } from '#core/synth/capture.ts'
import { captureFiles } from '#core/synth/captureFiles.ts'
import { standInModel } from '#core/synth/standInModel.ts'

const options = { seed: 1, views: 4, photoSizePx: 400 }
const capture = generateCapture(options)
const { truth } = capture
const { triangles } = standInModel()
const fineSurface = new TriangleBvh({ positions: capture.fine.positions, triangles: capture.fine.triangles })

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))]

const rowsOf = (values: Float32Array | Float64Array): [number, number, number][] =>
  Array.from({ length: values.length / 3 }, (_, i) => [values[i * 3], values[i * 3 + 1], values[i * 3 + 2]])

describe('generated capture, seed 1', () => {
  test('has two scans of the promised sizes, in millimetres and metres', () => {
    const fineVertices = capture.fine.positions.length / 3
    const coarseVertices = capture.coarse.positions.length / 3
    expect(fineVertices).toBeGreaterThan(60_000)
    expect(fineVertices).toBeLessThan(100_000)
    expect(coarseVertices).toBeGreaterThan(10_000)
    expect(coarseVertices).toBeLessThan(20_000)
    expect(capture.fine.colors).toHaveLength(fineVertices * 3)
    expect(capture.coarse.colors).toHaveLength(coarseVertices * 3)
    const scale = scaleOf(truth.fineFromCoarse)
    expect(scale).toBeGreaterThan(1000 / 1.0301)
    expect(scale).toBeLessThan(1000 / 0.9699)
    expect(determinant3(truth.fineFromCoarse)).toBeGreaterThan(0)
    // The device frame has y roughly down: the crown has a smaller y than the mouth.
    const inCoarse = transformPoints(invertAffine4(truth.fineFromCoarse), truth.registrationVertices)
    const lips = truth.landmarks.coarseM.get('right_lips')
    expect(Math.min(...rowsOf(inCoarse).map(([, y]) => y))).toBeLessThan((lips?.[1] ?? 0) - 0.1)
  })

  test('an observed vertex of the registration lies on the fine scan, 99 of 100 within 0.2 mm', () => {
    const away: number[] = []
    for (const [vertex, point] of rowsOf(truth.registrationVertices).entries()) {
      if (truth.observed[vertex]) away.push(fineSurface.closestPoint(...point)?.distance ?? Number.POSITIVE_INFINITY)
    }
    expect(away.length).toBeGreaterThan(2500)
    expect(quantile(away, 0.5)).toBeLessThan(0.06)
    expect(quantile(away, 0.99)).toBeLessThan(0.2)
    expect(quantile(away, 1)).toBeLessThan(0.5)
  })

  test('in the face the fine scan lies on the registration, 0.1 mm median and 0.35 mm for 99 of 100 vertices', () => {
    // The scan is curved between the registration's vertices, its triangles are flat: that is most of the distance.
    const registration = new TriangleBvh({ positions: Float32Array.from(truth.registrationVertices), triangles })
    const nose = truth.landmarks.fineMm.get('nose_tip') ?? [0, 0, 0]
    const away: number[] = []
    for (const point of rowsOf(capture.fine.positions)) {
      if (Math.hypot(...point.map((value, axis) => value - nose[axis])) > 95) continue
      const hit = registration.closestPoint(...point, 20)
      if (!hit) continue
      const corners = triangles.subarray(hit.triangle * 3, hit.triangle * 3 + 3)
      if (corners.every((vertex) => truth.observed[vertex])) away.push(hit.distance)
    }
    expect(away.length).toBeGreaterThan(10_000)
    expect(quantile(away, 0.5)).toBeLessThan(0.1)
    expect(quantile(away, 0.99)).toBeLessThan(0.35)
  })

  test('no vertex of the fine scan is a vertex of the registration', () => {
    // Noise of 0.05 mm hides a vertex that slid by less; those of the scan slide by a third of a small triangle.
    const at = new Set(rowsOf(truth.registrationVertices).map((point) => point.map((mm) => Math.round(mm * 50)).join()))
    const equal = rowsOf(capture.fine.positions).filter((point) =>
      at.has(point.map((mm) => Math.round(mm * 50)).join()),
    )
    expect(equal.length).toBeLessThan(40)
  })

  test('the coarse scan, moved by the truth, lies on the fine one within its noise of 0.8 mm', () => {
    const moved = rowsOf(transformPoints(truth.fineFromCoarse, capture.coarse.positions))
    const away = moved.flatMap((point, i) =>
      truth.coarseFloating[i] ? [] : [fineSurface.closestPoint(...point)?.distance ?? Number.POSITIVE_INFINITY],
    )
    expect(quantile(away, 0.5)).toBeLessThan(0.7)
    expect(quantile(away, 0.99)).toBeLessThan(2.6)
    expect(truth.coarseFloating.some(Boolean)).toBe(true)
  })

  test('the silhouette of the fine scan is the true mask, IoU at least 0.998', () => {
    for (const [view, mask] of truth.masks.entries()) {
      const camera = capture.cameras.get(view)
      if (!camera) throw new Error(`view ${view} has no camera`)
      const silhouette = rasterizeSilhouette({
        mesh: capture.fine,
        worldMat: carryCamera(camera, truth.fineFromCoarse).worldMat,
        widthPx: 400,
        heightPx: 400,
      })
      expect(intersectionOverUnion(silhouette, mask), `view ${view}`).toBeGreaterThan(0.998)
    }
  })

  test('cameras are K·[R|t] in metres, the right eye is in every picture, the sphere holds the head', () => {
    const eye = truth.landmarks.coarseM.get('right_eye_outer')
    if (!eye) throw new Error('no eye')
    expect(capture.cameras.size).toBe(4)
    for (const [view, camera] of capture.cameras) {
      const { intrinsics, rotation, center } = cameraParts(camera)
      expect(intrinsics[0]).toBeGreaterThan(400)
      const squared = rotation.slice(0, 3).reduce((sum, value) => sum + value * value, 0)
      expect(squared).toBeCloseTo(1, 9)
      expect(camera.worldMat[8] ** 2 + camera.worldMat[9] ** 2 + camera.worldMat[10] ** 2).toBeCloseTo(1, 9)
      expect(Math.hypot(...center.map((value, axis) => value - eye[axis]))).toBeLessThan(1.2)
      const { xPx, yPx } = projectPoint(camera, eye)
      expect(truth.masks[view][Math.round(yPx) * 400 + Math.round(xPx)]).toBe(255)
      const inSphere = transformPoint(invertAffine4(camera.scaleMat), eye)
      expect(Math.hypot(...inSphere)).toBeLessThan(1)
    }
  })

  test('clicks lie on the scans, near the points: 0.7 mm and 2 mm rms', () => {
    expect(capture.fineLandmarks.landmarks).toHaveLength(8)
    expect(capture.coarseLandmarks.landmarks).toHaveLength(6)
    for (const [set, scan, points, limit] of [
      [capture.fineLandmarks, capture.fine, truth.landmarks.fineMm, 2.5],
      [capture.coarseLandmarks, capture.coarse, truth.landmarks.coarseM, 0.008],
    ] as const) {
      for (const { name, status, position, surface } of set.landmarks) {
        expect(status).toBe('placed')
        const truthPoint = points.get(name)
        if (!position || !surface || !truthPoint) throw new Error(`${name} has no position`)
        expect(Math.hypot(...position.map((value, axis) => value - truthPoint[axis])), name).toBeLessThan(limit)
        const onTriangle = [0, 1, 2].map((axis) =>
          surface.barycentrics.reduce(
            (sum, weight, k) => sum + weight * scan.positions[scan.triangles[surface.triangle * 3 + k] * 3 + axis],
            0,
          ),
        )
        expect(Math.hypot(...onTriangle.map((value, axis) => value - position[axis]))).toBeLessThan(limit / 1000)
      }
    }
  })

  test('photos show the subject before a background that is not one colour', () => {
    for (const [view, { rgb, widthPx, heightPx }] of capture.photos.entries()) {
      expect(rgb).toHaveLength(widthPx * heightPx * 3)
      const outside = [...truth.masks[view]].flatMap((value, i) => (value === 0 ? [rgb[i * 3]] : []))
      const mean = outside.reduce((sum, value) => sum + value, 0) / outside.length
      const spread = Math.sqrt(outside.reduce((sum, value) => sum + (value - mean) ** 2, 0) / outside.length)
      expect(spread).toBeGreaterThan(20)
    }
  })

  test('same options, same bytes; another seed, another person', () => {
    const small = { seed: 5, views: 1, photoSizePx: 64 }
    const [a, b] = [generateCapture(small), generateCapture(small)]
    expect(Buffer.compare(Buffer.from(a.fine.positions.buffer), Buffer.from(b.fine.positions.buffer))).toBe(0)
    expect(Buffer.compare(Buffer.from(a.coarse.positions.buffer), Buffer.from(b.coarse.positions.buffer))).toBe(0)
    expect(Buffer.compare(Buffer.from(a.photos[0].rgb), Buffer.from(b.photos[0].rgb))).toBe(0)
    expect(a.truth.landmarks).toEqual(b.truth.landmarks)
    expect([...a.truth.registrationVertices.slice(0, 30)]).not.toEqual([...truth.registrationVertices.slice(0, 30)])
  })

  test('tells its progress, stops when it is told to, refuses options out of range', () => {
    const controller = new AbortController()
    const seen: number[] = []
    const run = (): unknown =>
      generateCapture(options, {
        signal: controller.signal,
        report: ({ fraction }) => {
          seen.push(fraction)
          if (fraction > 0.3) controller.abort()
        },
      })
    expect(run).toThrow(/Cancelled/)
    expect(seen.length).toBeGreaterThan(1)
    expect(() => generateCapture({ seed: 1, views: 0 })).toThrow(/0 photos/)
  })

  test('its files read back as what was written', async () => {
    const files = new Map<string, Uint8Array>()
    const encoders = { jpeg: () => Uint8Array.of(1), greyPng: () => Uint8Array.of(2) }
    for await (const { path, bytes } of captureFiles(capture, { subject: '001', encoders })) files.set(path, bytes)
    const read = (name: string): Uint8Array => files.get(`subject_001/${name}`) ?? new Uint8Array()
    expect([...files.keys()].filter((path) => path.includes('/images/'))).toHaveLength(4)
    expect([...files.keys()]).toContain('subject_001/masks_true/mask_0003.png')
    const fine = readMesh(read('highres.ply'), 'highres.ply')
    expect(fine.warnings).toEqual([])
    expect(fine.mesh.positions).toEqual(capture.fine.positions)
    expect(fine.mesh.colors).toEqual(capture.fine.colors)
    expect(readMesh(read('lowres.ply'), 'lowres.ply').mesh.triangles).toEqual(capture.coarse.triangles)
    const { set } = readLandmarks(read('lowres_landmarks.json'), 'lowres_landmarks.json')
    expect(set.landmarks).toEqual(capture.coarseLandmarks.landmarks)
    const { cameras } = readCamerasNpz(read('cameras_lowres.npz'))
    expect(cameras).toEqual(capture.cameras)
    expect(JSON.parse(new TextDecoder().decode(read('truth.json'))).high_from_low.flat()).toEqual([
      ...truth.fineFromCoarse,
    ])
  })
})
