import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeLandmarks } from '#core/formats/index.ts'
import { templatePlacesMm } from '#core/geometry/templatePlaces.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('landmark-study')

const setOf = (
  seed: number,
  o: { noiseMm?: number; unit?: LandmarkSet['unit']; rename?: (name: string) => string } = {},
): LandmarkSet => {
  const random = seededRandom(seed)
  const { noiseMm = 0.7, unit = 'mm', rename = (name) => name } = o
  const landmarks = head8.points.map(({ name }): Landmark => {
    const place = templatePlacesMm
      .get(name)!
      .map((value) => (value + noiseMm * random.normal()) * (unit === 'm' ? 0.001 : 1))
    return { name: rename(name), status: 'placed', position: place as unknown as Vec3, surface: null }
  })
  return { scheme: 'head-8', unit, annotator: null, time: null, landmarks }
}

const write = (path: string, set: LandmarkSet, format: 'json' | 'pp' = 'json'): string => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, writeLandmarks(set, { format }))
  return path
}

describe('a folder of annotators', () => {
  test('is a study: files of one name are one scan, whatever their format and unit; @2 is a second session', async () => {
    const folder = join(root, 'folder')
    for (const [i, scan] of ['one', 'two', 'three'].entries()) {
      write(join(folder, 'ada', `${scan}.json`), setOf(10 + i))
      write(join(folder, 'ada@2', `${scan}.json`), setOf(20 + i))
      write(join(folder, 'ben', `${scan}.json`), setOf(30 + i, { unit: 'm' }))
    }
    writeFileSync(join(folder, 'ben', 'four.json'), '{')
    writeFileSync(join(folder, 'ben', 'notes.md'), 'nothing')
    const { client } = startHost()
    const study = await client.call('files.studyLandmarks', { path: folder })
    expect(study).toMatchObject({
      unit: 'mm',
      annotators: ['ada', 'ben'],
      scans: ['one', 'three', 'two'],
      axes: 'head',
    })
    expect(study.points).toHaveLength(8)
    expect(study.totalTem).toBeGreaterThan(0.6)
    expect(study.totalTem).toBeLessThan(1.8)
    expect(study.repeatability).toMatchObject([{ annotator: 'ada', sessions: 2 }])
    expect(study.warnings.map(({ code }) => code)).toContain('study-file')
    await expect(client.call('files.studyLandmarks', { path: join(folder, 'ada') })).rejects.toMatchObject({
      code: 'input/study-folder',
    })
  })
})

describe('a project', () => {
  test('is a study of its annotators’ own sets, and doubts points by its heads', async () => {
    const source = join(root, 'source', 'anna')
    await writeTinyCapture(source)
    const { client } = await startProject(root, 'project')
    await expect(client.call('landmarks.study', {})).rejects.toMatchObject({ code: 'input/study-too-few' })
    const { subjectIds } = await client.run('captures.import', { path: source })
    const { scans } = await client.call('subjects.get', { subjectId: subjectIds[0] })
    for (const [i, { id }] of scans.entries()) {
      for (const [k, observer] of ['Ada', 'Ben'].entries()) {
        const landmarks = setOf(40 + 2 * i + k).landmarks.map((landmark) => ({
          ...landmark,
          position: [...landmark.position!] as [number, number, number],
          surface: null,
        }))
        const base = { scanId: id, observer, baseRevision: 0, scheme: 'head-8', annotator: observer }
        await client.call('landmarks.commit', { ...base, landmarks })
      }
    }
    const study = await client.call('landmarks.study', {})
    expect(study.annotators).toEqual(['Ada', 'Ben'])
    expect(study.scans).toHaveLength(scans.length)
    expect(study.points).toHaveLength(8)
    const { doubts } = await client.call('landmarks.doubts', { scanId: scans[0].id, observer: 'Ada' })
    expect(doubts).toMatchObject({ strays: [], heads: 0 })
    expect(doubts?.points).toHaveLength(8)
  })
})

describe('a file that is checked', () => {
  const { client } = startHost()
  const check = (path: string, other: string | null = null) => client.call('files.checkLandmarks', { path, other })

  test('tells swapped sides with what an exchange would mend', async () => {
    const sides: Readonly<Record<string, string>> = { right_lips: 'left_lips', left_lips: 'right_lips' }
    const path = write(join(root, 'swapped.json'), setOf(1, { rename: (name) => sides[name] ?? name }))
    const right = write(join(root, 'right.json'), setOf(2))
    for (const [other, place] of [
      [null, 'the scan'],
      [right, 'the first scan'],
    ] as const) {
      const { findings } = await check(path, other)
      expect(findings[0].message).toMatch(/^Left and right mouth corner look exchanged /)
      expect(findings[0].message).toMatch(new RegExp(`on ${place}: RMS \\d+\\.\\d → \\d\\.\\d mm if exchanged\\.`))
    }
    expect(await check(right)).toMatchObject({ findings: [], doubts: { strays: [] }, placed: 8, scheme: 'head-8' })
  })

  test('tells a mirror, an unstated unit and a stray', async () => {
    const set = setOf(3, { unit: 'm' })
    const mirrored = set.landmarks.map((landmark) => {
      const [x, y, z] = landmark.position!
      return { ...landmark, position: [-x, y, z] as const }
    })
    const path = write(join(root, 'mirrored.pp'), { ...set, landmarks: mirrored }, 'pp')
    const codes = (await check(path)).findings.map(({ code }) => code)
    expect(codes).toContain('align/mirrored')
    expect(codes).toContain('align/unit-guessed')
    const stray = set.landmarks.map((landmark) => {
      const [x, y, z] = landmark.position!
      return landmark.name === 'nose_base' ? { ...landmark, position: [x, y - 0.017, z] as const } : landmark
    })
    const { doubts } = await check(write(join(root, 'stray.json'), { ...set, landmarks: stray }))
    expect(doubts?.strays[0].message).toMatch(/^Nose base lies 1\d\.\d mm .* too low/)
  })
})
