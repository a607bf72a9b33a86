/** A name up to its last number, and that number: `anna_0012` is frame 12 of `anna_`. */
const numbered = (name: string): { readonly of: string; readonly frame: number } | null => {
  const found = /^(.*?)(\d+)(\D*)$/.exec(name)
  return found && { of: `${found[1]}#${found[3]}`, frame: Number(found[2]) }
}

/** Whether two names are alike but for their last number. */
export const isFrameOf = (name: string, other: string): boolean => {
  const [a, b] = [numbered(name), numbered(other)]
  return a !== null && a.of === b?.of && a.frame !== b.frame
}

/**
 * The frame before among names that are alike but for their last number; of the first frame the one after it; null where
 * there is no other.
 */
export const frameBeside = (name: string, names: readonly string[]): string | null => {
  const own = numbered(name)
  if (!own) return null
  const others = names.flatMap((other) => {
    const found = numbered(other)
    return found && found.of === own.of && found.frame !== own.frame ? [{ other, by: found.frame - own.frame }] : []
  })
  const earlier = others.filter(({ by }) => by < 0).sort((a, b) => b.by - a.by)
  const later = others.filter(({ by }) => by > 0).sort((a, b) => a.by - b.by)
  return (earlier[0] ?? later[0])?.other ?? null
}
