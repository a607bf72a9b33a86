import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './packageRoot.ts'

/** Electron's program, or in half a sentence why there is none. */
export type FoundElectron = { readonly path: string } | { readonly reason: string }

/**
 * Looks for the program where Electron's own package keeps it, without loading that package, which would try to
 * download it. Looks for a display too: without one no window opens.
 */
export const findElectron = (environment: NodeJS.ProcessEnv = process.env): FoundElectron => {
  const home = join(packageRoot, 'node_modules', 'electron')
  const dist = environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist')
  const named = join(home, 'path.txt')
  const path = join(dist, existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron')
  if (!existsSync(path)) return { reason: 'the Electron program is not here (npx install-electron fetches it)' }
  const needsDisplay = process.platform === 'linux'
  if (needsDisplay && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { reason: 'there is no display' }
  return { path }
}

/** An end this early, with an error, means that Electron cannot run here. */
const failedStartMs = 10_000

/** Runs the desktop program to its end. Gives half a sentence where it cannot start. */
export const runElectron = (
  path: string,
  { projectPath, signal }: { readonly projectPath: string | null; readonly signal: AbortSignal },
): Promise<{ readonly reason: string } | null> =>
  new Promise((resolve) => {
    const startedMs = performance.now()
    const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
    const project = projectPath === null ? [] : [`--project=${projectPath}`]
    const child = spawn(path, [packageRoot, ...project], { stdio: 'inherit', env })
    const end = (): void => {
      child.kill()
    }
    signal.addEventListener('abort', end, { once: true })
    const finish = (reason: string | null): void => {
      signal.removeEventListener('abort', end)
      const isEarly = performance.now() < startedMs + failedStartMs
      resolve(reason !== null && isEarly && !signal.aborted ? { reason } : null)
    }
    child.on('error', ({ message }) => finish(`Electron does not start (${message})`))
    child.on('exit', (code, killedBy) => {
      finish(code === 0 ? null : `Electron ended at once (${killedBy ?? `exit code ${code}`})`)
    })
  })
