import { describe, expect, it } from 'vitest'
import { datasetLayouts, guessLayout, isH3dsScene, readH3dsScene, sceneIdOf } from '#core/datasets/index.ts'
import { readCamerasNpz, writeCamerasNpz } from '#core/formats/cameras.ts'
import { invertAffine4, toMat4, transformPoint, transformPoints, type Vec3 } from '#core/model/transform.ts'
import { bytesOf, refusalOf } from '../formats/soundMesh.ts'
import {
  ballCameras,
  ballLandmarksMm,
  ballMm,
  ballScene,
  jpegStart,
  listingOf,
  pixelOf,
  pngStart,
  similarity,
  writtenFiles,
} from './sampleHead.ts'

const { h3ds } = datasetLayouts
const sceneId = sceneIdOf('subject-1')
const exported = (changes: Parameters<typeof ballScene>[0] = {}) => {
  const plan = h3ds.planSubject(ballScene(changes))
  return { ...plan, written: writtenFiles(plan.files, h3ds.planRoot([plan.summary])) }
}
const text = (files: Map<string, Uint8Array>, path: string) => new TextDecoder().decode(files.get(path))

describe('an exported H3DS scene', () => {
  it('has exactly the files of the layout, its id of 16 hexadecimal digits', () => {
    const { written, warnings } = exported()
    expect(warnings).toEqual([])
    expect(sceneId).toMatch(/^[0-9a-f]{16}$/)
    const numbers = Array.from({ length: 9 }, (_, i) => `000${i}`)
    expect([...written.keys()].sort()).toEqual(
      [
        'config.toml',
        'version.txt',
        ...['cameras.npz', 'full_head.obj', 'landmarks.txt'].map((name) => `${sceneId}/${name}`),
        ...['face', 'face_sphere', 'nose'].map((name) => `${sceneId}/regions/${name}.txt`),
        ...numbers.flatMap((n) => [`${sceneId}/image/img_${n}.jpg`, `${sceneId}/mask/mask_${n}.png`]),
      ].sort(),
    )
    expect(h3ds.check(listingOf(written))).toEqual([])
    expect(guessLayout(listingOf(written))).toBe('h3ds')
  })

  it('is the same, byte for byte, every time', () => {
    expect(exported().written).toEqual(exported().written)
    const { files } = h3ds.planSubject(ballScene())
    expect(writtenFiles(files)).toEqual(writtenFiles(files))
  })

  it('copies photos, converts those that are no JPEG and hands on masks by reference', () => {
    const [first, second] = ballScene().views
    const { files } = h3ds.planSubject(
      ballScene({
        views: [first, { ...second, photo: { sourceRef: 'b.png', isJpeg: false }, mask: { sourceRef: 'mask-b' } }],
      }),
    )
    const planned = new Map([...files].map((file) => [file.path.slice(17), file]))
    expect(planned.get('image/img_0000.jpg')).toMatchObject({ sourceRef: 'photos/0', as: 'copy' })
    expect(planned.get('image/img_0001.jpg')).toMatchObject({ sourceRef: 'b.png', as: 'jpeg' })
    expect(planned.get('mask/mask_0001.png')).toMatchObject({ sourceRef: 'mask-b', as: 'copy' })
  })

  it('leaves out views without a mask or a camera and numbers the others without gaps', () => {
    const views = ballScene().views.map((view, i) =>
      i === 0 ? { ...view, mask: null } : i === 2 ? { ...view, camera: null } : view,
    )
    const { written, warnings } = exported({ views })
    expect(warnings.map(({ message }) => message)).toEqual([
      'The photo IMG_0.jpg has no mask and was left out.',
      'The photo IMG_2.jpg has no camera and was left out.',
    ])
    const { cameras } = readCamerasNpz(written.get(`${sceneId}/cameras.npz`) as Uint8Array)
    expect([...cameras.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(cameras.get(0)?.worldMat[0]).toBeCloseTo(views[1].camera?.worldMat[0] ?? 0, 9)
    expect(h3ds.check(listingOf(written))).toEqual([])
  })

  it('writes each landmark as its nearest vertex', () => {
    const { written } = exported()
    const { positions } = ballMm()
    const lines = text(written, `${sceneId}/landmarks.txt`).trim().split('\n')
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'right_eye',
      'left_eye',
      'nose_tip',
      'nose_base',
      'right_lips',
      'left_lips',
    ])
    for (const line of lines) {
      const [name, index] = line.split(' ')
      const [x, y, z] = ballLandmarksMm.landmarks.find((landmark) => landmark.name === name)?.position ?? [0, 0, 0]
      const distance = (v: number) =>
        Math.hypot(positions[v * 3] - x, positions[v * 3 + 1] - y, positions[v * 3 + 2] - z)
      const nearest = Math.min(...Array.from({ length: positions.length / 3 }, (_, v) => distance(v)))
      expect(distance(Number(index))).toBeCloseTo(nearest, 9)
    }
  })

  it('takes for face_sphere what lies within 95 mm of the nose tip', () => {
    const { written } = exported()
    const [x, y, z] = ballLandmarksMm.landmarks.find(({ name }) => name === 'nose_tip')?.position ?? [0, 0, 0]
    const inside = new Set(text(written, `${sceneId}/regions/face_sphere.txt`).trim().split('\n').map(Number))
    const { positions } = ballMm()
    for (let v = 0; v < positions.length / 3; v++) {
      const distanceMm = Math.hypot(positions[v * 3] - x, positions[v * 3 + 1] - y, positions[v * 3 + 2] - z)
      expect(inside.has(v)).toBe(distanceMm <= 95)
    }
  })

  it('has a nose around the tip, within the face, on both sides alike', () => {
    const { written } = exported()
    const region = (name: string) => text(written, `${sceneId}/regions/${name}.txt`).trim().split('\n').map(Number)
    const face = new Set(region('face'))
    const nose = region('nose')
    const { positions } = ballMm()
    expect(nose.length).toBeGreaterThan(5)
    expect(nose.every((v) => face.has(v))).toBe(true)
    expect(nose.every((v) => positions[v * 3 + 2] > 40 && Math.abs(positions[v * 3]) < 25)).toBe(true)
    const sides = nose.reduce((sum, v) => sum + Math.sign(Math.round(positions[v * 3])), 0)
    expect(Math.abs(sides)).toBeLessThanOrEqual(nose.length / 4)
  })

  it('warns of missing landmarks and leaves out what depends on them', () => {
    const landmarks = {
      ...ballLandmarksMm,
      landmarks: ballLandmarksMm.landmarks.filter(({ name }) => name !== 'nose_tip'),
    }
    const { written, warnings } = exported({ landmarks })
    expect(warnings.map(({ code }) => code)).toEqual(['h3ds-landmark-missing', 'h3ds-region-missing'])
    expect(written.has(`${sceneId}/regions/face_sphere.txt`)).toBe(false)
    expect(exported({ landmarks: null }).warnings.map(({ code }) => code)).toEqual(['h3ds-no-landmarks'])
  })

  it('cannot be made of a point cloud or without a complete view', () => {
    const cloud = { ...ballMm(), triangles: new Uint32Array(0) }
    expect(refusalOf(() => exported({ mesh: cloud })).code).toBe('input/export-no-surface')
    expect(refusalOf(() => exported({ views: [] })).code).toBe('input/export-no-views')
  })
})

describe('frames and units of an exported H3DS scene', () => {
  const point: Vec3 = [12, -30, 55]

  it.each([
    ['m', 0.001],
    ['cm', 0.1],
    ['mm', 1],
  ] as const)('are millimetres for a mesh in %s, and every camera sees the same pixels', (meshUnit, unitPerMm) => {
    const toUnit = similarity(unitPerMm, 0, [0, 0, 0])
    const camerasFromUnit = similarity(0.02, 0.7, [3, -2, 1])
    const inverse = invertAffine4(camerasFromUnit)
    const mesh = { ...ballMm(), positions: transformPoints(toUnit, ballMm().positions) }
    const landmarks = {
      ...ballLandmarksMm,
      landmarks: ballLandmarksMm.landmarks.map((l) => ({
        ...l,
        position: l.position && transformPoint(toUnit, l.position),
      })),
    }
    const { written, warnings } = exported({ mesh, meshUnit, landmarks, meshFromCameraFrame: inverse })
    expect(warnings).toEqual([])
    const { mesh: back } = readH3dsScene(listingOf(written, `${sceneId}/`))
    for (const [i, value] of ballMm().positions.entries()) expect(back.positions[i]).toBeCloseTo(value, 3)
    const { cameras } = readCamerasNpz(written.get(`${sceneId}/cameras.npz`) as Uint8Array)
    const inCameraFrame = transformPoint(camerasFromUnit, transformPoint(toUnit, point))
    for (const [i, camera] of ballScene().views.entries()) {
      if (!camera.camera) throw new Error('the sample has cameras')
      const expected = pixelOf(camera.camera, inCameraFrame)
      const found = pixelOf(cameras.get(i) ?? camera.camera, point)
      expect(found[0]).toBeCloseTo(expected[0], 6)
      expect(found[1]).toBeCloseTo(expected[1], 6)
    }
  })

  it('keeps what lenses do, and tells that its readers do not', () => {
    const distortion = [-0.2, 0.05, 0.001, 0.002, 0] as const
    const views = ballScene().views.map((view) => ({ ...view, camera: view.camera && { ...view.camera, distortion } }))
    const { written, warnings } = exported({ views, meshFromCameraFrame: similarity(2, 0.3, [1, 2, 3]) })
    expect(warnings.map(({ code }) => code)).toEqual(['h3ds-distortion'])
    const { cameras, warnings: read } = readCamerasNpz(written.get(`${sceneId}/cameras.npz`) as Uint8Array)
    expect([...cameras.values()].map((camera) => camera.distortion)).toEqual(views.map(() => distortion))
    expect(read).toEqual([])
  })

  it('carries the unit sphere with the scan', () => {
    const { written } = exported({ meshFromCameraFrame: similarity(2, 0.3, [1, 2, 3]) })
    const { cameras } = readCamerasNpz(written.get(`${sceneId}/cameras.npz`) as Uint8Array)
    const [x, y, z] = transformPoint(cameras.get(0)?.scaleMat ?? similarity(1, 0, [0, 0, 0]), [0, 0, 0])
    expect([x, y, z]).toEqual([1, 2, 3])
    expect(cameras.get(0)?.scaleMat[10]).toBeCloseTo(300, 9)
  })

  it('refuses a mirrored alignment', () => {
    const mirror = toMat4([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    expect(refusalOf(() => exported({ meshFromCameraFrame: mirror })).code).toBe('input/reflection')
  })
})

describe('view selections', () => {
  it('start with the frontal view and spread to the sides', () => {
    const { summary } = exported()
    expect([...summary.viewConfigs.keys()]).toEqual([1, 3, 4, 6, 8])
    expect(summary.viewConfigs.get(1)).toEqual([4])
    expect(summary.viewConfigs.get(3)).toEqual([0, 4, 8])
    for (const [size, views] of summary.viewConfigs) expect(new Set(views).size).toBe(size)
  })

  it('need no landmarks', () => {
    expect(exported({ landmarks: null }).summary.viewConfigs.get(1)).toEqual([4])
  })
})

describe('reading an H3DS scene', () => {
  const { written } = exported()
  const scene = new Map(
    [...written].flatMap(([path, bytes]) => (path.startsWith(sceneId) ? [[path.slice(17), bytes] as const] : [])),
  )
  const reading = (change: (files: Map<string, Uint8Array>) => void) => {
    const files = new Map(scene)
    change(files)
    return readH3dsScene(listingOf(files))
  }

  it('finds what was written', () => {
    const { mesh, views, landmarks, regions, warnings } = reading(() => {})
    expect(isH3dsScene([...scene.keys()])).toBe(true)
    expect(isH3dsScene(['full_head.obj', 'notes.txt'])).toBe(false)
    expect(warnings).toEqual([])
    expect(mesh.triangles).toEqual(ballMm().triangles)
    expect(views.length).toBe(9)
    expect(views[3]).toMatchObject({ index: 3, imagePath: 'image/img_0003.jpg', maskPath: 'mask/mask_0003.png' })
    expect(views[3].camera?.worldMat[0]).toBeCloseTo(ballCameras(9)[3].worldMat[0], 6)
    expect(landmarks?.scheme).toBe('h3ds-6')
    expect([...regions.keys()].sort()).toEqual(['face', 'face_sphere', 'nose'])
  })

  it('warns of what is missing or damaged and reads the rest', () => {
    const { warnings, landmarks, views, regions } = reading((files) => {
      files.set('cameras.npz', bytesOf('damaged'))
      files.set('landmarks.txt', bytesOf('nose_tip 99999999\n'))
      files.set('regions/nose.txt', bytesOf('1\n-2\n'))
      files.delete('mask/mask_0004.png')
    })
    expect(warnings.map(({ code }) => code).sort()).toEqual([
      'h3ds-no-mask',
      'h3ds-part-unreadable',
      'h3ds-part-unreadable',
      'h3ds-part-unreadable',
    ])
    expect(landmarks).toBeNull()
    expect(regions.has('nose')).toBe(false)
    expect(views[4].maskPath).toBeNull()
  })

  it('needs a mesh', () => {
    expect(refusalOf(() => reading((files) => files.delete('full_head.obj'))).code).toBe('input/h3ds-scene')
  })
})

describe('the check of an H3DS folder', () => {
  const { written } = exported()
  const findings = (change: (files: Map<string, Uint8Array>) => void) => {
    const files = new Map(written)
    change(files)
    return h3ds.check(listingOf(files)).map(({ severity, message }) => `${severity}: ${message}`)
  }
  const edit = (path: string, by: (old: string) => string) => (files: Map<string, Uint8Array>) => {
    files.set(path, bytesOf(by(text(files, path))))
  }

  const inScene = (path: string) => `${sceneId}/${path}`
  const cases: [string, (files: Map<string, Uint8Array>) => void, RegExp][] = [
    ['a missing mask', (files) => files.delete(inScene('mask/mask_0002.png')), /^error: .*mask_0002\.png is missing/],
    [
      'a mask of another size',
      (files) => files.set(inScene('mask/mask_0002.png'), pngStart(320, 241)),
      /^error: .*320×241 pixels, its photo 320×240/,
    ],
    [
      'a mask in colour',
      (files) => files.set(inScene('mask/mask_0002.png'), pngStart(320, 240, 2)),
      /^error: .*not 8-bit with one channel/,
    ],
    [
      'a photo that is none',
      (files) => files.set(inScene('image/img_0001.jpg'), pngStart(320, 240)),
      /^error: .*img_0001\.jpg is no JPEG/,
    ],
    [
      'a gap in the photos',
      (files) => files.delete(inScene('image/img_0003.jpg')),
      /^error: .*not numbered 0 to 7 without gaps/,
    ],
    [
      'a mask too many',
      (files) => files.set(inScene('mask/mask_0009.png'), pngStart(320, 240)),
      /^error: Masks without a photo: 9/,
    ],
    [
      'a photo too many',
      (files) => files.set(inScene('image/img_0009.jpg'), jpegStart(320, 240)),
      /^error: .*no camera for the photos 9/,
    ],
    ['damaged cameras', (files) => files.set(inScene('cameras.npz'), bytesOf('x')), /^error: This is no zip archive/],
    [
      'cameras that are not finite',
      (files) => files.set(inScene('cameras.npz'), brokenCameras()),
      /^error: .*not finite/,
    ],
    [
      'a landmark out of range',
      edit(inScene('landmarks.txt'), (old) => old.replace(/nose_tip \d+/, 'nose_tip 99999999')),
      /^error: .*1 of 6 lines name no vertex/,
    ],
    [
      'a missing landmark',
      edit(inScene('landmarks.txt'), (old) => old.replace(/nose_tip \d+\n/, '')),
      /^warning: .*lacks nose_tip/,
    ],
    [
      'a landmark twice',
      edit(inScene('landmarks.txt'), (old) => `${old}nose_tip 1\n`),
      /^error: .*names a landmark twice/,
    ],
    [
      'a region out of range',
      edit(inScene('regions/face.txt'), (old) => `${old}99999999\n`),
      /^error: .*name no vertex/,
    ],
    [
      'an empty region',
      (files) => files.set(inScene('regions/face.txt'), bytesOf('\n')),
      /^error: The region “face” is empty/,
    ],
    [
      'a comment in the mesh that H3DS counts',
      edit(inScene('full_head.obj'), (old) => `# made of 3 things\n${old}`),
      /^error: .*it would read a damaged mesh/,
    ],
    ['a damaged mesh', (files) => files.set(inScene('full_head.obj'), bytesOf('v 1 2')), /^error: OBJ, line 1/],
    [
      'another version',
      (files) => files.set('version.txt', bytesOf('0.2\n')),
      /^error: version\.txt says “0\.2”, the configuration “0\.4”/,
    ],
    ['no version', (files) => files.delete('version.txt'), /^error: version\.txt is missing/],
    ['no configuration', (files) => files.delete('config.toml'), /^warning: There is no config\.toml/],
    [
      'a broken configuration',
      edit('config.toml', (old) => `${old}views\n`),
      /^error: The configuration cannot be read, line \d+/,
    ],
    [
      'a wrong number of views',
      edit('config.toml', (old) => old.replace('views = 9', 'views = 8')),
      /^error: Scene \w+ should have 8 views but has 9/,
    ],
    [
      'a view twice in a selection',
      edit('config.toml', (old) => old.replace('3 = [0, 4, 8]', '3 = [0, 0, 8]')),
      /^warning: Selection 3 .* lists a view twice/,
    ],
    [
      'a selection of another length',
      edit('config.toml', (old) => old.replace('3 = [0, 4, 8]', '3 = [0, 4]')),
      /^warning: Selection 3 .* lists 2 views/,
    ],
    [
      'a view that is not there',
      edit('config.toml', (old) => old.replace('3 = [0, 4, 8]', '3 = [0, 4, 99]')),
      /^error: Selection 3 .* not there: 99/,
    ],
    [
      'a scene without a folder',
      edit('config.toml', (old) => `${old}[scenes.00000000000000aa]\ntags = []\nviews = 1\n`),
      /^error: Scene 00000000000000aa is in the configuration/,
    ],
    [
      'an unknown scene',
      edit('config.toml', (old) => old.replaceAll(sceneId, '00000000000000aa')),
      /^error: Scene \w+ is not in the configuration/,
    ],
  ]
  const brokenCameras = (): Uint8Array => {
    const [camera] = ballCameras(1)
    const numbers = [...camera.worldMat]
    numbers[0] = Number.NaN
    return writeCamerasNpz(new Map([[0, { ...camera, worldMat: numbers as unknown as typeof camera.worldMat }]]))
  }

  it.each(cases)('finds %s', (_, change, expected) => {
    expect(findings(change).some((finding) => expected.test(finding))).toBe(true)
  })

  it('says where there is no scene', () => {
    expect(h3ds.check(listingOf(new Map())).map(({ severity }) => severity)).toContain('error')
  })

  it('reads a configuration as H3DS ships it: comments, lists over several lines, selections by name', () => {
    const shipped = edit('config.toml', (old) =>
      old
        .replace('[0, 4, 8]', '[ 0, # frontal\n  4,\n 8,]')
        .replace('tags = ["cameo"]', 'tags = ["h3d-net", \'sira++\'] # two'),
    )
    expect(findings(shipped)).toEqual([])
  })
})
