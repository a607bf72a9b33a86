import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A running `cameo serve`, as a person starts it. */
export interface HostProcess {
  /** The address with the token that opens it once. */
  readonly url: string
  /** As a power cut would end it. */
  kill(): Promise<void>
  /** It does nothing, as on a disk that hangs, until it goes on. */
  stop(): void
  goOn(): void
}

const launcher = join(import.meta.dirname, '..', '..', '..', 'src', 'main', 'launch.mjs')

/** A port that is free now: a host started anew must listen on the one before. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    child.on('exit', (code) => reject(new Error(`the host ended with ${code}:\n${errors}`)))
  })

/**
 * Starts the host on `port`, with settings of its own below `configDir` and, where one is named, a project open. Builds
 * the window where it is out of date.
 */
export const startHostProcess = async (o: {
  readonly port: number
  readonly configDir: string
  readonly projectPath?: string
}): Promise<HostProcess> => {
  const project = o.projectPath === undefined ? [] : ['--project', o.projectPath]
  const child = spawn(process.execPath, [launcher, 'serve', '--port', String(o.port), '--json', ...project], {
    env: { ...process.env, CAMEO_CONFIG_DIR: o.configDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  return {
    url,
    stop: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
