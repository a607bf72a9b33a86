import type * as Electron from 'electron'
import { fire, type Implementation, strictClass, strictObject } from './strictObject.ts'

/** The part of Electron that the program may use. TypeScript holds the program to it, the stand-in at run time too. */
export type StandInModule = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'contextBridge'
  | 'dialog'
  | 'ipcMain'
  | 'ipcRenderer'
  | 'Menu'
  | 'nativeTheme'
  | 'protocol'
  | 'session'
  | 'shell'
  | 'webUtils'
>

export interface FrameLike {
  readonly url: string
  readonly parent: FrameLike | null
}

type Handler = (event: Electron.IpcMainInvokeEvent, ...given: unknown[]) => unknown
type SchemeHandler = (request: Request) => Response | Promise<Response>

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

const recorder =
  (calls: string[], prefix: string) =>
  (methods: Implementation): Implementation =>
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [
        name,
        typeof method === 'function'
          ? (...given: unknown[]) => {
              calls.push(`${prefix}.${name}`)
              return method(...given)
            }
          : method,
      ]),
    )

const createWindowStandIn = (
  options: Electron.BrowserWindowConstructorOptions,
  hearRenderer: (channel: string, message: unknown) => void,
): StandInWindow => {
  const did: string[] = []
  const note =
    (what: string) =>
    (...given: unknown[]): void => {
      did.push([what, ...given.filter((part) => typeof part === 'string')].join(' '))
    }
  let url = ''
  const sent: StandInWindow['sent'] = []
  const contents = strictObject<Electron.WebContents>('WebContents', {
    send: (channel: string, message: unknown) => {
      sent.push({ channel, message })
      hearRenderer(channel, message)
    },
    setWindowOpenHandler: (handler: StandInWindow['windowOpenHandler']) => {
      standIn.windowOpenHandler = handler
    },
  })
  const window = strictObject<Electron.BrowserWindow>('BrowserWindow', {
    webContents: contents,
    loadURL: (address: string) => {
      url = address
      return Promise.resolve()
    },
    show: note('show'),
    focus: note('focus'),
    restore: note('restore'),
    reload: note('reload'),
    isMinimized: () => false,
    isDestroyed: () => false,
  })
  const standIn: StandInWindow = {
    window,
    contents,
    options,
    sent,
    did,
    windowOpenHandler: null,
    get mainFrame() {
      return { url, parent: null }
    },
    get url() {
      return url
    },
    set url(address) {
      url = address
    },
    fire: (event, ...details) => fire(window, event, ...details),
    fireContents: (event, ...details) => fire(contents, event, ...details),
  }
  return standIn
}

const createSession = (control: StandInControl, setSchemeHandler: (handler: SchemeHandler) => void) => {
  const { sessionHandlers: handlers } = control
  const webRequest = strictObject<Electron.WebRequest>('WebRequest', {
    onBeforeRequest: (listener: StandInControl['sessionHandlers']['beforeRequest']) => {
      handlers.beforeRequest = listener
    },
  })
  const protocol = strictObject<Electron.Protocol>('Protocol', {
    handle: (_scheme: string, handler: SchemeHandler) => setSchemeHandler(handler),
  })
  return strictObject<Electron.Session>('Session', {
    webRequest,
    protocol,
    setPermissionRequestHandler: (handler: typeof handlers.permissionRequest) => {
      handlers.permissionRequest = handler
    },
    setPermissionCheckHandler: (handler: typeof handlers.permissionCheck) => {
      handlers.permissionCheck = handler
    },
    setDevicePermissionHandler: (handler: typeof handlers.devicePermission) => {
      handlers.devicePermission = handler
    },
    setSpellCheckerEnabled: (enabled: boolean) => {
      handlers.spellChecker = enabled
    },
  })
}

const createApp = (control: StandInControl): Electron.App => {
  const app = strictObject<Electron.App>(
    'App',
    recorder(
      control.calls,
      'app',
    )({
      whenReady: () => Promise.resolve(),
      enableSandbox: () => {},
      requestSingleInstanceLock: () => control.hasSingleInstanceLock,
      quit: () => fire(app, 'will-quit', { preventDefault: () => control.calls.push('will-quit prevented') }),
      exit: (code = 0) => {
        control.exitCode = code
      },
    }),
  )
  return app
}

/**
 * A stand-in of the module `electron` for tests without Electron. It fails on everything that electron.d.ts does not
 * allow: unknown members, events and options, wrong values, read-only properties.
 */
export const createElectronStandIn = (): { readonly module: StandInModule; readonly control: StandInControl } => {
  const handlers = new Map<string, Handler>()
  let schemeHandler: SchemeHandler | null = null
  let focused: StandInWindow | null = null

  const control: StandInControl = {
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
      if (!schemeHandler) throw new Error('No scheme is handled yet.')
      return schemeHandler(new Request(url, init))
    },
    invoke: async (window, frame, channel, ...given) => {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`Nobody answers on ${channel}.`)
      const event = { sender: window.contents, senderFrame: frame } as unknown as Electron.IpcMainInvokeEvent
      return handler(event, ...given)
    },
    fireApp: (event, ...details) => fire(app, event, ...details),
    setFocused: (window) => {
      focused = window
    },
  }

  const app = createApp(control)
  const ipcRenderer = strictObject<Electron.IpcRenderer>('IpcRenderer', {
    invoke: (channel: string, ...given: unknown[]) => {
      const [window] = control.windows
      // What crosses is a copy: functions and the like are refused, as by the real one.
      return control.invoke(window, window.mainFrame, channel, ...structuredClone(given))
    },
  })
  const defaultSession = createSession(control, (handler) => {
    schemeHandler = handler
  })
  const find = (contents: Electron.WebContents): Electron.BrowserWindow | null =>
    control.windows.find((known) => known.contents === contents)?.window ?? null

  const module: StandInModule = {
    app,
    BrowserWindow: strictClass(
      'BrowserWindow',
      (options) => {
        const made = createWindowStandIn(
          (options ?? {}) as Electron.BrowserWindowConstructorOptions,
          (channel, message) => fire(ipcRenderer, channel, {}, structuredClone(message)),
        )
        control.windows.push(made)
        fire(app, 'web-contents-created', {}, made.contents)
        return made.window
      },
      { fromWebContents: find, getFocusedWindow: () => focused?.window ?? null },
    ) as typeof Electron.BrowserWindow,
    contextBridge: strictObject<Electron.ContextBridge>('ContextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => control.exposed.set(key, api),
    }),
    dialog: strictObject<Electron.Dialog>('Dialog', {
      showErrorBox: (title: string, content: string) => control.errorBoxes.push(`${title}: ${content}`),
      showMessageBoxSync: () => control.pressedButton,
      showMessageBox: () => Promise.resolve({ response: control.pressedButton, checkboxChecked: false }),
    }),
    ipcMain: strictObject<Electron.IpcMain>('IpcMain', {
      handle: (channel: string, handler: Handler) => handlers.set(channel, handler),
    }),
    ipcRenderer,
    Menu: strictClass('Menu', () => strictObject('Menu', {}), {
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => {
        control.menu = template
        return strictObject<Electron.Menu>('Menu', {})
      },
      setApplicationMenu: () => control.calls.push('Menu.setApplicationMenu'),
    }) as typeof Electron.Menu,
    nativeTheme: strictObject<Electron.NativeTheme>('NativeTheme', { shouldUseDarkColors: true }),
    protocol: strictObject<Electron.Protocol>(
      'Protocol',
      recorder(
        control.calls,
        'protocol',
      )({
        registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => control.privilegedSchemes.push(...schemes),
      }),
    ),
    session: strictClass('Session', () => defaultSession, { defaultSession }) as typeof Electron.session,
    shell: strictObject<Electron.Shell>('Shell', {
      openExternal: (url: string) => {
        control.opened.push(url)
        return Promise.resolve()
      },
    }),
    webUtils: strictObject<Electron.WebUtils>('WebUtils', { getPathForFile: (file: File) => `/dropped/${file.name}` }),
  }
  return { module, control }
}
