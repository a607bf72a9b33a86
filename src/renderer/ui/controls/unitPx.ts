import { useSyncExternalStore } from 'react'

/** The size of the design's unit in CSS pixels; it grows on large screens (theme/tokens.css). */
export const unitPx = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--bp-surface-spacing')) || 4

const onResize = (listener: () => void): (() => void) => {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** The same, followed as the window comes to a larger or a smaller screen. */
export const useUnitPx = (): number => useSyncExternalStore(onResize, unitPx)
