import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('exports')

const startReady = async (name: string) => {
  const source = join(root, `${name} source`)
  await writeTinyCapture(join(source, 'anna'))
  const host = await startProject(root, name)
  await host.client.run('captures.import', { path: source })
  await host.client.run('batch.run', { steps: ['align', 'masks'], subjectIds: null, workers: 1 })
  return host
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

describe('exporting', () => {
  test('an H3DS export verifies, is the same bytes twice, and imports again as a scene', async () => {
    const { client } = await startReady('h3ds')
    const out = join(root, 'out h3ds')
    const exported = await client.run('exports.run', { layout: 'h3ds', out, subjectIds: null })
    expect(exported).toMatchObject({ out, skipped: [] })
    expect(exported.warnings.map(({ code }) => code)).toContain('unreviewed-masks')
    expect(filesOf(out)).toHaveLength(exported.files + 1)
    const verified = await client.run('exports.verify', { path: out })
    expect(verified).toMatchObject({ ok: true, layout: 'h3ds' })
    await client.run('exports.run', { layout: 'h3ds', out: `${out} 2`, subjectIds: null })
    for (const path of filesOf(out)) {
      expect(readFileSync(path.replace(out, `${out} 2`)).equals(readFileSync(path))).toBe(true)
    }
    expect((await client.call('exports.list', {})).exports).toMatchObject([
      { present: true },
      { layout: 'h3ds', path: out },
    ])

    const scene = join(out, readdirSync(out).find((name) => /^[0-9a-f]{16}$/.test(name))!)
    const other = await startProject(root, 'from h3ds')
    expect(await other.client.call('captures.inspect', { path: scene })).toMatchObject({ kind: 'h3ds-scene' })
    const { subjectIds, skipped } = await other.client.run('captures.import', { path: scene })
    expect(skipped).toEqual([])
    const subject = await other.client.call('subjects.get', { subjectId: subjectIds[0] })
    expect(subject).toMatchObject({ imageCount: 3, maskCount: 3, status: { masks: 'done' } })
    expect(subject.scans).toMatchObject([{ role: 'fine', unit: 'mm', landmarksPlaced: 6 }])
    expect(
      subject.images.every(
        ({ frameScanId, maskSource }) => frameScanId === subject.scans[0].id && maskSource === 'imported',
      ),
    ).toBe(true)
  })

  test.each([
    [
      'a flipped byte',
      (out: string) => {
        const path = filesOf(out).find((file) => file.endsWith('cameras.npz'))!
        const bytes = readFileSync(path)
        bytes[bytes.length >> 1] ^= 1
        writeFileSync(path, bytes)
        return 'cameras.npz'
      },
    ],
    [
      'a missing file',
      (out: string) => {
        rmSync(filesOf(out).find((file) => file.endsWith('mask_0001.png'))!)
        return 'mask_0001.png'
      },
    ],
    [
      'an extra file',
      (out: string) => {
        writeFileSync(join(out, 'notes.txt'), 'x')
        return 'notes.txt'
      },
    ],
    [
      'a changed manifest',
      (out: string) => {
        appendFileSync(join(out, 'manifest.json'), ' ')
        return 'manifest.json'
      },
    ],
  ])('verifying finds %s', async (name, damage) => {
    const { client } = await startReady(`verify ${name}`)
    const out = join(root, `out ${name}`)
    await client.run('exports.run', { layout: 'h3ds', out, subjectIds: null })
    const damaged = damage(out)
    const { ok, findings } = await client.run('exports.verify', { path: out })
    expect(ok).toBe(false)
    expect(findings.filter(({ severity }) => severity === 'error').some(({ path }) => path?.endsWith(damaged))).toBe(
      true,
    )
  })

  test('a folder that is not empty is refused and left alone', async () => {
    const { client, folder } = await startReady('refused')
    const out = join(root, 'out twice')
    await client.run('exports.run', { layout: 'h3ds', out, subjectIds: null })
    const before = filesOf(out)
    await expect(client.run('exports.run', { layout: 'mica', out, subjectIds: null })).rejects.toMatchObject({
      code: 'input/export-exists',
    })
    await expect(client.run('exports.run', { layout: 'h3ds', out: folder, subjectIds: null })).rejects.toMatchObject({
      code: 'input/folder-not-empty',
    })
    expect(filesOf(out)).toEqual(before)
  })

  test('a licence note has to be acknowledged, and again when it changes', async () => {
    const { client } = await startReady('licence')
    const run = (out: string) => client.run('exports.run', { layout: 'h3ds', out: join(root, out), subjectIds: null })
    await client.call('projects.setLicence', { licenceNote: 'Academic use only.', acknowledged: false })
    await expect(run('licence 1')).rejects.toMatchObject({
      code: 'project/licence-not-acknowledged',
      message: expect.stringContaining('Academic use only.'),
    })
    await client.call('projects.setLicence', { licenceNote: 'Academic use only.', acknowledged: true })
    await run('licence 2')
    await client.call('projects.setLicence', { licenceNote: 'Nothing at all.', acknowledged: false })
    await expect(run('licence 3')).rejects.toMatchObject({ code: 'project/licence-not-acknowledged' })
    expect(readdirSync(root)).not.toContain('licence 3')
  })

  test('subjects that lack something are skipped by name; where all do, nothing is left behind', async () => {
    const { client } = await startReady('skipped')
    const out = join(root, 'out nothing')
    await expect(client.run('exports.run', { layout: 'mica', out, subjectIds: null })).rejects.toMatchObject({
      code: 'input/nothing-to-export',
      message: expect.stringMatching(/anna: .*registration/),
    })
    expect(readdirSync(root)).not.toContain('out nothing')
  })
})
