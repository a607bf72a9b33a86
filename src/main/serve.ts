import { once } from 'node:events'
import { ensureWindowIsBuilt, rendererDir } from './cli/windowBuild.ts'

export interface ServeOptions {
  /** Opened at the start; absolute. */
  readonly projectPath: string | null
  /** 0 takes any free port. */
  readonly port: number
  /** Ends the host. */
  readonly signal: AbortSignal
  /** Told the address when the host listens. */
  readonly announce: (served: { readonly url: string; readonly port: number; readonly project: string | null }) => void
  /** A line for a person. */
  readonly say: (line: string) => void
}

/** Runs the browser host until it is told to end. */
export const serve = async ({ projectPath, port, signal, announce, say }: ServeOptions): Promise<void> => {
  await ensureWindowIsBuilt(say, signal)
  const [{ createHost }, { startHttpHost }] = await Promise.all([
    import('./services/index.ts'),
    import('./hosts/http.ts'),
  ])
  const host = createHost({ door: 'http' })
  try {
    if (projectPath !== null) await host.client.call('projects.open', { path: projectPath })
    const door = await startHttpHost({
      host,
      port,
      rendererDir,
      onSignIn: () => say(`A browser has come in. For another one: ${door.createUrl()}`),
    })
    try {
      announce({ url: door.url, port: door.port, project: projectPath })
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      await door.close()
    }
  } finally {
    await host.close()
  }
}
