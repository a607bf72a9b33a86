import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { registerScheme } from './hosts/electron/scheme.ts'
import { type ElectronDoor, openElectronDoor } from './hosts/electron.ts'
import { packageRoot } from './packageRoot.ts'
import type { Host } from './services/host.ts'
import { createHost } from './services/index.ts'

const projectSwitch = '--project='

/** The project that a command line, given in `folder`, asks for. */
const projectIn = (commandLine: readonly string[], folder: string): string | null => {
  const given = commandLine.find((part) => part.startsWith(projectSwitch))
  return given === undefined ? null : resolve(folder, given.slice(projectSwitch.length))
}

const openProject = async (host: Host, path: string | null): Promise<void> => {
  if (path === null) return
  try {
    await host.client.call('projects.open', { path })
  } catch (error) {
    dialog.showErrorBox('The project could not be opened', error instanceof Error ? error.message : String(error))
  }
}

/** Ends only when the catalogue is closed and running jobs have stopped. */
const closeBeforeQuit = (host: Host, door: ElectronDoor): void => {
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    door.close()
    host.close().finally(() => {
      isClosed = true
      app.quit()
    })
  })
}

const run = async (): Promise<void> => {
  await app.whenReady()
  const host = createHost({ door: 'electron' })
  const door = openElectronDoor({
    host,
    rendererDir: join(packageRoot, 'out', 'renderer'),
    preloadPath: join(packageRoot, 'out', 'preload', 'index.cjs'),
    iconPath: join(packageRoot, 'resources', 'icon.png'),
  })
  closeBeforeQuit(host, door)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', door.showWindow)
  app.on('second-instance', (_event, commandLine, folder) => {
    void openProject(host, projectIn(commandLine, folder)).then(door.showWindow)
  })
  await openProject(host, projectIn(process.argv, process.cwd()))
  door.showWindow()
}

// One process writes to a project: a second start hands over to the first.
if (app.requestSingleInstanceLock()) {
  app.enableSandbox()
  registerScheme()
  run().catch((error: unknown) => {
    dialog.showErrorBox('Cameo cannot start', error instanceof Error ? (error.stack ?? error.message) : String(error))
    app.exit(1)
  })
} else {
  app.quit()
}
