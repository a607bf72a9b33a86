import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CameoError, cancelled } from '#core/model/errors.ts'
import { packageRoot } from '../packageRoot.ts'

/** Where the built window lies. */
export const rendererDir = join(packageRoot, 'out', 'renderer')

/** The last file of each part that the build writes. */
const results = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']
const sources = ['src', 'package.json', 'electron.vite.config.ts']

const changeTimeMs = async (path: string): Promise<number> => {
  const found = await stat(path)
  if (!found.isDirectory()) return found.mtimeMs
  const entries = await readdir(path, { recursive: true })
  const times = await Promise.all(entries.map(async (entry) => (await stat(join(path, entry))).mtimeMs))
  return Math.max(found.mtimeMs, ...times)
}

const isBuilt = async (): Promise<boolean> => {
  const paths = results.map((path) => join(packageRoot, path))
  if (!paths.every((path) => existsSync(path))) return false
  const [builtMs, changedMs] = await Promise.all([
    Promise.all(paths.map(changeTimeMs)),
    Promise.all(sources.map((path) => changeTimeMs(join(packageRoot, path)))),
  ])
  return Math.min(...builtMs) >= Math.max(...changedMs)
}

const runBuilder = async (builder: string, outDir: string, signal?: AbortSignal): Promise<void> => {
  const child = spawn(process.execPath, [builder, 'build', '--outDir', outDir], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(signal?.aborted ? cancelled() : error))
    child.on('exit', resolve)
  })
  const [exitCode, ...output] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  if (exitCode === 0) return
  throw new CameoError('internal/build-failed', `The window could not be built:\n${output.join('\n').trim()}`)
}

const isOther = (error: unknown, codes: readonly string[]): boolean =>
  !codes.includes((error as NodeJS.ErrnoException).code ?? '')

/** Puts a finished build in the place of the old one. Where another process did so first, its build stays. */
const replaceBuild = async (fresh: string): Promise<void> => {
  const out = join(packageRoot, 'out')
  const old = `${fresh}-old`
  await rename(out, old).catch((error: unknown) => {
    if (isOther(error, ['ENOENT'])) throw error
  })
  await rename(fresh, out).catch((error: unknown) => {
    if (isOther(error, ['ENOTEMPTY', 'EEXIST', 'EPERM'])) throw error
  })
  await rm(old, { recursive: true, force: true })
}

/** Builds beside the old build: a host that is serving it never finds it half gone. */
const build = async (builder: string, signal?: AbortSignal): Promise<void> => {
  const cache = join(packageRoot, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'cameo-window-'))
  try {
    const fresh = join(folder, 'out')
    await runBuilder(builder, fresh, signal)
    await replaceBuild(fresh)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Builds the window where it is missing or older than its sources. An installed program brings it built. */
export const ensureWindowIsBuilt = async (say: (line: string) => void, signal?: AbortSignal): Promise<void> => {
  const builder = join(packageRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  if (!existsSync(join(packageRoot, 'src', 'renderer')) || !existsSync(builder)) {
    if (existsSync(join(rendererDir, 'index.html'))) return
    throw new CameoError(
      'usage/no-window',
      'This installation has no window. Install it again, with its parts for development.',
    )
  }
  if (await isBuilt()) return
  say('Building the window (once after a change of its sources) …')
  await build(builder, signal)
}
