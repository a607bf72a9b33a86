/** The name of a region or a part of the head, as a person reads it: `left_ear` is “Left ear”. */
export const regionTitle = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
