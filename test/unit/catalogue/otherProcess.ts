import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

/** Starts a script of this folder in a process of its own. */
export const startScript = (name: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

/** Collects lines until `isEnough`. */
export const readLines = (child: ChildProcess, isEnough: (lines: readonly string[]) => boolean): Promise<string[]> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString()
      const lines = text.split('\n').slice(0, -1)
      if (isEnough(lines)) resolve(lines)
    })
    child.on('exit', () => reject(new Error('the process ended early')))
  })

export const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
