import type * as Electron from 'electron'
import {
  createControl,
  type IpcHandler,
  type SchemeHandler,
  type StandInControl,
  type StandInWires,
} from './standInControl.ts'
import { createWindowStandIn } from './standInWindow.ts'
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

/** The same methods, noted in `calls` when they are called. */
const recorded = (
  calls: string[],
  prefix: string,
  methods: Record<string, (...given: never[]) => unknown>,
): Implementation =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...given: never[]) => {
        calls.push(`${prefix}.${name}`)
        return method(...given)
      },
    ]),
  )

const createSession = (control: StandInControl, wires: StandInWires): Electron.Session => {
  const { sessionHandlers: handlers } = control
  const webRequest = strictObject<Electron.WebRequest>('WebRequest', {
    onBeforeRequest: (listener: StandInControl['sessionHandlers']['beforeRequest']) => {
      handlers.beforeRequest = listener
    },
  })
  const protocol = strictObject<Electron.Protocol>('Protocol', {
    handle: (_scheme: string, handler: SchemeHandler) => {
      wires.schemeHandler = handler
    },
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
    recorded(control.calls, 'app', {
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

/** The renderer's half: the bridge's modules, talking to the first window's host. */
const createRendererModules = (
  control: StandInControl,
): Pick<StandInModule, 'contextBridge' | 'ipcRenderer' | 'webUtils'> => ({
  contextBridge: strictObject<Electron.ContextBridge>('ContextBridge', {
    exposeInMainWorld: (key: string, api: unknown) => control.exposed.set(key, api),
  }),
  ipcRenderer: strictObject<Electron.IpcRenderer>('IpcRenderer', {
    invoke: (channel: string, ...given: unknown[]) => {
      const [window] = control.windows
      // What crosses is a copy: functions and the like are refused, as by the real one.
      return control.invoke(window, window.mainFrame, channel, ...structuredClone(given))
    },
  }),
  webUtils: strictObject<Electron.WebUtils>('WebUtils', { getPathForFile: (file: File) => `/dropped/${file.name}` }),
})

const createWindowClass = (
  control: StandInControl,
  wires: StandInWires,
  ipcRenderer: Electron.IpcRenderer,
): typeof Electron.BrowserWindow => {
  const find = (contents: Electron.WebContents): Electron.BrowserWindow | null =>
    control.windows.find((known) => known.contents === contents)?.window ?? null
  return strictClass(
    'BrowserWindow',
    (options) => {
      const made = createWindowStandIn(
        (options ?? {}) as Electron.BrowserWindowConstructorOptions,
        (channel, message) => fire(ipcRenderer, channel, {}, structuredClone(message)),
      )
      control.windows.push(made)
      wires.fireApp('web-contents-created', {}, made.contents)
      return made.window
    },
    { fromWebContents: find, getFocusedWindow: () => wires.focused?.window ?? null },
  ) as typeof Electron.BrowserWindow
}

/** What the main process shows to people. */
const createDesktopModules = (
  control: StandInControl,
): Pick<StandInModule, 'dialog' | 'Menu' | 'nativeTheme' | 'shell'> => ({
  dialog: strictObject<Electron.Dialog>('Dialog', {
    showErrorBox: (title: string, content: string) => control.errorBoxes.push(`${title}: ${content}`),
    showMessageBoxSync: () => control.pressedButton,
    showMessageBox: () => Promise.resolve({ response: control.pressedButton, checkboxChecked: false }),
  }),
  Menu: strictClass('Menu', () => strictObject('Menu', {}), {
    buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => {
      control.menu = template
      return strictObject<Electron.Menu>('Menu', {})
    },
    setApplicationMenu: () => control.calls.push('Menu.setApplicationMenu'),
  }) as typeof Electron.Menu,
  nativeTheme: strictObject<Electron.NativeTheme>('NativeTheme', { shouldUseDarkColors: true }),
  shell: strictObject<Electron.Shell>('Shell', {
    openExternal: (url: string) => {
      control.opened.push(url)
      return Promise.resolve()
    },
  }),
})

/**
 * A stand-in of the module `electron` for tests without Electron. It fails on everything that electron.d.ts does not
 * allow: unknown members, events and options, wrong values, read-only properties.
 */
export const createElectronStandIn = (): { readonly module: StandInModule; readonly control: StandInControl } => {
  const wires: StandInWires = { ipcHandlers: new Map(), schemeHandler: null, focused: null, fireApp: () => {} }
  const control = createControl(wires)
  const app = createApp(control)
  wires.fireApp = (event, ...details) => fire(app, event, ...details)
  const defaultSession = createSession(control, wires)
  const rendererModules = createRendererModules(control)
  const module: StandInModule = {
    ...rendererModules,
    ...createDesktopModules(control),
    app,
    BrowserWindow: createWindowClass(control, wires, rendererModules.ipcRenderer),
    ipcMain: strictObject<Electron.IpcMain>('IpcMain', {
      handle: (channel: string, handler: IpcHandler) => wires.ipcHandlers.set(channel, handler),
    }),
    protocol: strictObject<Electron.Protocol>(
      'Protocol',
      recorded(control.calls, 'protocol', {
        registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => control.privilegedSchemes.push(...schemes),
      }),
    ),
    session: strictClass('Session', () => defaultSession, { defaultSession }) as typeof Electron.session,
  }
  return { module, control }
}
