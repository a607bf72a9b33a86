import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { frameBeside } from '#core/editor/sequenceFrames.ts'
import { writeLandmarks, writeMesh } from '#core/formats/index.ts'
import { h3ds6, head8 } from '#core/model/schemes.ts'
import { identity4, type Mat4, toMat4, transformPoint, transformPoints, type Vec3 } from '#core/model/transform.ts'
import { movingHead } from '../flame/movingHead.ts'
import { startProject, testRoot } from './testHost.ts'

const root = testRoot('carry-landmarks')

/** The scanner stands elsewhere: turned by a quarter, a metre away. */
const elsewhere = toMat4([0, 0, 1, 900, 0, 1, 0, 300, -1, 0, 0, 200, 0, 0, 0, 1])
const frames = [
  { head: movingHead(0, 1), at: identity4 },
  { head: movingHead(0.5, 2), at: identity4 },
  { head: movingHead(1, 3), at: identity4 },
  { head: movingHead(1.5, 4), at: elsewhere },
]
const truthOf = (frame: number, name: string): Vec3 =>
  transformPoint(frames[frame].at, frames[frame].head.truth.get(name) as Vec3)

const placed = (frame: number, names: readonly string[]) =>
  names.map((name) => {
    const [x, y, z] = truthOf(frame, name)
    const position: [number, number, number] = [x, y, z]
    return { name, status: 'placed' as const, position, surface: null }
  })

const writeFrame = (folder: string, frame: number): void => {
  const { head, at } = frames[frame]
  const { positions, triangles } = head.scan
  const name = join(folder, `frame_${frame + 1}`)
  writeFileSync(`${name}.ply`, writeMesh({ positions: movedBy(at, positions), triangles }, { format: 'ply' }))
}

const movedBy = (at: Mat4, positions: Float32Array): Float32Array => transformPoints(at, positions)

const start = async (name: string) => {
  const source = join(root, name, 'anna')
  mkdirSync(source, { recursive: true })
  for (const frame of frames.keys()) writeFrame(source, frame)
  const set = { scheme: 'head-8', unit: 'mm' as const, annotator: null, time: null, landmarks: placed(0, all) }
  writeFileSync(join(source, 'frame_1.json'), writeLandmarks(set, { format: 'json' }))
  const host = await startProject(root, `project of ${name}`)
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const scans = await Promise.all(
    subjectIds.map(async (subjectId) => (await host.client.call('subjects.get', { subjectId })).scans[0]),
  )
  return { ...host, scans }
}

const all = head8.points.map(({ name }) => name)

describe('a sequence', () => {
  let project: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    project = await start('frames')
  })

  test('is imported from a folder of scans that differ by a number: a subject a frame, in the order of the numbers', async () => {
    const { subjects } = await project.client.call('subjects.list', {})
    expect(subjects.map(({ name }) => name)).toEqual([1, 2, 3, 4].map((number) => `anna_frame_${number}`))
    expect(project.scans.map(({ landmarksPlaced }) => landmarksPlaced)).toEqual([8, 0, 0, 0])
    expect(project.scans.map(({ role }) => role)).toEqual(Array(4).fill('fine'))
  })

  test('has its points carried from frame to frame: 1 mm from the truth where they moved by 3 mm and more, none stored', async () => {
    const { client, scans } = project
    for (const frame of [1, 2]) {
      const answer = await client.call('landmarks.carryNow', { scanId: scans[frame].id, landmarks: [] })
      expect(answer).toMatchObject({ frame: `anna_frame_${frame}`, withheld: [] })
      expect(answer?.proposals.map(({ name }) => name)).toEqual(all)
      for (const { name, position, sigmaMm, basis } of answer?.proposals ?? []) {
        const off = (place: Vec3): number => Math.hypot(...position.map((value, axis) => value - place[axis]))
        expect(off(truthOf(frame - 1, name)), `${name} has moved`).toBeGreaterThan(2.5)
        expect(off(truthOf(frame, name)), name).toBeLessThan(1)
        expect(sigmaMm).toBeGreaterThan(0.9)
        expect(sigmaMm).toBeLessThan(2)
        expect(basis).toBe('frame')
      }
      expect((await client.call('landmarks.get', { scanId: scans[frame].id })).landmarks).toEqual([])
      const { revision } = await client.call('landmarks.get', { scanId: scans[frame].id })
      const header = { scanId: scans[frame].id, baseRevision: revision, scheme: 'head-8', annotator: 'Ada' }
      await client.call('landmarks.commit', { ...header, landmarks: placed(frame, all) })
    }
  })

  test('needs three points where the head lies elsewhere, and says so', async () => {
    const { client, scans } = project
    const ask = (names: readonly string[]) =>
      client.call('landmarks.carryNow', { scanId: scans[3].id, landmarks: placed(3, names) })
    await expect(ask([])).rejects.toMatchObject({
      code: 'input/frame-not-found',
      message: expect.stringContaining('Place three points'),
    })
    const three = h3ds6.points.map(({ name }) => name).slice(0, 3)
    const answer = await ask(three)
    expect(answer?.proposals.map(({ name }) => name)).toEqual(all.filter((name) => !three.includes(name)))
    for (const { name, position } of answer?.proposals ?? []) {
      const place = truthOf(3, name)
      expect(Math.hypot(...position.map((value, axis) => value - place[axis])), name).toBeLessThan(1)
    }
  })
})

describe('the frame beside', () => {
  test('is the one before by number, of the first one the one after, and nobody else', () => {
    const names = ['anna_2', 'anna_10', 'anna_9', 'ben_9', 'anna', 'anna_9_smile']
    expect(frameBeside('anna_10', names)).toBe('anna_9')
    expect(frameBeside('anna_9', names)).toBe('anna_2')
    expect(frameBeside('anna_2', names)).toBe('anna_9')
    expect(frameBeside('ben_9', names)).toBeNull()
    expect(frameBeside('anna', names)).toBeNull()
  })
})
