import { ensureWindowIsBuilt } from './cli/windowBuild.ts'
import { findElectron, runElectron } from './electronProgram.ts'
import { type ServeOptions, serve } from './serve.ts'

/** Opens the desktop program; where it cannot run, says why in one sentence and starts the browser host. */
export const start = async (options: ServeOptions): Promise<void> => {
  const { projectPath, signal, say } = options
  await ensureWindowIsBuilt(say, signal)
  const found = findElectron()
  const obstacle = 'path' in found ? await runElectron(found.path, { projectPath, signal }) : found
  if (!obstacle) return
  say(`Cameo opens in the browser instead of its own window: ${obstacle.reason}.`)
  await serve(options)
}
