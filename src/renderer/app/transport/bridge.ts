import type { Transport } from '#core/contract/client.ts'

/** What the preload script offers in Electron as `window.cameo`. */
export interface Bridge extends Transport {
  /** The path of a file that was dropped on the window. */
  pathForFile(file: File): string
}

declare global {
  interface Window {
    readonly cameo?: Bridge
  }
}

/** The bridge in Electron, null in a browser. */
export const bridge: Bridge | null = window.cameo ?? null
