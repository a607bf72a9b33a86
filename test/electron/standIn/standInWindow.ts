import type * as Electron from 'electron'
import type { StandInWindow } from './standInControl.ts'
import { fire, strictObject } from './strictObject.ts'

/** A window and its contents; what is sent to its page goes to `hearRenderer`. */
export const createWindowStandIn = (
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
