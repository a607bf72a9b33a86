import { app, BrowserWindow, session } from 'electron'
import { channels } from '../../preload/channels.ts'
import type { Host } from '../services/host.ts'
import { openWindowFiles } from './content/windowFiles.ts'
import { answerCalls } from './electron/calls.ts'
import { confineContents, confineSession } from './electron/confinement.ts'
import { createWindow } from './electron/createWindow.ts'
import { setMenu } from './electron/menu.ts'
import { serveScheme } from './electron/scheme.ts'

export interface ElectronDoorOptions {
  readonly host: Pick<Host, 'dispatch' | 'subscribe' | 'resolveBytes'>
  /** The built window. */
  readonly rendererDir: string
  readonly preloadPath: string
  readonly iconPath: string
}

export interface ElectronDoor {
  /** Opens a window, or brings the open one to the front. */
  showWindow(): void
  /** No events are sent any more. */
  close(): void
}

const bringToFront = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/**
 * Opens the door for Electron's windows: calls and events by IPC, the page and bytes by the scheme `cameo`. To be called
 * once, when the app is ready and `registerScheme` was called before.
 */
export const openElectronDoor = (options: ElectronDoorOptions): ElectronDoor => {
  const { host, rendererDir } = options
  const windows = new Set<BrowserWindow>()

  app.on('web-contents-created', (_event, contents) => confineContents(contents))
  confineSession(session.defaultSession)
  serveScheme(session.defaultSession, { host, windowFiles: openWindowFiles(rendererDir) })
  answerCalls(host, (contents) => {
    const window = BrowserWindow.fromWebContents(contents)
    return window !== null && windows.has(window)
  })
  const unsubscribe = host.subscribe((event) => {
    for (const { webContents } of windows) webContents.send(channels.event, event)
  })
  setMenu((actionId) => {
    const window = BrowserWindow.getFocusedWindow()
    if (window && windows.has(window)) window.webContents.send(channels.command, actionId)
  })

  return {
    showWindow: () => {
      const [open] = windows
      if (open) {
        bringToFront(open)
        return
      }
      const window = createWindow(options)
      windows.add(window)
      window.once('closed', () => windows.delete(window))
    },
    close: unsubscribe,
  }
}
