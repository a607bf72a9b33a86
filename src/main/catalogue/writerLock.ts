import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CameoError } from '#core/model/errors.ts'

const lockHolder = z.object({
  /** Who has the project open. */
  name: z.string(),
  pid: z.number().int(),
  /** When that process began, in whatever form the system tells it; null where it does not. */
  processStart: z.string().nullable(),
  machine: z.string(),
  since: z.string(),
})
export type LockHolder = z.output<typeof lockHolder>

export interface WriterLock {
  /** Gives the project free. Does nothing where the lock has become someone else's. */
  release(): void
}

export const lockFileName = 'cameo.lock'

/** When a process began. A number that a new process has inherited tells itself by another time. */
export const processStartOf = (pid: number): string | null => {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The second field is the command's name in brackets and may hold spaces; the start time is the 22nd.
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`
    }
    if (process.platform === 'win32') return null
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** On another machine a process cannot be looked at: its lock counts. */
const isAlive = (holder: LockHolder): boolean => {
  if (holder.machine !== hostname()) return true
  if (!isRunning(holder.pid)) return false
  return holder.processStart === null || holder.processStart === processStartOf(holder.pid)
}

const readHolder = (text: string): LockHolder | null => {
  try {
    return lockHolder.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const inUse = (holder: LockHolder, path: string): CameoError => {
  const here = holder.machine === hostname()
  const where = here ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.machine}`
  const way = here ? 'Close it there first.' : `Close it there first; if that machine no longer runs, delete ${path}.`
  return new CameoError(
    'project/in-use',
    `${holder.name} has this project open (${where}, since ${holder.since}). ${way}`,
    {
      holder: holder.name,
      pid: holder.pid,
      machine: holder.machine,
      since: holder.since,
    },
  )
}

const readIfThere = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Puts a file with this text at `path` unless there is one; the text is whole from the first moment. */
const claim = (path: string, text: string): boolean => {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  writeFileSync(draft, text, { flag: 'wx' })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // File systems without links (FAT, some network shares).
    return claimWithoutLinks(path, text)
  } finally {
    rmSync(draft, { force: true })
  }
}

const claimWithoutLinks = (path: string, text: string): boolean => {
  try {
    writeFileSync(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead lock away. Two processes may try: whoever moved a living lock by mistake puts it back. */
const clearStale = (path: string, staleText: string): void => {
  const aside = `${path}.${randomBytes(8).toString('hex')}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = readFileSync(aside, 'utf8')
  if (moved !== staleText) claim(path, moved)
  rmSync(aside, { force: true })
}

/**
 * Makes this process the one that writes to the project in `folder`. A lock left by a process that has ended (or whose
 * number now belongs to another process) clears itself.
 * Throws `project/in-use` with the holder's name.
 */
export const takeWriterLock = (folder: string, name: string): WriterLock => {
  const path = join(folder, lockFileName)
  const holder: LockHolder = {
    name,
    pid: process.pid,
    processStart: processStartOf(process.pid),
    machine: hostname(),
    since: new Date().toISOString(),
  }
  const text = `${JSON.stringify({ ...holder, token: randomBytes(8).toString('hex') })}\n`
  for (let attempt = 0; attempt < 20; attempt++) {
    if (claim(path, text)) {
      return {
        release: () => {
          if (readIfThere(path) === text) rmSync(path, { force: true })
        },
      }
    }
    const found = readIfThere(path)
    if (found === null) continue
    const other = readHolder(found)
    if (other && isAlive(other)) throw inUse(other, path)
    clearStale(path, found)
  }
  throw new CameoError('project/in-use', `The lock ${path} could not be taken: other programs keep changing it.`)
}
