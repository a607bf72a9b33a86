import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import type { Transport } from '#core/contract/client.ts'
import { channels } from './channels.ts'

/** What a window gets as `window.cameo`: the contract's transport and the two things only Electron knows. */
export interface PreloadBridge extends Transport {
  /** The path of a file that was dropped on the window. */
  pathForFile(file: File): string
  /** Hears the ids of actions that are chosen in the application's menu. */
  onCommand(listener: (actionId: string) => void): () => void
}

const hear = <Message>(channel: string, listener: (message: Message) => void): (() => void) => {
  // The event itself stays here: it would hand ipcRenderer to the page.
  const receive = (_event: IpcRendererEvent, message: Message): void => listener(message)
  ipcRenderer.on(channel, receive)
  return () => {
    ipcRenderer.off(channel, receive)
  }
}

const bridge: PreloadBridge = {
  call: (method, input) => ipcRenderer.invoke(channels.call, method, input),
  subscribe: (listener) => hear(channels.event, listener),
  onCommand: (listener) => hear(channels.command, listener),
  pathForFile: (file) => webUtils.getPathForFile(file),
}

contextBridge.exposeInMainWorld('cameo', bridge)
