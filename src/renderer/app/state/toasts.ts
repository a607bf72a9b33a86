import { OverlayToaster, type Toaster } from '@blueprintjs/core'
import { toErrorRecord } from '#core/model/errors.ts'

let toaster: Promise<Toaster> | null = null
const theToaster = (): Promise<Toaster> => {
  toaster ??= OverlayToaster.create({ position: 'bottom-left', maxToasts: 4 })
  return toaster
}

export interface Note {
  readonly message: string
  readonly intent?: 'success' | 'warning' | 'danger'
  readonly action?: { readonly text: string; readonly onClick: () => void }
  readonly timeoutMs?: number
}

export const showNote = async ({ message, intent, action, timeoutMs = 6000 }: Note): Promise<void> => {
  const shown = await theToaster()
  // Blueprint's own intents paint the buttons in colours that no style sheet can take back.
  shown.show({ message, className: intent && `toast-${intent}`, action, timeout: timeoutMs })
}

/** Shows the sentence of an error; one that the user asked for (a cancel) is no error. */
export const showError = (error: unknown, action?: Note['action']): void => {
  const { code, message } = toErrorRecord(error)
  if (code === 'job/cancelled') return
  void showNote({ message, intent: 'danger', action, timeoutMs: 12_000 })
}

/** For event handlers: runs it and shows what goes wrong. */
export const attempt = async (work: () => unknown): Promise<void> => {
  try {
    await work()
  } catch (error) {
    showError(error)
  }
}
