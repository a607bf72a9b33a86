import type * as Electron from 'electron'

export interface FrameLike {
  readonly url: string
  readonly parent: FrameLike | null
}

export type IpcHandler = (event: Electron.IpcMainInvokeEvent, ...given: unknown[]) => unknown
export type SchemeHandler = (request: Request) => Response | Promise<Response>

/** What happened, and the levers that a real Electron would pull. */
export interface StandInControl {
  /** In the order in which they were called: `app.enableSandbox`, `protocol.registerSchemesAsPrivileged`, … */
  readonly calls: string[]
  readonly windows: StandInWindow[]
  readonly privilegedSchemes: Electron.CustomScheme[]
  readonly sessionHandlers: {
    permissionRequest?: Parameters<Electron.Session['setPermissionRequestHandler']>[0]
    permissionCheck?: Parameters<Electron.Session['setPermissionCheckHandler']>[0]
    devicePermission?: Parameters<Electron.Session['setDevicePermissionHandler']>[0]
    beforeRequest?: (details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void
    spellChecker?: boolean
  }
  readonly opened: string[]
  readonly errorBoxes: string[]
  readonly exposed: Map<string, unknown>
  menu: Electron.MenuItemConstructorOptions[]
  /** The number of the button that a person presses. */
  pressedButton: number
  hasSingleInstanceLock: boolean
  exitCode: number | null
  /** What a page's fetch of an address of ours gets. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** What ipcRenderer.invoke in this frame gets. */
  invoke(window: StandInWindow, frame: FrameLike | null, channel: string, ...given: unknown[]): Promise<unknown>
  fireApp(event: string, ...details: unknown[]): void
  setFocused(window: StandInWindow | null): void
}

export interface StandInWindow {
  readonly window: Electron.BrowserWindow
  readonly contents: Electron.WebContents
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly mainFrame: FrameLike
  readonly sent: { readonly channel: string; readonly message: unknown }[]
  readonly did: string[]
  url: string
  windowOpenHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null
  fire(event: string, ...details: unknown[]): void
  fireContents(event: string, ...details: unknown[]): void
}

/** What both halves of the stand-in need of each other. */
export interface StandInWires {
  readonly ipcHandlers: Map<string, IpcHandler>
  schemeHandler: SchemeHandler | null
  focused: StandInWindow | null
  fireApp: (event: string, ...details: unknown[]) => void
}

export const createControl = (wires: StandInWires): StandInControl => ({
  calls: [],
  windows: [],
  privilegedSchemes: [],
  sessionHandlers: {},
  opened: [],
  errorBoxes: [],
  exposed: new Map(),
  menu: [],
  pressedButton: 0,
  hasSingleInstanceLock: true,
  exitCode: null,
  fetch: async (url, init) => {
    if (!wires.schemeHandler) throw new Error('No scheme is handled yet.')
    return wires.schemeHandler(new Request(url, init))
  },
  invoke: async (window, frame, channel, ...given) => {
    const handler = wires.ipcHandlers.get(channel)
    if (!handler) throw new Error(`Nobody answers on ${channel}.`)
    const event = { sender: window.contents, senderFrame: frame } as unknown as Electron.IpcMainInvokeEvent
    return handler(event, ...given)
  },
  fireApp: (event, ...details) => wires.fireApp(event, ...details),
  setFocused: (window) => {
    wires.focused = window
  },
})
