/** The size of the design's unit in CSS pixels; it grows on large screens (theme/tokens.css). */
export const unitPx = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--bp-surface-spacing')) || 4
