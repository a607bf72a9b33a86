import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { HostEvent } from '#core/contract/contract.ts'
import { startHost, startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('projects')

describe('projects', () => {
  test('are created, closed, opened again and remembered', async () => {
    const host = startHost()
    const { client } = host
    const path = join(root, 'heads')
    const events: HostEvent[] = []
    host.subscribe((event) => events.push(event))
    expect(await client.call('projects.current', {})).toEqual({ project: null })
    const made = await client.call('projects.create', { path, name: 'Heads', licenceNote: '' })
    expect(made).toMatchObject({ path, name: 'Heads', licenceAcknowledged: true, counts: { subjects: 0 } })
    await client.call('projects.close', {})
    await expect(client.call('subjects.list', {})).rejects.toMatchObject({ code: 'usage/no-project' })
    expect(await client.call('projects.open', { path })).toEqual(made)
    expect(await client.call('projects.open', { path })).toEqual(made)
    expect((await client.call('host.info', {})).recentProjects[0]).toEqual({ path, name: 'Heads', present: true })
    expect(events.map(({ type }) => type)).toContain('project.changed')
    await expect(client.call('projects.open', { path: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'project/not-found',
    })
    expect((await client.call('projects.current', {})).project?.path).toBe(path)
  })

  test('two windows that open a project at the same moment both get it', async () => {
    const made = await startProject(root, 'same moment')
    await made.close()
    const { client } = startHost()
    const opened = await Promise.all([1, 2, 3].map(() => client.call('projects.open', { path: made.folder })))
    expect(opened.map(({ path }) => path)).toEqual(Array(3).fill(made.folder))
    await client.call('projects.close', {})
  })

  test('one host at a time; another project in the same host takes its place', async () => {
    const first = await startProject(root, 'taken')
    const second = startHost('Grace')
    await expect(second.client.call('projects.open', { path: first.folder })).rejects.toMatchObject({
      code: 'project/in-use',
      message: expect.stringContaining('Ada'),
    })
    await first.client.call('projects.create', { path: join(root, 'next'), name: 'Next', licenceNote: '' })
    await second.client.call('projects.open', { path: first.folder })
  })

  test('unknown methods and wrong input are refused before any service sees them', async () => {
    const { dispatch } = startHost()
    expect(await dispatch('constructor', {})).toMatchObject({ ok: false, error: { code: 'usage/unknown-method' } })
    expect(await dispatch('projects.open', { path: 7 })).toMatchObject({
      ok: false,
      error: { code: 'usage/invalid-input' },
    })
  })

  test('a check finds what was damaged, changed and lost', async () => {
    const source = join(root, 'checked source', 'anna')
    await writeTinyCapture(source)
    const { client, folder } = await startProject(root, 'checked')
    await client.run('captures.import', { path: source })
    await client.run('batch.run', { steps: ['align'], subjectIds: null, workers: 1 })
    expect(await client.call('projects.check', {})).toEqual({ ok: true, findings: [] })
    // The distances of an alignment, and the same with their sign.
    const stored = readdirSync(join(folder, 'artefacts'), { recursive: true }).map(String)
    const damaged = stored.filter((name) => name.endsWith('.f32')).map((name) => join(folder, 'artefacts', name))
    expect(damaged).toHaveLength(2)
    for (const path of damaged) writeFileSync(path, 'rot')
    writeFileSync(join(source, 'highres.ply'), 'other')
    const { ok, findings } = await client.call('projects.check', {})
    expect(ok).toBe(false)
    expect(new Set(findings.map(({ path }) => path))).toEqual(new Set([...damaged, join(source, 'highres.ply')]))
  })

  test('a project that is moved with its sources inside finds them', async () => {
    const { client, close, folder } = await startProject(root, 'movable')
    await writeTinyCapture(join(folder, 'captures', 'anna'))
    await client.run('captures.import', { path: join(folder, 'captures') })
    await close()
    cpSync(folder, join(root, 'moved'), { recursive: true })
    const again = startHost()
    await again.client.call('projects.open', { path: join(root, 'moved') })
    const { subjects } = await again.client.call('subjects.list', {})
    expect(subjects[0].missingFiles).toBe(0)
    const { scans } = await again.client.call('subjects.get', { subjectId: subjects[0].id })
    expect(scans[0].file.path.startsWith(join(root, 'moved'))).toBe(true)
  })
})

describe('subjects', () => {
  test('names and metadata change with their old values in the log; names stay unique', async () => {
    const folder = join(root, 'metadata')
    await writeTinyCapture(join(folder, 'anna'))
    await writeTinyCapture(join(folder, 'bert'), { size: 1.05 })
    const { client } = await startProject(root, 'metadata project')
    const { subjectIds } = await client.run('captures.import', { path: folder })
    const metadata = { age: 34, gender: 'female', ethnicity: null, values: { glasses: 'no' } }
    const subject = await client.call('subjects.update', { subjectId: subjectIds[0], name: 'Anna K.', metadata })
    expect(subject).toMatchObject({ name: 'Anna K.', metadata })
    await expect(client.call('subjects.update', { subjectId: subjectIds[1], name: 'Anna K.' })).rejects.toMatchObject({
      code: 'input/subject-name',
    })
    const { events } = await client.call('events.list', { subjectId: subjectIds[0], limit: 1 })
    expect(events[0]).toMatchObject({
      kind: 'subject.changed',
      data: { old: { name: 'anna' }, new: { name: 'Anna K.' } },
    })
  })

  test('a unit that the user states replaces the guess and says so', async () => {
    const folder = join(root, 'unit', 'anna')
    await writeTinyCapture(folder)
    const { client } = await startProject(root, 'unit project')
    const { subjectIds } = await client.run('captures.import', { path: folder })
    const [scan] = (await client.call('subjects.get', { subjectId: subjectIds[0] })).scans
    expect(await client.call('scans.setUnit', { scanId: scan.id, unit: 'cm', up: '+z' })).toMatchObject({
      unit: 'cm',
      unitSource: 'user',
      up: '+z',
    })
  })
})

describe('bytes and uploads', () => {
  test('every URL of a subject leads to bytes; others to nothing', async () => {
    const source = join(root, 'bytes', 'anna')
    await writeTinyCapture(source)
    const host = await startProject(root, 'bytes project')
    const { subjectIds } = await host.client.run('captures.import', { path: source })
    const { scans, images } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
    const routeOf = (url: string): string => url.replace(/^bytes\//, '').replace(/\?.*/, '')
    const mesh = await host.resolveBytes(routeOf(scans[0].meshUrl))
    expect(mesh).toMatchObject({ path: join(source, scans[0].name), immutable: true })
    expect(await host.resolveBytes(routeOf(images[0].imageUrl))).toMatchObject({ contentType: 'image/jpeg' })
    const thumbnail = await host.resolveBytes(routeOf(images[0].thumbnailUrl))
    expect(thumbnail?.path?.startsWith(join(host.folder, 'thumbnails'))).toBe(true)
    for (const route of [
      '',
      'scan',
      'scan/../x',
      'artefact/..%2f',
      `artefact/${'0'.repeat(64)}.png`,
      'nothing/1',
      'constructor/1',
      'image/none',
    ]) {
      expect(await host.resolveBytes(route)).toBeNull()
    }
  })

  test('dropped files land in the project and are imported from there; paths that lead out are refused', async () => {
    const source = join(root, 'dropped', 'anna')
    await writeTinyCapture(source)
    const host = await startProject(root, 'dropped project')
    const { uploadId, path, uploadUrl } = await host.client.call('uploads.begin', {})
    expect(uploadUrl).toBe(`upload/${uploadId}/`)
    for (const name of readdirSync(source, { recursive: true }).map(String)) {
      if (name === 'images') continue
      await host.putUpload(uploadId, `anna/${name}`, Readable.from([readFileSync(join(source, name))]))
    }
    for (const bad of ['../out.ply', '/etc/passwd', 'a/../../b', 'C:\\x', 'a//b', '.']) {
      await expect(host.putUpload(uploadId, bad, Readable.from(['x']))).rejects.toMatchObject({
        code: 'input/unsafe-path',
      })
    }
    await expect(host.putUpload('nobody-began-it', 'a.ply', Readable.from(['x']))).rejects.toMatchObject({
      code: 'input/unknown-upload',
    })
    const { subjectIds } = await host.client.run('captures.import', { path })
    expect((await host.client.call('subjects.get', { subjectId: subjectIds[0] })).imageCount).toBe(3)
  })
})

describe('folders', () => {
  test('are listed with what they look like, and made', async () => {
    const folder = join(root, 'listing')
    await writeTinyCapture(join(folder, 'several', 'anna'))
    mkdirSync(join(folder, 'plain 10'))
    mkdirSync(join(folder, 'plain 9'))
    writeFileSync(join(folder, 'generic_model.pkl'), '')
    const { client } = startHost()
    await client.call('projects.create', { path: join(folder, 'a project'), name: 'P', licenceNote: '' })
    const { entries, parent } = await client.call('folders.list', { path: folder })
    expect(parent).toBe(root)
    expect(entries.map(({ name, looksLike }) => [name, looksLike])).toEqual([
      ['a project', 'project'],
      ['plain 9', 'other'],
      ['plain 10', 'other'],
      ['several', 'captures'],
      ['generic_model.pkl', 'model'],
    ])
    const inner = await client.call('folders.list', { path: join(folder, 'several') })
    expect(inner.entries[0].looksLike).toBe('capture')
    expect(await client.call('folders.create', { parent: folder, name: 'new' })).toEqual({ path: join(folder, 'new') })
    await expect(client.call('folders.create', { parent: folder, name: 'new' })).rejects.toMatchObject({
      code: 'input/folder-exists',
    })
    await expect(client.call('folders.create', { parent: folder, name: '..' })).rejects.toMatchObject({
      code: 'input/unsafe-path',
    })
  })
})
