import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Contender } from './types.ts'

const ended = (command: string, given: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, [...given], { stdio: 'ignore', env: { ...process.env, ...environment } })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with exit code ${code}, so it measures nothing.`)),
    )
  })

const launcher = join(import.meta.dirname, '../src/main/launch.mjs')

/** Runs a whole command of ours: from its start to its end, as a user waits for it. */
export const cameoCommand = (...given: string[]): Promise<void> => ended(process.execPath, [launcher, ...given], {})

/**
 * A peer's whole command, by the clock (a child's processor time is not told); null, with a sentence, where it is not
 * installed.
 */
export const commandContender = (
  name: string,
  { given, environment = {} }: { readonly given: readonly string[]; readonly environment?: NodeJS.ProcessEnv },
): Contender | null => {
  if (spawnSync('which', [name], { stdio: 'ignore' }).status !== 0) {
    console.log(`${name} is not installed: its stored time stands in.`)
    return null
  }
  return {
    name,
    runOnce: async () => {
      const start = performance.now()
      await ended(name, given, environment)
      const clockMs = performance.now() - start
      return { cpuMs: clockMs, clockMs }
    },
  }
}
