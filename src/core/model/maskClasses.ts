/** A kind of thing that has a layer of its own in every photo. */
export interface MaskClass {
  readonly name: string
  readonly title: string
  /** `#rrggbb` of its overlay. */
  readonly color: string
  /** No pixel belongs to two exclusive classes: painting one takes it from the others. */
  readonly isExclusive: boolean
}

/** The class that is the mask itself: every other lies inside of it. */
export const foreground = 'foreground'

/** What every project has. */
export const builtInClasses: readonly MaskClass[] = [
  { name: foreground, title: 'Foreground', color: '#2994ff', isExclusive: false },
  { name: 'hair', title: 'Hair', color: '#e8843c', isExclusive: true },
  { name: 'skin', title: 'Skin', color: '#f2b8a0', isExclusive: true },
  { name: 'clothing', title: 'Clothing', color: '#8b6fe0', isExclusive: true },
]

/** Names are parts of file names: small letters, digits and hyphens. */
export const classNamePattern = /^[a-z][a-z0-9-]{0,30}$/
