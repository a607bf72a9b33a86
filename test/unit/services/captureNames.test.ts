import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { findCaptures, landmarksBeside } from '#main/services/captureLayout.ts'
import { subjectFileNames } from '#main/services/subjectFileNames.ts'
import { testRoot } from './testHost.ts'

const root = testRoot('capture-names')

const folderWith = (name: string, files: readonly string[]): string => {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  for (const file of files) writeFileSync(join(folder, file), '')
  return folder
}

test('a scan’s landmarks are those of its whole name, not of a scan whose number begins alike', async () => {
  const folder = folderWith('beside', ['scan_1.ply', 'scan_12.ply', 'scan_12_landmarks.json'])
  expect(await landmarksBeside(join(folder, 'scan_1.ply'))).toBeNull()
  expect(await landmarksBeside(join(folder, 'scan_12.ply'))).toBe(join(folder, 'scan_12_landmarks.json'))
  writeFileSync(join(folder, 'scan_1_landmarks.json'), '')
  expect(await landmarksBeside(join(folder, 'scan_1.ply'))).toBe(join(folder, 'scan_1_landmarks.json'))
})

test('landmark files that belong to no frame of a sequence are told, and cameras make it a capture', async () => {
  const frames = ['f_1.ply', 'f_2.ply', 'f_10.ply', 'f_2_landmarks.json', 'all_landmarks.json']
  const { captures } = await findCaptures(folderWith('frames', frames))
  expect(captures.map(({ scans }) => [basename(scans[0].path), scans[0].landmarksPath])).toEqual([
    ['f_1.ply', null],
    ['f_2.ply', join(root, 'frames', 'f_2_landmarks.json')],
    ['f_10.ply', null],
  ])
  const left = captures.flatMap((each) => each.left.map(({ path }) => basename(path)))
  expect(left).toEqual(['all_landmarks.json'])
  const filmed = await findCaptures(folderWith('filmed', [...frames, 'cameras.npz']))
  expect(filmed.captures).toHaveLength(1)
})

test('subjects get file names of their own that every system takes', () => {
  const named = ['anna & co', 'Anna_co', '../..', 'Żaneta', ''].map((name, i) => ({ id: String(i), name }))
  const names = [...subjectFileNames(named).values()]
  expect(names).toEqual(['anna_co', 'Anna_co-2', '_', 'Żaneta', 'subject'])
})
