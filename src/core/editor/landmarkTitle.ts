import { landmarkSchemes } from '#core/model/schemes.ts'

const titles: ReadonlyMap<string, string> = new Map(
  [...landmarkSchemes.values()].flatMap(({ points }) => points.map(({ name, title }) => [name, title] as const)),
)

/** `left_ear_lobe` and `leftEarLobe` as words; numbers and codes stay as they are. */
const inWords = (name: string): string => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[_\s]+/)
    .filter((word) => word !== '')
  const isWords = words.length > 1 && words.some((word) => /^[A-Za-z]{2,}$/.test(word))
  if (!isWords) return name
  const text = words.map((word) => (/^[A-Z]?[a-z]+$/.test(word) ? word.toLowerCase() : word)).join(' ')
  return text[0].toUpperCase() + text.slice(1)
}

/** What a landmark is called for a person; a name that no shipped scheme knows is read as words. */
export const landmarkTitle = (name: string): string => titles.get(name) ?? inWords(name)
