import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readLandmarks, writeLandmarks } from '#core/formats/index.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import { head8 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('file-landmarks')
mkdirSync(root, { recursive: true })

const headSet = (placeMm: (position: Vec3, name: string) => Vec3, unit: LandmarkSet['unit'] = 'mm'): LandmarkSet => ({
  scheme: 'head-8',
  unit,
  annotator: null,
  time: null,
  landmarks: head8.points.map(({ name, templatePosition: [x, y, z] }): Landmark => {
    const position = placeMm([x * 1000, y * 1000, z * 1000], name)
    return { name, status: 'placed', position, surface: null }
  }),
})
const fileOf = (name: string, set: LandmarkSet): string => {
  const path = join(root, name)
  writeFileSync(path, writeLandmarks(set, { format: 'json' }))
  return path
}
const still = fileOf(
  'still.json',
  headSet((position) => position),
)

describe('landmark files', () => {
  test('are converted in the order of a scheme, and what is lost is said', async () => {
    const { client } = startHost()
    const output = join(root, 'seven.lnd')
    const result = await client.call('files.convertLandmarks', { input: still, output, scheme: 'now-7' })
    expect(result).toMatchObject({ output, format: 'lnd', scheme: 'now-7', points: 7, placed: 7 })
    expect(result.warnings.map(({ code }) => code)).toEqual([
      'landmark-left-out',
      'landmark-names-lost',
      'landmark-unit-lost',
    ])
    const back = readLandmarks(readFileSync(output), 'seven.lnd').set.landmarks
    expect(back.map(({ name }) => name)).toEqual(head8.points.slice(0, 7).map(({ name }) => name))
    expect(back[0].position).toEqual(headSet((position) => position).landmarks[0].position)
  })

  test('points that a scheme wants and the file lacks are unplaced, and said', async () => {
    const { client } = startHost()
    const six = headSet((position) => position)
    const input = fileOf('some.json', { ...six, landmarks: six.landmarks.slice(0, 6) })
    const output = join(root, 'all.pp')
    const result = await client.call('files.convertLandmarks', { input, output, scheme: 'head-8' })
    expect(result).toMatchObject({ points: 8, placed: 6 })
    expect(result.warnings[0].message).toContain('left_lips, nose_tip')
    const lines = readFileSync(output, 'utf8').split('\n')
    expect(lines[8]).toContain('name="right_eye_outer"')
    expect(lines[14]).toContain('active="0" name="left_lips"')
  })

  test('unknown schemes, strange sets and endings that are only read are refused', async () => {
    const { client } = startHost()
    const convert = (output: string, scheme: string | null, input = still) =>
      client.call('files.convertLandmarks', { input, output: join(root, output), scheme })
    await expect(convert('a.pp', 'nose-99')).rejects.toMatchObject({ code: 'usage/landmark-scheme' })
    await expect(convert('a.bnd', null)).rejects.toMatchObject({ code: 'input/landmark-mesh' })
    await expect(convert('a.xyz', null)).rejects.toMatchObject({ code: 'input/landmark-format' })
    const other: Landmark = { name: 'ear', status: 'placed', position: [1, 2, 3], surface: null }
    const ears = fileOf('ears.json', { ...headSet((position) => position), landmarks: [other] })
    await expect(convert('a.pp', 'now-7', ears)).rejects.toMatchObject({ code: 'input/landmark-scheme' })
  })
})

describe('two files of one scan', () => {
  test('a shift is the bias of every point', async () => {
    const { client } = startHost()
    const moved = fileOf(
      'moved.json',
      headSet(([x, y, z]) => [x + 3, y, z - 4]),
    )
    const result = await client.call('files.compareLandmarks', { a: still, b: moved })
    expect(result.points).toHaveLength(8)
    for (const { distance } of result.points) expect(distance).toBeCloseTo(5, 9)
    expect(result.rms).toBeCloseTo(5, 9)
    expect(result.bias.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([3, 0, -4])
    expect(result.findings).toEqual([])
  })

  test('stated units are one unit, and an unstated one is found by the size of the head', async () => {
    const { client } = startHost()
    const metres = headSet(([x, y, z]) => [x / 1000, y / 1000, z / 1000], 'm')
    const stated = await client.call('files.compareLandmarks', { a: still, b: fileOf('metres.json', metres) })
    expect(stated.rms).toBeLessThan(1e-9)
    expect(stated.findings).toEqual([])
    const open = fileOf('open.json', { ...metres, unit: null })
    const found = await client.call('files.compareLandmarks', { a: still, b: open })
    expect(found.findings.map(({ code }) => code)).toContain('compare/unit')
  })

  test('exchanged corners of the mouth are found', async () => {
    const { client } = startHost()
    const set = headSet((position) => position)
    const exchanged: Readonly<Record<string, string>> = { right_lips: 'left_lips', left_lips: 'right_lips' }
    const swapped = set.landmarks.map((landmark) => ({ ...landmark, name: exchanged[landmark.name] ?? landmark.name }))
    const b = fileOf('swapped.json', { ...set, landmarks: swapped })
    const { findings } = await client.call('files.compareLandmarks', { a: still, b })
    expect(findings.map(({ message }) => message).join(' ')).toMatch(/right_lips.*left_lips|left_lips.*right_lips/)
  })

  test('a mirrored set is found', async () => {
    const { client } = startHost()
    const mirrored = fileOf(
      'mirrored.json',
      headSet(([x, y, z]) => [-x, y, z]),
    )
    const { findings } = await client.call('files.compareLandmarks', { a: still, b: mirrored })
    expect(findings.map(({ message }) => message).join(' ')).toMatch(/mirror|left and right/i)
  })
})
