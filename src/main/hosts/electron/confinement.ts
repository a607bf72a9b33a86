import { type Session, shell, type WebContents } from 'electron'
import { isOwnUrl } from './scheme.ts'

/** Pages that the window may hand to the system's browser: where head models and datasets come from. */
const externalPages: readonly string[] = [
  'https://flame.is.tue.mpg.de',
  'https://github.com',
  'https://now.is.tue.mpg.de',
]

/** Schemes that a page makes itself, or that Electron's own inspector uses. */
const localSchemes: readonly string[] = ['blob:', 'data:', 'devtools:']

const isLocal = (url: string): boolean =>
  isOwnUrl(url) || (URL.canParse(url) && localSchemes.includes(new URL(url).protocol))

const openOutside = (url: string): void => {
  if (URL.canParse(url) && externalPages.includes(new URL(url).origin)) void shell.openExternal(url)
}

/** Nothing is permitted, nothing leaves this machine, nothing is spell-checked by a dictionary from elsewhere. */
export const confineSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, grant) => grant(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isLocal(url) }))
}

/** A window shows our own page for as long as it lives, in one frame, and opens no other. */
export const confineContents = (contents: WebContents): void => {
  const stayHere = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOwnUrl(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stayHere)
  contents.on('will-frame-navigate', stayHere)
  contents.on('will-redirect', stayHere)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}
