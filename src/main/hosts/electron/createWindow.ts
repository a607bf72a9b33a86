import { BrowserWindow, dialog, nativeTheme } from 'electron'
import { windowUrl } from './scheme.ts'

export interface WindowFilesOnDisk {
  /** The built preload script. */
  readonly preloadPath: string
  readonly iconPath: string
}

/** Background of the page before it is there: no flash of the other theme. */
const backgroundColors = { dark: '#101318', light: '#dfe3e8' } as const

const leavesUnsaved = (window: BrowserWindow): boolean =>
  dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Some edits are not saved yet.',
    detail: 'They could not be written. Close the window anyway and lose them?',
    buttons: ['Keep the window open', 'Close and lose them'],
    defaultId: 0,
    cancelId: 0,
  }) === 1

/** Asks first: a page that crashes as soon as it is loaded must not do so for ever. */
const offerReload = async (window: BrowserWindow, reason: string): Promise<void> => {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window has stopped working.',
    detail: `Everything that was saved is safe. (${reason})`,
    buttons: ['Load it again', 'Leave it'],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0 && !window.isDestroyed()) window.reload()
}

/** The only place that makes a window. Its page is sandboxed and reaches the host through the preload's bridge alone. */
export const createWindow = ({ preloadPath, iconPath }: WindowFilesOnDisk): BrowserWindow => {
  const window = new BrowserWindow({
    title: 'Cameo',
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    icon: iconPath,
    backgroundColor: backgroundColors[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('will-prevent-unload', (event) => {
    // Preventing this event lets the window close.
    if (leavesUnsaved(window)) event.preventDefault()
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason)
  })
  void window.loadURL(windowUrl)
  return window
}
