import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockFileName, processStartOf, takeWriterLock } from '#main/catalogue/writerLock.ts'
import { ended, readLines, startScript } from './otherProcess.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { makeCatalogue, reopen } from './testCatalogue.ts'

const root = temporaryFolder('lock')
const fresh = (name: string): string => {
  const folder = join(root, name)
  mkdirSync(folder)
  return folder
}
const leaveLock = (folder: string, change: object): void =>
  writeFileSync(
    join(folder, lockFileName),
    JSON.stringify({
      name: 'Ada',
      pid: process.pid,
      processStart: processStartOf(process.pid),
      machine: hostname(),
      since: '2025-01-01T00:00:00Z',
      ...change,
    }),
  )

describe('the writer lock', () => {
  test('a second process is refused with the name of the first, and let in when that is killed', async () => {
    const folder = join(root, 'two processes')
    ;(await makeCatalogue(folder)).close()
    const child = startScript('holdProject.ts', folder)
    await readLines(child, (lines) => lines.includes('open'))
    await expect(reopen(folder)).rejects.toMatchObject({
      code: 'project/in-use',
      message: expect.stringContaining('Grace'),
      detail: { holder: 'Grace', pid: child.pid },
    })
    child.kill('SIGKILL')
    await ended(child)
    const catalogue = await reopen(folder)
    expect(catalogue.tables.projects.get().name).toBe('Heads')
    catalogue.close()
    expect(existsSync(join(folder, lockFileName))).toBe(false)
  })

  test('the same process cannot open a project twice', async () => {
    const folder = join(root, 'same process')
    const first = await makeCatalogue(folder)
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'project/in-use' })
    first.close()
    ;(await reopen(folder)).close()
  })

  test.each([
    ['of a process that has ended', { pid: 2 ** 22 + 1 }],
    ['of a number that now belongs to another process', { processStart: 'another start' }],
  ])('a lock %s clears itself', (name, change) => {
    const folder = fresh(name)
    leaveLock(folder, change)
    const lock = takeWriterLock(folder, 'Linus')
    expect(JSON.parse(readFileSync(join(folder, lockFileName), 'utf8'))).toMatchObject({
      name: 'Linus',
      pid: process.pid,
    })
    lock.release()
    expect(existsSync(join(folder, lockFileName))).toBe(false)
  })

  test('a lock that is no lock clears itself', () => {
    const folder = fresh('garbage')
    writeFileSync(join(folder, lockFileName), 'half a lo')
    takeWriterLock(folder, 'Linus').release()
  })

  test('a lock of another machine counts, and the message says what to delete', () => {
    const folder = fresh('machine')
    leaveLock(folder, { machine: 'elsewhere', pid: 1 })
    expect(() => takeWriterLock(folder, 'Linus')).toThrow(/Ada .*elsewhere.*cameo\.lock/)
  })

  test('a lock that has become another one is not released', () => {
    const folder = fresh('not mine')
    const lock = takeWriterLock(folder, 'Linus')
    leaveLock(folder, { name: 'Ada' })
    lock.release()
    expect(existsSync(join(folder, lockFileName))).toBe(true)
  })
})
