import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export const packageRoot = join(import.meta.dirname, '..', '..', '..')
export const launcher = join(packageRoot, 'src', 'main', 'launch.mjs')

export interface ProcessOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Arguments for Node itself. */
  readonly nodeArguments?: readonly string[]
}

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCameo {
  readonly child: ChildProcess
  /** Resolves when stdout or stderr, all of it so far, fits. */
  waitFor(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpMatchArray>
  readonly ended: Promise<Ended>
}

/** npm's own variables would tell the launcher about the call that runs these tests. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD'),
)

/** Starts the real command in a process of its own. */
export const startCameo = (given: readonly string[], options: ProcessOptions): RunningCameo => {
  const { cwd, env = {}, nodeArguments = [] } = options
  const child = spawn(process.execPath, [...nodeArguments, launcher, ...given], {
    cwd,
    env: { ...ownEnvironment, CAMEO_CONFIG_DIR: join(cwd, 'config'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  const checks = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
      for (const check of checks) check()
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, ...text }))
  })
  const waitFor: RunningCameo['waitFor'] = (stream, pattern) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = pattern.exec(text[stream])
        if (!match) return
        checks.delete(check)
        resolve(match)
      }
      checks.add(check)
      check()
      void ended.then(() => reject(new Error(`${stream} never had ${pattern}:\n${text.stdout}\n${text.stderr}`)))
    })
  return { child, waitFor, ended }
}

export const runCameo = (given: readonly string[], options: ProcessOptions): Promise<Ended> =>
  startCameo(given, options).ended
