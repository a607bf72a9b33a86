import { landmarkSchemes } from '#core/model/schemes.ts'

const titles: ReadonlyMap<string, string> = new Map(
  [...landmarkSchemes.values()].flatMap(({ points }) => points.map(({ name, title }) => [name, title] as const)),
)

/** What a landmark is called for a person; a name that no scheme knows stays as it is. */
export const landmarkTitle = (name: string): string => titles.get(name) ?? name
