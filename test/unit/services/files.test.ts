import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArtefactStore } from '#main/files/artefactStore.ts'
import { hashFile, sha256Of } from '#main/files/hashFile.ts'
import { isInside, safePath } from '#main/files/safePath.ts'
import { fillFileAtomic, writeFileAtomic } from '#main/files/writeFileAtomic.ts'
import { prepareDemoFolder } from '#main/services/demo/demoFolder.ts'
import { resultKey } from '#main/services/resultKey.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'

const root = temporaryFolder('files')
const sourceRoot = join(import.meta.dirname, '..', '..', '..', 'src', 'main')

describe('writing files', () => {
  test('a write that fails leaves the old file and nothing else', async () => {
    const folder = join(root, 'atomic')
    const path = join(folder, 'deep', 'file.txt')
    await writeFileAtomic(path, 'old')
    await expect(
      fillFileAtomic(path, async (handle) => {
        await handle.writeFile('half of the n')
        throw new Error('power cut')
      }),
    ).rejects.toThrow('power cut')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(join(folder, 'deep'))).toEqual(['file.txt'])
    await writeFileAtomic(path, 'new')
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test('the host side writes files in one way only', () => {
    const allowed = ['files/writeFileAtomic.ts', 'catalogue/writerLock.ts']
    const names = readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const bare = names.filter((name) =>
      /(?<!handle\.)\b(writeFile|writeFileSync|createWriteStream|copyFile|appendFile)\b/.test(
        readFileSync(join(sourceRoot, name), 'utf8'),
      ),
    )
    expect(bare.filter((name) => !allowed.includes(relative('.', name).replaceAll('\\', '/')))).toEqual([])
  })

  test('a file is hashed in pieces', async () => {
    const bytes = Buffer.alloc(3_000_001, 7)
    writeFileSync(join(root, 'large'), bytes)
    expect(await hashFile(join(root, 'large'))).toMatchObject({ sha256: sha256Of(bytes), sizeBytes: 3_000_001 })
  })
})

describe('paths from outside', () => {
  test('never lead out of their folder, whatever they are', async () => {
    const folder = join(root, 'safe')
    mkdirSync(folder)
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', '/', '\\', 'C:', '~', 'a\0b', 'ä'),
      fc.string({ maxLength: 8 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), fc.constantFrom('/', '\\'), async (parts, separator) => {
        const path = await safePath(folder, parts.join(separator)).catch(() => null)
        if (path !== null) expect(isInside(folder, path) && path !== folder).toBe(true)
      }),
      { seed: 13, numRuns: 400 },
    )
  })

  test('links that lead out are refused, folders with a like name are not inside', async () => {
    const folder = join(root, 'links')
    mkdirSync(folder)
    mkdirSync(join(root, 'links beside'))
    symlinkSync(join(root, 'links beside'), join(folder, 'out'))
    await expect(safePath(folder, 'out/file')).rejects.toMatchObject({ code: 'input/unsafe-path' })
    expect(isInside(folder, join(root, 'links beside'))).toBe(false)
    expect(await safePath(folder, 'new/file')).toBe(join(folder, 'new', 'file'))
  })
})

describe('stored results', () => {
  test('are named by their content, repaired when they have rotted, and orphans are removed but nothing foreign', async () => {
    const store = new ArtefactStore(join(root, 'artefacts'))
    const [kept, orphan] = [await store.put(Buffer.from('kept'), 'png'), await store.put(Buffer.from('orphan'), 'png')]
    expect(kept).toBe(`${sha256Of('kept')}.png`)
    writeFileSync(store.pathOf(kept), 'rot')
    await expect(store.read(kept)).rejects.toMatchObject({ code: 'input/artefact-damaged' })
    await store.put(Buffer.from('kept'), 'png')
    expect(Buffer.from(await store.read(kept)).toString()).toBe('kept')
    writeFileSync(join(store.folder, 'notes.txt'), 'mine')
    writeFileSync(join(store.folder, '.cameo-0123456789abcdef.tmp'), 'half')
    expect(await store.removeOrphans((name) => name === kept)).toBe(2)
    await expect(store.read(orphan)).rejects.toMatchObject({ code: 'input/artefact-missing' })
    expect(readdirSync(store.folder)).toContain('notes.txt')
    expect(() => store.pathOf('../../etc/passwd')).toThrow()
  })

  test('a key does not depend on the order in which its parts are written down', () => {
    expect(resultKey({ a: 1, b: { c: [1, { d: 2, e: 3 }] } })).toBe(resultKey({ b: { c: [1, { e: 3, d: 2 }] }, a: 1 }))
    expect(resultKey({ a: [1, 2] })).not.toBe(resultKey({ a: [2, 1] }))
  })
})

test('a demo goes into a new folder beside an earlier one, and never into somebody else’s', async () => {
  const wanted = join(root, 'demo')
  expect(await prepareDemoFolder(wanted)).toBe(wanted)
  expect(await prepareDemoFolder(wanted)).toBe(`${wanted}-2`)
  expect(await prepareDemoFolder(wanted)).toBe(`${wanted}-3`)
  await expect(prepareDemoFolder(root)).rejects.toMatchObject({ code: 'input/folder-not-empty' })
})
