import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type LandmarkEmbedding, loadEmbedding } from '#core/flame/embedding.ts'
import { flameForward } from '#core/flame/forward.ts'
import { hasFlameTopology, head8Embedding } from '#core/flame/head8Embedding.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import { type FlameModel, loadFlameModel } from '#core/flame/model.ts'
import { deriveRegions, loadRegions } from '#core/flame/regions.ts'
import { type RegistrationResult, registerToFlame } from '#core/flame/registerToFlame.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { asFloat64, readNpy } from '#core/formats/npy.ts'
import { readNpz } from '#core/formats/npz.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import { head8 } from '#core/model/schemes.ts'

const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const isThere = existsSync(join(data, 'flame')) && existsSync(join(data, 'flame-scan-sample'))
if (!isThere) console.warn('SKIPPED: FLAME on the shared models and scans, ../shared/data is not there')

const bytesOf = (...path: readonly string[]): Uint8Array => readFileSync(join(data, ...path))
const fixture = (name: string): Uint8Array => bytesOf('flame', 'fixtures', name)
const embeddingOf = (name: string): LandmarkEmbedding => loadEmbedding(bytesOf('flame', 'embeddings', name), name)

const partialFile = 'flame2023open_partial_model.npz'
const layoutFiles = [
  'flame2020_layout_py2_chumpy_60of300shape_0expr.pkl.gz',
  'flame2023open_layout_60of300shape_0expr.pkl.gz',
] as const

describe.skipIf(!isThere)('model files', () => {
  const golden = isThere ? readNpz(fixture('flame_forward_golden.npz')) : new Map()
  const numbers = (key: string): Float64Array => asFloat64(golden.get(key))

  test.each([partialFile, ...layoutFiles])('%s: the forward equals the golden outputs within 1e-7 m', (name) => {
    const model = loadFlameModel(fixture(name), name)
    expect(model).toMatchObject({ vertexCount: 5023, faceCount: 9976, warnings: [] })
    expect(hasFlameTopology(model.triangles)).toBe(true)
    for (let i = 0; i < 4; i++) {
      const vertices = flameForward(model, {
        betas: numbers(`betas_${i}`),
        pose: numbers(`pose_${i}`),
        trans: numbers(`trans_${i}`),
      })
      const expected = numbers(`verts_${i}`)
      expect(vertices.reduce((worst, value, k) => Math.max(worst, Math.abs(value - expected[k])), 0)).toBeLessThan(1e-7)
    }
  })

  test('the number of components is the file’s', () => {
    expect(loadFlameModel(fixture(partialFile), partialFile)).toMatchObject({ shapeCount: 60, expressionCount: 0 })
    expect(loadFlameModel(fixture(layoutFiles[0]), layoutFiles[0])).toMatchObject({
      shapeCount: 300,
      expressionCount: 100,
    })
  })

  test('both layouts of the tiny model give the same model', () => {
    const [old, open] = ['tiny12_py2_chumpy.pkl', 'tiny12_proto5.pkl'].map((name) =>
      loadFlameModel(fixture(name), name),
    )
    for (const key of ['template', 'triangles', 'shapeDirs', 'poseDirs', 'weights', 'parents'] as const) {
      expect(old[key], key).toEqual(open[key])
    }
    expect(old.jointRegressor).toEqual(open.jointRegressor)
  })
})

describe.skipIf(!isThere)('embeddings and regions', () => {
  test('every file form, with its number of points', () => {
    const counts = readdirSync(join(data, 'flame', 'embeddings'))
      .filter((name) => !name.startsWith('FLAME_masks'))
      .map((name) => [name, embeddingOf(name).pointCount])
    expect(Object.fromEntries(counts)).toEqual({
      'flame_dynamic_embedding__RingNet.npy': 17,
      'flame_static_embedding_68__TF_FLAME.pkl': 68,
      'flame_static_embedding__RingNet.pkl': 51,
      'flame_static_embedding__flame-fitting.pkl': 51,
      'landmark_embedding__photometric_optimization.npy': 68,
      'mediapipe_landmark_embedding__smirk.npz': 105,
    })
    const skipped = embeddingOf('landmark_embedding__photometric_optimization.npy').warnings.map((w) => w.message)
    expect(skipped).toHaveLength(2)
    expect(skipped[0]).toContain('dynamic_lmk_faces_idx')
  })

  test('the golden 51 landmarks, and head-8 within 3 mm of its table', () => {
    const model = loadFlameModel(fixture(partialFile), partialFile)
    const golden = readNpz(fixture('flame_forward_golden.npz'))
    const embedding = embeddingOf('flame_static_embedding__flame-fitting.pkl')
    const points = golden.get('lmk51_3')
    const vertices = golden.get('verts_3')
    expect(points && vertices).toBeDefined()
    if (!points || !vertices) return
    for (let i = 0; i < 51; i++) {
      const point = pointOnSurface(placeOf(model, embedding, i), asFloat64(vertices))
      point.forEach((value, axis) => {
        expect(value).toBeCloseTo(asFloat64(points)[i * 3 + axis], 7)
      })
    }
    head8.points.forEach(({ name, templatePosition }, i) => {
      const [x, y, z] = pointOnSurface(placeOf(model, head8Embedding, i), model.template)
      expect(Math.hypot(x - templatePosition[0], y - templatePosition[1], z - templatePosition[2]), name).toBeLessThan(
        0.0065,
      )
    })
  })

  test('regions derived without a file resemble the published ones', () => {
    const model = loadFlameModel(fixture(partialFile), partialFile)
    const published = loadRegions(bytesOf('flame', 'embeddings', 'FLAME_masks__smirk.pkl'), 'FLAME_masks.pkl')
    const derived = deriveRegions(model)
    expect(published.size).toBe(14)
    const overlap = (name: string): number => {
      const ours = new Set(derived.get(name))
      const theirs = new Set(published.get(name))
      const common = [...theirs].filter((v) => ours.has(v)).length
      return common / (ours.size + theirs.size - common)
    }
    for (const name of ['left_eyeball', 'right_eyeball']) expect(overlap(name), name).toBe(1)
    for (const name of ['left_ear', 'right_ear']) expect(overlap(name), name).toBeGreaterThan(0.95)
    for (const name of ['face', 'nose', 'forehead', 'scalp', 'neck', 'boundary', 'eye_region'])
      expect(overlap(name), name).toBeGreaterThan(0.7)
    for (const name of published.keys()) expect(overlap(name), name).toBeGreaterThan(0.5)
  })
})

const placeOf = (model: FlameModel, { faces, barycentrics }: LandmarkEmbedding, index: number) => {
  const [a, b, c] = model.triangles.subarray(faces[index] * 3, faces[index] * 3 + 3)
  const [wa, wb, wc] = barycentrics.subarray(index * 3, index * 3 + 3)
  return { vertices: [a, b, c], barycentrics: [wa, wb, wc] } as const
}

interface Truth {
  readonly metres_to_unit: number
  readonly landmarks8: Readonly<Record<string, readonly number[]>>
}

/** Distances (mm) of the observed vertices within 95 mm of the true nose tip to their true places, ascending. */
const vertexErrorsMm = (folder: string, { vertices }: RegistrationResult): Float64Array => {
  const read = (name: string): Uint8Array => bytesOf('flame-scan-sample', folder, 'truth', name)
  const truth = JSON.parse(new TextDecoder().decode(read('truth.json'))) as Truth
  const expected = asFloat64(readNpy(read('vertices.npy'))).map((value) => (value / truth.metres_to_unit) * 1000)
  const observed = readNpy(read('observed.npy')).data
  const tip = truth.landmarks8.nose_tip.map((value) => (value / truth.metres_to_unit) * 1000)
  const errors: number[] = []
  for (let v = 0; v < expected.length / 3; v++) {
    const [x, y, z] = expected.subarray(v * 3, v * 3 + 3)
    if (!observed[v] || Math.hypot(x - tip[0], y - tip[1], z - tip[2]) > 95) continue
    errors.push(Math.hypot(vertices[v * 3] * 1000 - x, vertices[v * 3 + 1] * 1000 - y, vertices[v * 3 + 2] * 1000 - z))
  }
  return Float64Array.from(errors).sort()
}

const register = (o: {
  scan: readonly string[]
  landmarks: LandmarkSet
  embedding: string | null
}): RegistrationResult => {
  const name = o.scan[o.scan.length - 1]
  const model = loadFlameModel(fixture(partialFile), partialFile)
  const embedding = o.embedding === null ? null : embeddingOf(o.embedding)
  const { mesh } = readMesh(bytesOf(...o.scan), name)
  return registerToFlame(
    { scan: mesh, unit: 'auto', landmarks: o.landmarks, model, embedding, regions: null, isTested: true },
    {},
  )
}

const landmarksOf = (...path: readonly string[]): LandmarkSet =>
  readLandmarks(bytesOf(...path), path[path.length - 1]).set

describe.skipIf(!isThere)('scans with known truth', () => {
  test.each(['scan_001', 'scan_002', 'scan_003'])('%s from 51 landmarks and from fewer', (folder) => {
    const scan = ['flame-scan-sample', folder, 'scan.ply']
    const inputs = [
      { file: 'landmarks51.json', embedding: 'flame_static_embedding__flame-fitting.pkl', count: 51 },
      { file: 'landmarks8.json', embedding: null, count: 8 },
      { file: 'landmarks51.json', embedding: null, count: 7 },
    ] as const
    const mostMm = folder === 'scan_001' ? 0.3 : 0.45
    for (const { file, embedding, count } of inputs.slice(0, folder === 'scan_002' ? 3 : 2)) {
      const result = register({ scan, landmarks: landmarksOf('flame-scan-sample', folder, file), embedding })
      expect(result.landmarksUsed).toHaveLength(count)
      expect(result.unit).toBe(folder === 'scan_003' ? 'm' : 'mm')
      const errors = vertexErrorsMm(folder, result)
      expect(errors[errors.length >> 1], `${folder} ${count}: vertex error, median mm`).toBeLessThan(
        count === 51 ? mostMm : 1.25 * mostMm,
      )
      expect(errors[Math.floor(errors.length * 0.9)], `${folder} ${count}: vertex error, p90 mm`).toBeLessThan(1)
      expect(result.scanToMeshMm.median, `${folder} ${count}: scan to mesh, median mm`).toBeLessThan(0.12)
      expect(result.flippedFaces).toBe(0)
      expect(result.certificate.verdict, `${folder} ${count}: verdict`).toBe('green')
    }
  })
})

/** Landmarks that were left out are found no worse than by the model alone. */
const expectLeftOutFoundBetter = ({ report: { heldOutMm } }: RegistrationResult): void => {
  expect(heldOutMm).not.toBeNull()
  if (heldOutMm) expect(heldOutMm.registration).toBeLessThanOrEqual(heldOutMm.model)
}

describe.skipIf(!isThere)('real scans', () => {
  test('james: 51 landmarks, millimetres, a texture but no vertex colours', () => {
    const result = register({
      scan: ['scans', 'menpo3d', 'james.obj'],
      landmarks: landmarksOf('scans', 'menpo3d', 'james_lmks51_flame_order_mm.csv'),
      embedding: 'flame_static_embedding__flame-fitting.pkl',
    })
    expect(result.unit).toBe('mm')
    expect(result.scanToMeshMm.median).toBeLessThan(0.14)
    expect(result.scanToMeshMm.mean).toBeLessThan(0.2)
    expect(result.flippedFaces).toBe(0)
    expectLeftOutFoundBetter(result)
    expect(result.warnings.map((warning) => warning.code)).toContain('eyes-ahead')
  })

  test('DemoFace: five landmarks', () => {
    const names = ['right_eye', 'left_eye', 'nose_tip', 'right_lips', 'left_lips']
    const file = bytesOf('scans', 'meshmonk', 'DemoFaceLandmarks.csv')
    const landmarks = readLandmarks(file, 'DemoFaceLandmarks.csv', { pointNames: names }).set
    const result = register({ scan: ['scans', 'meshmonk', 'DemoFace_10K.obj'], landmarks, embedding: null })
    expect(result.landmarksUsed).toEqual(names)
    expect(result.scanToMeshMm.median).toBeLessThan(0.14)
    expect(result.scanToMeshMm.mean).toBeLessThan(0.2)
    expect(result.flippedFaces).toBe(0)
    expectLeftOutFoundBetter(result)
  })
})
