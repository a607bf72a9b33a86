/** Numbers for people, the same in every country: a point, no grouping. */

/** "0.123 mm". */
export const millimetres = (value: number): string => `${value.toFixed(3)} mm`

/** "12.3 s". */
export const secondsText = (value: number): string => `${value.toFixed(1)} s`

/** A part of a whole: "97.5 %". */
export const percentage = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

/** Six significant digits without an exponent where none is needed. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(6)))

const sizeUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** "12.3 MB". */
export const byteSize = (sizeBytes: number): string => {
  const power = sizeBytes < 1000 ? 0 : Math.min(sizeUnits.length - 1, Math.floor(Math.log10(sizeBytes) / 3))
  return `${power === 0 ? sizeBytes : (sizeBytes / 1000 ** power).toFixed(1)} ${sizeUnits[power]}`
}
