import type { Client } from '#core/contract/client.ts'
import type { CallInput, CallName, JobName, Output, Project } from '#core/contract/contract.ts'
import { cancelled } from '#core/model/errors.ts'
import type { Host } from '../services/host.ts'
import { createProgressReporter, type ProgressReporter } from './progressReporter.ts'

/** What a command works with: the contract, through a host that is opened when it is first needed. */
export interface Session {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  call<M extends CallName>(method: M, input: CallInput<M>): Promise<Output<M>>
  /** Runs a job to its end and shows how far it is. */
  run<M extends JobName>(method: M, input: CallInput<M>): Promise<Output<M>>
  openProject(path: string, options?: { readonly workers?: number }): Promise<Project>
  /** A line for a person, on stderr; nothing with --quiet. */
  say(line: string): void
  close(): Promise<void>
}

export interface SessionOptions {
  readonly signal: AbortSignal
  readonly quiet: boolean
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(cancelled())
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

export const createSession = ({ signal, quiet, stderr }: SessionOptions): Session => {
  let host: Host | null = null
  let client: Client | null = null
  let progress: ProgressReporter | null = null
  const aborted = untilAborted(signal)
  aborted.catch(() => {})

  /** Services are loaded here and not before: help and usage errors need none of them. */
  const open = async (workers?: number): Promise<Client> => {
    if (client) return client
    const [{ createHost }, { createLocalClient }] = await Promise.all([
      import('../services/index.ts'),
      import('../hosts/local.ts'),
    ])
    const opened = createHost({ door: 'local', workers })
    host = opened
    client = createLocalClient(opened)
    return client
  }

  const session: Session = {
    signal,
    call: async (method, input) => Promise.race([(await open()).call(method, input), aborted]),
    run: async (method, input) => {
      const opened = await open()
      progress ??= await createProgressReporter(stderr, { quiet })
      try {
        return await opened.run(method, input, { signal, onProgress: progress.show })
      } finally {
        progress.end()
      }
    },
    openProject: async (path, { workers } = {}) => {
      await open(workers)
      return session.call('projects.open', { path })
    },
    say: (line) => {
      if (!quiet) stderr.write(`${line}\n`)
    },
    close: async () => {
      await host?.close()
    },
  }
  return session
}
