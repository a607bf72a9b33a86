import type { StandardView } from './types.ts'

/** What the keyboard can do to the view. */
export interface KeyboardTarget {
  /** Turns the view by so many pixels, or moves the selected marker that way. */
  arrow(dxPx: number, dyPx: number, size: 'fine' | 'coarse'): void
  /** factor < 1 comes nearer to the middle of the view. */
  zoomMiddle(factor: number): void
  fit(): void
  standardView(view: StandardView): void
}

interface KeyEntry {
  /** As `KeyboardEvent.key` names them, lower case. */
  readonly keys: readonly string[]
  /** As the shortcut sheet shows them. */
  readonly shown: readonly string[]
  readonly title: string
  readonly run: (target: KeyboardTarget, key: string, size: 'fine' | 'coarse') => void
}

const turnPx = 24
/** The head follows the arrow, as it follows a drag. */
const turns: Readonly<Record<string, readonly [number, number]>> = {
  arrowleft: [-turnPx, 0],
  arrowright: [turnPx, 0],
  arrowup: [0, -turnPx],
  arrowdown: [0, turnPx],
}

const viewEntry = (key: string, view: StandardView, title: string): KeyEntry => ({
  keys: [key],
  shown: [key],
  title,
  run: (target) => target.standardView(view),
})

const entries: readonly KeyEntry[] = [
  {
    keys: Object.keys(turns),
    shown: ['←', '→', '↑', '↓'],
    title: 'Turn the view, or move the selected point by 0.1 mm (with Shift 1 mm)',
    run: (target, key, size) => target.arrow(...turns[key], size),
  },
  {
    keys: ['+', '=', '-', '_'],
    shown: ['+', '-'],
    title: 'Zoom in, zoom out',
    run: (target, key) => target.zoomMiddle(key === '+' || key === '=' ? 0.85 : 1 / 0.85),
  },
  { keys: ['f'], shown: ['F'], title: 'Fit into the view', run: (target) => target.fit() },
  viewEntry('1', 'front', 'View from the front'),
  viewEntry('2', 'back', 'View from the back'),
  viewEntry('3', 'left', "View from the subject's left"),
  viewEntry('4', 'right', "View from the subject's right"),
  viewEntry('5', 'top', 'View from the top'),
  viewEntry('6', 'bottom', 'View from the bottom'),
]

/** The keys the 3D view answers while it has the focus; the shortcut sheet is generated from this list. */
export const viewportKeys: readonly { readonly keys: readonly string[]; readonly title: string }[] = [
  ...entries.map(({ shown, title }) => ({ keys: shown, title })),
  { keys: ['Esc'], title: 'Put the point that is being dragged back' },
]

/** Runs what a key stands for; false where it stands for nothing here. */
export const runViewportKey = (event: KeyboardEvent, target: KeyboardTarget): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const key = event.key.toLowerCase()
  const entry = entries.find(({ keys }) => keys.includes(key))
  entry?.run(target, key, event.shiftKey ? 'coarse' : 'fine')
  return entry !== undefined
}
