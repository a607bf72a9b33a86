import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { Answer } from '#core/contract/dispatch.ts'
import { channels } from '../../../preload/channels.ts'
import type { Host } from '../../services/host.ts'
import { isOwnUrl } from './scheme.ts'

const refusal = (code: string, message: string): Answer => ({ ok: false, error: { code, message, detail: {} } })

/** Only the top frame of a window of ours, showing a page of ours, may call. */
const isOwnFrame = (event: IpcMainInvokeEvent, isOwnWindow: (contents: WebContents) => boolean): boolean => {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnUrl(frame.url) && isOwnWindow(event.sender)
}

/** Answers the windows' calls. A sender that is not one of ours is refused before anything is read. */
export const answerCalls = (host: Pick<Host, 'dispatch'>, isOwnWindow: (contents: WebContents) => boolean): void => {
  ipcMain.handle(channels.call, (event, method: unknown, input: unknown): Answer | Promise<Answer> => {
    if (!isOwnFrame(event, isOwnWindow)) return refusal('usage/foreign-sender', 'Only Cameo’s own window may call.')
    if (typeof method !== 'string') return refusal('usage/unknown-method', 'A call names a method.')
    return host.dispatch(method, input)
  })
}
