/** Length units a scan may come in. FLAME works in metres, H3DS and NoW in millimetres. */
export const lengthUnits = ['m', 'dm', 'cm', 'mm', 'um', 'in'] as const
export type LengthUnit = (typeof lengthUnits)[number]

const mmPerUnit: Readonly<Record<LengthUnit, number>> = { m: 1000, dm: 100, cm: 10, mm: 1, um: 0.001, in: 25.4 }

/** Millimetres in one `unit`. */
export const mmPer = (unit: LengthUnit): number => mmPerUnit[unit]

/** The factor that turns a length in `from` into a length in `to`. */
export const unitFactor = ({ from, to }: { from: LengthUnit; to: LengthUnit }): number =>
  mmPerUnit[from] / mmPerUnit[to]

/** Axes a scan's up direction may lie along, in the scan's own frame. */
export const upAxes = ['+x', '-x', '+y', '-y', '+z', '-z'] as const
export type UpAxis = (typeof upAxes)[number]
