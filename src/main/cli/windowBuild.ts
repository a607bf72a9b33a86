import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CameoError } from '#core/model/errors.ts'
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

const build = async (builder: string): Promise<void> => {
  const child = spawn(process.execPath, [builder, 'build'], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  const [exitCode, ...output] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  if (exitCode === 0) return
  throw new CameoError('internal/build-failed', `The window could not be built:\n${output.join('\n').trim()}`)
}

/** Builds the window where it is missing or older than its sources. An installed program brings it built. */
export const ensureWindowIsBuilt = async (say: (line: string) => void): Promise<void> => {
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
  await build(builder)
}
