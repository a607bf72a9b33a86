import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeLandmarks, writeMesh } from '#core/formats/index.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { toMat4 } from '#core/model/transform.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'
import { scanPair, transformError } from '../geometry/bumpyHead.ts'
import { runCameo } from './cameoProcess.ts'

const folder = temporaryFolder('align-mistakes')
const pair = scanPair({
  seed: 81,
  overlap: 0.9,
  noiseMm: 0.2,
  startDeg: 2,
  startMm: 2,
  rings: { source: 45, target: 60 },
})

const writeScan = (name: string, mesh: Mesh): void =>
  writeFileSync(join(folder, name), writeMesh(mesh, { format: 'ply' }))
const writeSet = (name: string, set: LandmarkSet): void =>
  writeFileSync(join(folder, name), writeLandmarks(set, { format: 'json' }))

const renamed = (names: Readonly<Record<string, string>>): LandmarkSet => ({
  ...pair.sourceLandmarks,
  landmarks: pair.sourceLandmarks.landmarks.map((one) => ({ ...one, name: names[one.name] ?? one.name })),
})
const turned = (mesh: Mesh): Mesh => ({
  ...mesh,
  triangles: mesh.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]),
})
const negated = (mesh: Mesh): Mesh => ({ ...mesh, positions: mesh.positions.map((v, i) => (i % 3 === 0 ? -v : v)) })
const negatedSet = (set: LandmarkSet): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((one) =>
    one.position ? { ...one, position: [-one.position[0], one.position[1], one.position[2]] } : one,
  ),
})
const swappedLips = { left_lips: 'right_lips', right_lips: 'left_lips' }
/** On a mirrored scan a person clicks what looks like the subject's left. */
const looksRight = { ...swappedLips, left_eye: 'right_eye', right_eye: 'left_eye' }

writeScan('source.ply', pair.source)
writeScan('mirrored.ply', turned(negated(pair.source)))
writeScan('negated.ply', negated(pair.source))
writeScan('inside-out.ply', turned(pair.source))
writeScan('target.ply', pair.target)
writeSet('source.json', pair.sourceLandmarks)
writeSet('target.json', pair.targetLandmarks)
writeSet('swapped.json', renamed(swappedLips))
writeSet('swapped-mm.json', { ...renamed(swappedLips), unit: 'mm' })
writeSet('mirrored.json', negatedSet(renamed(looksRight)))
writeSet('mirrored-names.json', negatedSet(pair.sourceLandmarks))

const align = async (source: string, ...landmarks: readonly string[]) => {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  const scans = ['--source', source, '--target', 'target.ply', '--out', 'out', '--restarts', '2', '--json', '--quiet']
  const { exitCode, stdout, stderr } = await runCameo(['align', ...scans, ...landmarks], { cwd: folder })
  return { exitCode, stderr, said: JSON.parse(stdout) }
}
const both = (source: string): readonly string[] => ['--source-landmarks', source, '--target-landmarks', 'target.json']

interface Said {
  readonly targetFromSource: readonly number[]
  readonly certificate: { readonly verdict: string }
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

const expectHealed = (
  { exitCode, said }: { exitCode: number | null; said: Said },
  ...codes: readonly string[]
): void => {
  expect(exitCode).toBe(0)
  expect(transformError(toMat4([...said.targetFromSource]), pair.truth, pair.source.positions).mean).toBeLessThan(0.15)
  expect(said.certificate.verdict).not.toBe('red')
  expect(said.warnings.map(({ code }) => code).sort()).toEqual([...codes].sort())
  const written = readFileSync(join(folder, 'out', 'transform.txt'), 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number)
  written.forEach((value, i) => {
    expect(value).toBeCloseTo(said.targetFromSource[i], 6)
  })
}

describe('cameo align heals and names', () => {
  it('two of six landmarks swapped (0.15 mm)', async () => {
    expectHealed(await align('source.ply', ...both('swapped.json')), 'align/landmarks-exchanged')
  })

  it('metres that are said to be millimetres, and two landmarks swapped (0.15 mm)', async () => {
    const ended = await align('source.ply', ...both('swapped-mm.json'))
    expectHealed(ended, 'align/landmarks-exchanged', 'align/unit-mismatch')
    expect(JSON.stringify(ended.said.warnings)).toMatch(/said to be in mm, but only in m/)
  })

  it('faces that look inwards (0.15 mm)', async () => {
    expectHealed(await align('inside-out.ply', ...both('source.json')), 'align/inside-out')
  })

  it('landmarks of one scan alone (0.15 mm)', async () => {
    expectHealed(
      await align('source.ply', '--source-landmarks', 'source.json'),
      ...['align/landmarks-one-sided', 'align/unit-guessed'],
    )
  })
})

describe('cameo align refuses a mirrored scan by name and writes nothing', () => {
  it.each<[string, string, readonly string[], RegExp]>([
    ['with landmarks that look right', 'mirrored.ply', both('mirrored.json'), /mm if the source is mirrored/],
    ['with landmarks from before the mirror', 'mirrored.ply', both('mirrored-names.json'), /only fit as in a mirror/],
    ['without landmarks', 'mirrored.ply', [], /One of the scans is mirrored/],
    ['an axis negated, without landmarks', 'negated.ply', [], /The source, whose faces look inwards, is mirrored/],
  ])('%s', async (_, source, landmarks, message) => {
    const { exitCode, said, stderr } = await align(source, ...landmarks)
    expect(exitCode).toBe(3)
    expect(said.error).toMatchObject({ code: 'input/mirrored', message: expect.stringMatching(message) })
    expect(stderr).toMatch(message)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})
