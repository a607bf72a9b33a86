/** What a scan's vertex can be; its label is the place in this list. */
export const scanLabels = [
  'other',
  'face',
  'lips',
  'left_eyeball',
  'right_eyeball',
  'left_ear',
  'right_ear',
  'neck',
  'scalp',
  'hair',
  'clothes',
] as const
export type ScanLabel = (typeof scanLabels)[number]
