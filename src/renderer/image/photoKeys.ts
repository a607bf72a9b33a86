/** What the keyboard can do to the photo view. */
export interface PhotoKeyTarget {
  pan(dxPx: number, dyPx: number): void
  zoomMiddle(factor: number): void
  fit(): void
  actualSize(): void
  scaleBrush(factor: number): void
}

interface KeyEntry {
  /** As `KeyboardEvent.key` names them, lower case. */
  readonly keys: readonly string[]
  /** As the shortcut sheet shows them. */
  readonly shown: readonly string[]
  readonly title: string
  readonly run: (target: PhotoKeyTarget, key: string) => void
}

const stepPx = 60
const steps: Readonly<Record<string, readonly [number, number]>> = {
  arrowleft: [stepPx, 0],
  arrowright: [-stepPx, 0],
  arrowup: [0, stepPx],
  arrowdown: [0, -stepPx],
}
const zoomFactor = 1.25
const brushFactor = 1.2

const entries: readonly KeyEntry[] = [
  {
    keys: ['[', ']'],
    shown: ['[', ']'],
    title: 'Smaller brush, larger brush',
    run: (target, key) => target.scaleBrush(key === ']' ? brushFactor : 1 / brushFactor),
  },
  {
    keys: ['+', '=', '-', '_'],
    shown: ['+', '-'],
    title: 'Zoom in, zoom out',
    run: (target, key) => target.zoomMiddle(key === '+' || key === '=' ? zoomFactor : 1 / zoomFactor),
  },
  { keys: ['f'], shown: ['F'], title: 'Fit into the view', run: (target) => target.fit() },
  { keys: ['z'], shown: ['Z'], title: 'One photo pixel per screen pixel', run: (target) => target.actualSize() },
  {
    keys: Object.keys(steps),
    shown: ['←', '→', '↑', '↓'],
    title: 'Move over the photo',
    run: (target, key) => target.pan(...steps[key]),
  },
]

/** The keys the photo view answers while it has the focus; the shortcut sheet is generated from this list. */
export const photoKeys: readonly { readonly keys: readonly string[]; readonly title: string }[] = [
  ...entries.map(({ shown, title }) => ({ keys: shown, title })),
  { keys: ['Space'], title: 'Hold and drag to move the photo' },
  { keys: ['Shift'], title: 'Hold and click for a straight line from the last stroke' },
  {
    keys: ['Alt'],
    title: 'Hold and drag, or turn the wheel, for the size of the brush; hold and click to take away with an area tool',
  },
  { keys: ['Enter'], title: 'Close the polygon or the scissors' },
  { keys: ['⌫'], title: 'Take back the last corner of the polygon' },
  { keys: ['Esc'], title: 'Take back the stroke that is being drawn' },
]

/** Runs what a key stands for; false where it stands for nothing here. */
export const runPhotoKey = (event: KeyboardEvent, target: PhotoKeyTarget): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const key = event.key.toLowerCase()
  const entry = entries.find(({ keys }) => keys.includes(key))
  entry?.run(target, key)
  return entry !== undefined
}
