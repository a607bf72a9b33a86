/** The last number in a file's name: `img_0007.jpg` → 7. */
export const numberInName = (name: string): number | null => {
  const stem = name.slice(0, Math.max(0, name.lastIndexOf('.')))
  const digits = /(\d+)\D*$/.exec(stem)?.[1]
  return digits === undefined ? null : Number(digits)
}
