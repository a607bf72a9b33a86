import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFlameModelNpz } from '#core/flame/model.ts'
import { readMesh, writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { asFloat64 } from '#core/formats/npy.ts'
import { readNpz } from '#core/formats/npz.ts'
import { writeEmbeddingFile } from '#core/jobs/embeddingFile.ts'
import { toMat4, transformPoint, transformPoints, type Vec3 } from '#core/model/transform.ts'
import { sequenceFrames } from '#main/services/sequenceFrames.ts'
import { smallEmbedding, smallModel } from '../flame/smallModel.ts'
import { smallSequence, sortedErrorsMm } from '../flame/smallScan.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('register-sequence')
const file = (name: string): string => join(root, name)
mkdirSync(file('scans'), { recursive: true })
const model = smallModel(91)
const sequence = smallSequence(model, 93, { frames: 3, noiseMm: 0.1 })
writeFileSync(file('model.npz'), writeFlameModelNpz(model))
writeFileSync(file('points.json'), writeEmbeddingFile(smallEmbedding))
writeFileSync(file('first.json'), writeLandmarks({ ...sequence[0].landmarks, unit: 'mm' }, { format: 'json' }))
const names = ['f_2', 'f_9', 'f_10']
names.forEach((name, i) => {
  writeFileSync(file(`scans/${name}.ply`), writeMesh(sequence[i].scan, { format: 'ply' }))
})
const request = {
  ...{ scans: [file('scans')], landmarks: file('first.json'), model: file('model.npz') },
  embedding: file('points.json'),
}

test('a folder of scans becomes a mesh and a row of parameters a frame, with one identity (seeds 91, 93)', async () => {
  const { client } = startHost()
  const out = file('out')
  const result = await client.run('files.registerSequence', { ...request, sharedIdentity: true, out })
  expect(result.frames.map(({ name, error }) => [name, error])).toEqual(names.map((name) => [name, null]))
  expect(result.files.every((path) => existsSync(path))).toBe(true)
  expect(result.files).toHaveLength(5)
  const parameters = readNpz(readFileSync(join(out, 'parameters.npz')))
  const betas = parameters.get('betas')!
  expect([betas.shape, parameters.get('pose')!.shape, parameters.get('trans')!.shape]).toEqual([
    [3, 400],
    [3, 15],
    [3, 3],
  ])
  const rows = asFloat64(betas)
  expect(rows.subarray(400, 700)).toEqual(rows.subarray(0, 300))
  expect(result.identitySpread).toBeGreaterThan(0)
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ sharedIdentity: true, unit: 'mm' })
})

test('a frame that shows no head is told, and the sequence goes on (seeds 91, 93)', async () => {
  const { client } = startHost()
  const far = { ...sequence[1].scan, positions: sequence[1].scan.positions.map((value) => value + 5000) }
  writeFileSync(file('far.ply'), writeMesh(far, { format: 'ply' }))
  const scans = [file('scans/f_2.ply'), file('far.ply'), file('scans/f_10.ply')]
  const { frames } = await client.run('files.registerSequence', { ...request, scans, out: file('gap') })
  expect(frames.map(({ certificate }) => certificate === null)).toEqual([false, true, false])
  expect(frames[1].error).toContain('skin')
  expect(existsSync(file('gap/far.obj'))).toBe(false)
})

test('a head that has moved out of reach and turned is found by landmarks of its own (seeds 91, 93)', async () => {
  const { client } = startHost()
  const scanFromBefore = toMat4([0.7, 0, 0.714, 200, 0, 1, 0, 50, -0.714, 0, 0.7, -80, 0, 0, 0, 1])
  const { scan, landmarks: set } = sequence[1]
  const landmarks = set.landmarks.map((landmark) => ({
    ...landmark,
    position: landmark.position && transformPoint(scanFromBefore, landmark.position),
  }))
  mkdirSync(file('own'), { recursive: true })
  writeFileSync(file('own/f_2.json'), readFileSync(file('first.json')))
  writeFileSync(file('own/moved.json'), writeLandmarks({ ...set, landmarks, unit: 'mm' }, { format: 'json' }))
  const positions = transformPoints(scanFromBefore, scan.positions)
  writeFileSync(file('moved.ply'), writeMesh({ ...scan, positions }, { format: 'ply' }))
  const scans = [file('scans/f_2.ply'), file('moved.ply')]
  const { frames } = await client.run('files.registerSequence', {
    ...{ ...request, scans, landmarks: file('own') },
    out: file('moved'),
  })
  expect(frames.map(({ error }) => error)).toEqual([null, null])
  const [first, moved] = frames.map(({ scanToMeshMm }) => scanToMeshMm?.median ?? Number.POSITIVE_INFINITY)
  expect(moved).toBeLessThan(1.5 * first)
  expect(frames[1].warnings.map(({ code }) => code)).not.toContain('scan-inside-out')
})

test.each([
  ['metres, without landmarks', 0.001, false],
  ['centimetres, with landmarks of its own', 0.1, true],
] as const)(
  'a frame in %s among millimetres is read in its own unit, and told (seeds 91, 93)',
  async (name, factor, isMarked) => {
    const { client } = startHost()
    const folder = `mixed-${isMarked}`
    mkdirSync(file(folder), { recursive: true })
    writeFileSync(file(`${folder}/f_2.json`), readFileSync(file('first.json')))
    const { scan, landmarks: set } = sequence[1]
    const scaled = { ...scan, positions: scan.positions.map((value) => value * factor) }
    writeFileSync(file('other_9.ply'), writeMesh(scaled, { format: 'ply' }))
    if (isMarked) {
      const landmarks = set.landmarks.map((landmark) => ({
        ...landmark,
        position: landmark.position && (landmark.position.map((value) => value * factor) as unknown as Vec3),
      }))
      writeFileSync(file(`${folder}/other_9.json`), writeLandmarks({ ...set, landmarks }, { format: 'json' }))
    }
    const scans = [file('scans/f_2.ply'), file('other_9.ply'), file('scans/f_10.ply')]
    const asked = { ...request, scans, landmarks: file(folder), sharedIdentity: !isMarked }
    const { frames, unit } = await client.run('files.registerSequence', { ...asked, out: file(`${folder}-out`) })
    expect(unit).toBe('mm')
    expect(frames.map(({ error }) => error)).toEqual([null, null, null])
    const told = frames.map(({ warnings }) => warnings.filter(({ code }) => code === 'frame-unit'))
    expect([told[0], told[2]]).toEqual([[], []])
    expect(told[1]).toHaveLength(1)
    expect(told[1][0].message).toContain(`in ${name.startsWith('metres') ? 'm' : 'cm'}, the sequence in mm`)
    const [first, mixed, last] = frames.map(({ scanToMeshMm }) => scanToMeshMm?.median ?? Number.POSITIVE_INFINITY)
    expect(mixed).toBeLessThan(1.5 * Math.max(first, last))
    const { mesh } = readMesh(readFileSync(file(`${folder}-out/other_9.obj`)), 'other_9.obj')
    const errors = sortedErrorsMm(Float64Array.from(mesh.positions), sequence[1].truth)
    expect(errors[errors.length >> 1]).toBeLessThan(3)
  },
)

test('a frame whose size fits no unit keeps that of the sequence, and is told (seeds 91, 93)', async () => {
  const { client } = startHost()
  const { scan } = sequence[1]
  writeFileSync(
    file('odd_9.ply'),
    writeMesh({ ...scan, positions: scan.positions.map((v) => v * 0.03) }, { format: 'ply' }),
  )
  const scans = [file('scans/f_2.ply'), file('odd_9.ply'), file('scans/f_10.ply')]
  const { frames } = await client.run('files.registerSequence', { ...request, scans, out: file('odd') })
  expect(frames.map(({ error }) => error === null)).toEqual([true, false, true])
})

test('frames come in the order of their numbers, and what is no sequence is refused', async () => {
  const found = await sequenceFrames([file('scans')], file('first.json'))
  expect(found.map(({ name, landmarks }) => [name, landmarks !== null])).toEqual([
    ['f_2', true],
    ['f_9', false],
    ['f_10', false],
  ])
  mkdirSync(file('lines'), { recursive: true })
  writeFileSync(file('lines/f_9.json'), '{}')
  const lined = await sequenceFrames([file('scans')], file('first.json'), file('lines'))
  expect(lined.map(({ contours }) => contours)).toEqual([null, file('lines/f_9.json'), null])
  const [one] = await sequenceFrames([file('scans')], file('first.json'), file('lines/f_9.json'))
  expect(one.contours).toBe(file('lines/f_9.json'))
  await expect(sequenceFrames([file('scans')], file('first.json'), file('scans'))).rejects.toMatchObject({
    code: 'input/no-contours',
  })
  const [scan] = [file('scans/f_2.ply')]
  await expect(sequenceFrames([scan], file('first.json'))).rejects.toMatchObject({ code: 'input/no-frames' })
  await expect(sequenceFrames([scan, scan], file('first.json'))).rejects.toMatchObject({ code: 'input/same-name' })
  await expect(sequenceFrames([file('scans')], file('scans'))).rejects.toMatchObject({ code: 'input/first-landmarks' })
})
