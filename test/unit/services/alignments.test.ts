import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { invertAffine4, multiply4, toMat4 } from '#core/model/transform.ts'
import type { Host } from '#main/services/index.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { fineFromCoarse, writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('alignments')
let host: Host & { readonly folder: string }
let subjectId = ''

const detail = () => host.client.call('subjects.get', { subjectId })
const pairOf = async () => {
  const { scans } = await detail()
  const [source, target] = ['coarse', 'fine'].map((role) => scans.find((scan) => scan.role === role)!)
  return { source, target }
}
const align = async (metric: 'point-to-plane' | 'point-to-point' = 'point-to-plane') => {
  const { source, target } = await pairOf()
  return host.client.run('alignments.run', {
    subjectId,
    sourceScanId: source.id,
    targetScanId: target.id,
    options: { metric },
  })
}
const history = () => host.client.call('alignments.history', { subjectId })
const currentId = async () => (await detail()).alignments.find(({ current }) => current)?.id

beforeAll(async () => {
  const folder = join(root, 'anna')
  await writeTinyCapture(folder)
  host = await startProject(root, 'project')
  subjectId = (await host.client.run('captures.import', { path: folder })).subjectIds[0]
})

describe('a chain of transforms', () => {
  test('its steps tell what each did alone, and one that is switched off makes a new chain', async () => {
    const first = await align()
    expect(first.steps.map(({ kind, enabled }) => [kind, enabled])).toEqual([
      ['unit', true],
      ['landmarks', true],
      ['icp', true],
    ])
    const [unit, landmarks, icp] = first.steps
    expect(unit.ownTransform).toEqual(unit.targetFromSource)
    const again = multiply4(toMat4(icp.ownTransform), toMat4(landmarks.targetFromSource))
    for (const [i, value] of first.targetFromSource.entries()) expect(again[i]).toBeCloseTo(value, 6)

    const byLandmarks = await host.client.run('alignments.edit', { subjectId, alignmentId: first.id, disabled: [2] })
    expect(byLandmarks.id).not.toBe(first.id)
    expect(byLandmarks.steps.map(({ enabled }) => enabled)).toEqual([true, true, false])
    for (const [i, value] of byLandmarks.targetFromSource.entries()) {
      expect(value).toBeCloseTo(landmarks.targetFromSource[i], 4)
    }
    expect(byLandmarks.certificate?.verdict).not.toBe('green')
    expect(byLandmarks.certificate?.reasons.map(({ code }) => code)).toContain('certificate/edited')
    const { alignments } = await detail()
    expect(alignments.map(({ id, current }) => [id, current])).toEqual([
      [byLandmarks.id, true],
      [first.id, false],
    ])
    expect(alignments[1]).toEqual({ ...first, current: false })

    const back = await host.client.run('alignments.edit', { subjectId, alignmentId: byLandmarks.id, disabled: [] })
    expect(back.steps.every(({ enabled }) => enabled)).toBe(true)
    for (const [i, value] of back.targetFromSource.entries()) expect(value).toBeCloseTo(first.targetFromSource[i], 4)
    expect(back.residualMm.median).toBeCloseTo(first.residualMm.median, 2)
    expect((await detail()).status.align).toBe('done')
  })

  test('the change of unit cannot be switched off, nor a step that is not there', async () => {
    const alignmentId = (await currentId())!
    for (const [disabled, sentence] of [
      [[0], /change of unit stays/],
      [[7], /none at place 7/],
    ] as const) {
      const run = host.client.run('alignments.edit', { subjectId, alignmentId, disabled: [...disabled] })
      await expect(run).rejects.toMatchObject({ code: 'input/step', message: expect.stringMatching(sentence) })
    }
  })

  test('undo goes back to the chain before and redo forward again, also after a restart; nothing is deleted', async () => {
    const newest = await align('point-to-point')
    const { alignments } = await detail()
    expect(await history()).toEqual({ canUndo: true, canRedo: false, currentId: newest.id, weights: {} })
    const undone = await host.client.call('alignments.undo', { subjectId })
    expect(undone).toEqual({ canUndo: true, canRedo: true, currentId: alignments[1].id, weights: {} })
    expect(await currentId()).toBe(alignments[1].id)
    for (const _ of alignments.slice(1)) await host.client.call('alignments.undo', { subjectId })
    expect(await history()).toEqual({ canUndo: false, canRedo: true, currentId: null, weights: {} })
    expect((await detail()).status.align).toBe('ready')
    await expect(host.client.call('alignments.undo', { subjectId })).rejects.toMatchObject({
      code: 'input/nothing-to-undo',
    })
    await host.close()

    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    host = { ...again, folder: host.folder }
    for (const _ of alignments) await host.client.call('alignments.redo', { subjectId })
    expect(await currentId()).toBe(newest.id)
    expect((await detail()).alignments).toHaveLength(alignments.length)
  })
})

describe('weights of landmarks', () => {
  const weigh = (weights: Record<string, number>) => host.client.call('alignments.weigh', { subjectId, weights })
  const undo = () => host.client.call('alignments.undo', { subjectId })

  test('are kept on the line of the pair, used by the next alignment, and undone like one, also after a restart', async () => {
    const before = await align()
    expect(before.steps[1].note).toContain('nose_tip')
    await weigh({ nose_tip: 0, nose_base: 2 })
    expect((await weigh({ nose_base: 1 })).weights).toEqual({ nose_tip: 0 })
    const { status, notes } = await detail()
    expect(status.align).toBe('ready')
    expect(notes.join(' ')).toContain('have changed')
    const without = await align()
    expect(without.steps[1].note).not.toContain('nose_tip')
    expect(without.steps[1].numbers.landmarks).toBe((before.steps[1].numbers.landmarks ?? 0) - 1)
    expect((await detail()).status.align).toBe('done')
    await host.close()
    const again = startHost()
    await again.client.call('projects.open', { path: host.folder })
    host = { ...again, folder: host.folder }
    expect((await history()).weights).toEqual({ nose_tip: 0 })
    expect(await undo()).toMatchObject({ currentId: before.id, weights: { nose_tip: 0 } })
    expect(await undo()).toMatchObject({ currentId: before.id, weights: { nose_tip: 0, nose_base: 2 } })
    expect(await undo()).toMatchObject({ currentId: before.id, weights: {} })
    expect((await detail()).status.align).toBe('done')
  })

  test('that leave fewer than three pairs are refused in words', async () => {
    const names = (await host.client.call('landmarks.get', { scanId: (await pairOf()).source.id })).landmarks
    await weigh(Object.fromEntries(names.slice(2).map(({ name }) => [name, 0])))
    await expect(align()).rejects.toMatchObject({
      code: 'input/not-ready',
      message: expect.stringMatching(/Only 2 of \d+ landmark pairs are listened to/),
    })
    await undo()
  })
})

describe('what an alignment remembers', () => {
  test('every iteration, the residuals by area, and the side on which the source lies', async () => {
    const { id, iterations, residualMm, signedResidualUrl } = (await detail()).alignments.find(
      ({ current }) => current,
    )!
    const told = await host.client.call('alignments.detail', { alignmentId: id })
    expect(told.iterations).toHaveLength(iterations)
    expect(told.iterations.at(-1)?.level).toBe(3)
    const named = told.areas.map(({ landmark }) => landmark)
    expect(named).toContain('nose_tip')
    expect(named.at(-1)).toBeNull()
    expect(told.areas.reduce((sum, { count }) => sum + count, 0)).toBe(residualMm.count)
    const artefact = signedResidualUrl?.split('/').at(-1) ?? ''
    const bytes = readFileSync(join(host.folder, 'artefacts', artefact.slice(0, 2), artefact))
    const signed = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    const known = signed.filter((value) => !Number.isNaN(value))
    expect(known).toHaveLength(residualMm.count)
    expect(Math.min(...known)).toBeLessThan(0)
    expect(Math.max(...known)).toBeGreaterThan(0)
  })
})

describe('trust painted on a scan', () => {
  test('strokes are undone and done again, and the next alignment is another one that says it used them', async () => {
    const { source } = await pairOf()
    const scanId = source.id
    const before = await host.client.call('trust.get', { scanId })
    expect(before).toMatchObject({ trustUrl: null, canUndo: false, canRedo: false })
    const { landmarks } = await host.client.call('landmarks.get', { scanId })
    const nose = landmarks.find(({ name }) => name === 'nose_tip')!.position!
    const strokes = [{ value: 0, radius: 0.03, points: [...nose] }]
    const painted = await host.client.call('trust.paint', { scanId, baseRevision: before.revision, strokes })
    expect(painted.trustUrl).toMatch(/\.u8$/)
    const stale = host.client.call('trust.paint', { scanId, baseRevision: before.revision, strokes })
    await expect(stale).rejects.toMatchObject({ code: 'input/stale-revision' })
    expect((await detail()).status.align).toBe('ready')
    const aligned = await align()
    expect((await host.client.call('alignments.detail', { alignmentId: aligned.id })).usesTrust).toBe(true)
    const error = multiply4(toMat4(aligned.targetFromSource), invertAffine4(fineFromCoarse))
    expect(Math.hypot(error[3], error[7], error[11])).toBeLessThan(1)

    expect(await host.client.call('trust.undo', { scanId })).toMatchObject({ trustUrl: null, canRedo: true })
    expect(await host.client.call('trust.redo', { scanId })).toMatchObject({ trustUrl: painted.trustUrl })
    expect(await host.client.call('trust.clear', { scanId })).toMatchObject({ trustUrl: null, canUndo: true })
    expect(await host.client.call('trust.undo', { scanId })).toMatchObject({ trustUrl: painted.trustUrl })
  })
})
