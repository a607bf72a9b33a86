import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readCamerasNpz, writeCamerasNpz } from '#core/formats/cameras.ts'
import { meshFormatOf, readLandmarks, readMesh, readMtlTextures, writeMesh } from '#core/formats/index.ts'
import { asFloat64, readNpy } from '#core/formats/npy.ts'
import { readNpz } from '#core/formats/npz.ts'
import { expectSoundMesh, readOrRefuse } from '../unit/formats/soundMesh.ts'

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const isThere = existsSync(data)
if (!isThere) console.warn('SKIPPED: formats on real files; the folder ../shared/data is not there.')

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(data, path)))
const filesBelow = (folder: string): string[] =>
  isThere
    ? (readdirSync(join(data, folder), { recursive: true }) as string[])
        .map((file) => `${folder}/${file}`)
        .filter((file) => statSync(join(data, file)).isFile())
        .sort()
    : []

describe.skipIf(!isThere)('the hostile corpora', () => {
  const corpora = ['tinyobj', 'happly', 'pdal-ply', 'numpy-stl', 'npyio'].flatMap((name) =>
    filesBelow(`corpus/${name}`),
  )
  const meshes = corpora.filter((file) => meshFormatOf(file) || file.includes('clusterfuzz'))
  const arrays = corpora.filter((file) => /\.np[yz]$/.test(file))

  it('are there', () => {
    expect(meshes.length).toBeGreaterThan(75)
    expect(arrays.length).toBeGreaterThan(85)
  })

  it.each(meshes)('%s is read soundly or refused', (file) => {
    const reading = readOrRefuse(() => readMesh(read(file), meshFormatOf(file) ? file : `${file}.obj`))
    if ('value' in reading) expectSoundMesh(reading.value.mesh)
  })

  it.each(arrays)('%s is read or refused', (file) => {
    const reading = readOrRefuse(() => (file.endsWith('.npz') ? readNpz(read(file)) : readNpy(read(file))))
    expect('refused' in reading).toBe(file.includes('ragged'))
  })

  it('hold the same shelf in three encodings', () => {
    const [little, ascii, big] = ['', '_ascii', '_big_endian'].map(
      (encoding) => readMesh(read(`corpus/happly/test/sampledata/platonic_shelf${encoding}.ply`), 'a.ply').mesh,
    )
    expect(big).toEqual(little)
    expect(ascii.triangles).toEqual(little.triangles)
    for (const [i, value] of little.positions.entries()) expect(ascii.positions[i]).toBeCloseTo(value, 5)
  })

  it('hold the same matrix in both orders as numpy prints it', () => {
    const numbers = (order: string) => [
      ...asFloat64(readNpy(read(`corpus/npyio/testdata/data_float64_2x3_${order}.npy`))),
    ]
    expect(numbers('corder')).toEqual([0, 1, 2, 3, 4, 5])
    expect(numbers('forder')).toEqual([0, 2, 4, 1, 3, 5])
  })

  it('hold a cube and a moon that ascii and binary STL agree on', () => {
    for (const name of ['Cube', 'Moon', 'Star', 'HalfDonut']) {
      const [ascii, binary] = ['ascii', 'binary'].map(
        (form) => readMesh(read(`corpus/numpy-stl/tests/stl_${form}/${name}.stl`), 'a.stl').mesh,
      )
      expect(binary.triangles.length).toBe(ascii.triangles.length)
      expect(binary.positions.length).toBe(ascii.positions.length)
    }
  })

  it.each([
    ['colorspace-issue-184', ['diffuse.jpg']],
    ['texture-filename-with-whitespace', ['texture 01.png']],
    ['issue-356-leading-spaces-newmtl', []],
  ])('%s.mtl names its colour textures', (name, expected) => {
    expect([...readMtlTextures(read(`corpus/tinyobj/models/${name}.mtl`)).values()]).toEqual(expected)
  })
})

describe.skipIf(!isThere)('the sample scans', () => {
  it.each([
    ['capture-sample/subject_001/highres.ply', 205028, 406785],
    ['capture-sample/subject_001/lowres.ply', 20444, 39346],
    ['flame-scan-sample/scan_001/scan.ply', 81224, 161519],
    ['scans/menpo3d/james.obj', 6393, 12228],
    ['scans/menpo3d/template.ply', 53349, 106111],
    ['scans/meshmonk/DemoFace_10K.obj', 10000, 18324],
    ['mediapipe/canonical_face_model.obj', 468, 898],
  ])('%s is read whole and survives every format', (file, vertices, triangles) => {
    const { mesh } = readMesh(read(file), file)
    expectSoundMesh(mesh)
    expect([mesh.positions.length / 3, mesh.triangles.length / 3]).toEqual([vertices, triangles])
    for (const format of ['ply', 'obj', 'off'] as const) {
      const back = readMesh(writeMesh(mesh, { format }), `a.${format}`).mesh
      expect(back.triangles).toEqual(mesh.triangles)
      expect(back.positions).toEqual(mesh.positions)
    }
    expect(readMesh(writeMesh(mesh, { format: 'stl' }), 'a.stl').mesh.triangles.length).toBe(mesh.triangles.length)
  })

  it('james names his texture through the material library', () => {
    const { materialFiles, mesh } = readMesh(read('scans/menpo3d/james.obj'), 'james.obj')
    expect(mesh.uvTriangles?.length).toBe(mesh.triangles.length)
    expect(materialFiles).toEqual(['./james.obj.mtl'])
    expect([...readMtlTextures(read('scans/menpo3d/james.obj.mtl')).values()]).toEqual(['james.jpg'])
  })

  it.each([
    ['capture-sample/subject_001', 12],
    ['capture-sample/subject_002', 12],
  ])('the cameras of %s are read without a warning and written back exactly', (folder, count) => {
    const { cameras, warnings } = readCamerasNpz(read(`${folder}/cameras_lowres.npz`))
    expect(warnings).toEqual([])
    expect(cameras.size).toBe(count)
    expect(readCamerasNpz(writeCamerasNpz(cameras)).cameras).toEqual(cameras)
  })

  it.each(filesBelow('flame').filter((file) => file.endsWith('.npz')))('%s is read', (file) => {
    expect(readNpz(read(file)).size).toBeGreaterThan(0)
  })
})

describe.skipIf(!isThere)('the sample landmarks', () => {
  it.each([
    ['capture-sample/subject_001/highres_landmarks.json', 'h3ds-6', 'mm', 6],
    ['capture-sample/subject_001/lowres_landmarks.json', 'h3ds-6', 'm', 6],
    ['capture-sample/subject_002/highres_landmarks.json', 'h3ds-6', 'mm', 6],
    ['capture-sample/subject_002/lowres_landmarks.json', 'h3ds-6', 'm', 6],
    ['flame-scan-sample/scan_001/landmarks51.json', 'flame-51-flame-fitting', 'mm', 51],
    ['flame-scan-sample/scan_001/landmarks8.json', 'head-8', 'mm', 8],
    ['flame-scan-sample/scan_002/landmarks51.json', 'flame-51-flame-fitting', 'mm', 51],
    ['flame-scan-sample/scan_003/landmarks51.json', 'flame-51-flame-fitting', 'm', 51],
    ['flame-scan-sample/scan_003/landmarks8.json', 'head-8', 'm', 8],
    ['scans/menpo3d/james_lmks51_flame_order_mm.csv', 'flame-51', null, 51],
    ['scans/menpo3d/james.ljson', null, null, 68],
    ['scans/meshmonk/DemoFaceLandmarks.csv', null, null, 5],
  ])('%s is %s in %s with %i points', (file, scheme, unit, count) => {
    const { set } = readLandmarks(read(file), file)
    expect([set.scheme, set.unit, set.landmarks.length]).toEqual([scheme, unit, count])
    expect(set.landmarks.every(({ status, position }) => status === 'placed' && position?.every(Number.isFinite))).toBe(
      true,
    )
    expect(new Set(set.landmarks.map(({ name }) => name)).size).toBe(count)
  })

  it('lie on their scans', () => {
    const { mesh } = readMesh(read('capture-sample/subject_001/highres.ply'), 'a.ply')
    const { set } = readLandmarks(read('capture-sample/subject_001/highres_landmarks.json'), 'a.json')
    for (const { position } of set.landmarks) {
      const [x, y, z] = position ?? [0, 0, 0]
      let nearestMm = Number.POSITIVE_INFINITY
      for (let i = 0; i < mesh.positions.length; i += 3) {
        const [dx, dy, dz] = [mesh.positions[i] - x, mesh.positions[i + 1] - y, mesh.positions[i + 2] - z]
        nearestMm = Math.min(nearestMm, Math.hypot(dx, dy, dz))
      }
      expect(nearestMm).toBeLessThan(1.5)
    }
  })
})
