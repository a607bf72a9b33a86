import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { datasetLayouts, readH3dsScene } from '#core/datasets/index.ts'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { cameraParts } from '#core/geometry/camera.ts'
import { toMat4 } from '#core/model/transform.ts'

const samples = fileURLToPath(new URL('../../../shared/data/capture-sample', import.meta.url))
const isThere = existsSync(samples)
if (!isThere) console.warn('SKIPPED: H3DS export of real captures; ../shared/data/capture-sample is not there.')

describe.skipIf(!isThere)('a sample capture exported as H3DS with its true transform', () => {
  const read = (subject: string, path: string) => new Uint8Array(readFileSync(join(samples, subject, path)))
  const number = (index: number) => String(index).padStart(4, '0')

  it.each(['subject_001', 'subject_002'])('passes its check and has the true cameras, %s', (subject) => {
    const { cameras } = readCamerasNpz(read(subject, 'cameras_lowres.npz'))
    const truth = JSON.parse(new TextDecoder().decode(read(subject, 'truth.json'))) as { high_from_low: number[][] }
    const { mesh } = readMesh(read(subject, 'highres.ply'), 'highres.ply')
    const { files, warnings, summary } = datasetLayouts.h3ds.planSubject({
      subjectId: subject,
      mesh,
      meshUnit: 'mm',
      landmarks: readLandmarks(read(subject, 'highres_landmarks.json'), 'highres_landmarks.json').set,
      views: [...cameras].map(([index, camera]) => ({
        name: `img_${number(index)}.jpg`,
        photo: { sourceRef: `images/img_${number(index)}.jpg`, isJpeg: true },
        mask: { sourceRef: `masks_true/mask_${number(index)}.png` },
        camera,
      })),
      meshFromCameraFrame: toMat4(truth.high_from_low.flat()),
      tags: [],
    })
    expect(warnings).toEqual([])
    const written = new Map<string, Uint8Array>()
    for (const file of [...files, ...datasetLayouts.h3ds.planRoot([summary])]) {
      written.set(file.path, 'bytes' in file ? file.bytes : read(subject, file.sourceRef))
    }
    const listing = (below: string) => ({
      list: () => [...written.keys()].filter((path) => path.startsWith(below)).map((path) => path.slice(below.length)),
      read: (path: string) => written.get(below + path) ?? new Uint8Array(0),
    })
    expect(datasetLayouts.h3ds.check(listing(''))).toEqual([])
    const scene = readH3dsScene(listing(`${summary.sceneId}/`))
    expect(scene.mesh.triangles).toEqual(mesh.triangles)
    const trueCameras = readCamerasNpz(read(subject, 'truth_cameras_highres.npz')).cameras
    for (const { index, camera } of scene.views) {
      const trueCamera = trueCameras.get(index)
      if (!camera || !trueCamera) throw new Error(`view ${index} has no camera`)
      const [found, expected] = [cameraParts(camera), cameraParts(trueCamera)]
      for (const [i, value] of expected.center.entries()) expect(found.center[i]).toBeCloseTo(value, 4)
      for (const [i, value] of expected.rotation.entries()) expect(found.rotation[i]).toBeCloseTo(value, 7)
      for (const [i, value] of expected.intrinsics.entries()) expect(found.intrinsics[i]).toBeCloseTo(value, 4)
    }
  })
})
