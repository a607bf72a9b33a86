/** The labels of a run of triangles, in the order in which a row of `MeshParts.labels` holds them. */
export const partLabels = ['object', 'group', 'material', 'smoothing'] as const
export type PartLabel = (typeof partLabels)[number]

/**
 * The structure that a file gives its triangles: runs of them with an object, a group, a material and a smoothing
 * group. It belongs to the triangles of one reading; whoever makes other triangles leaves it behind.
 */
export interface MeshParts {
  /** `[p]` first triangle of each run, ascending; triangles before the first run have no label. */
  readonly starts: Uint32Array
  /** `[p*4]` rows of indices into `names`, in the order of `partLabels`; 0 where a run has no such label. */
  readonly labels: Uint32Array
  /** As the file writes them; the first is empty. */
  readonly names: readonly string[]
}

/** The different labels of one kind that runs have, in the order of the file. */
const labelsOf = ({ labels, names }: MeshParts, kind: PartLabel): string[] => {
  const found = new Set<number>()
  for (let i = partLabels.indexOf(kind); i < labels.length; i += partLabels.length) found.add(labels[i])
  found.delete(0)
  return [...found].map((name) => names[name])
}

/** How many different labels there are; an object and a group of one name are one. */
export const countParts = (
  parts: MeshParts,
): { readonly groups: number; readonly materials: number; readonly smoothing: number } => ({
  groups: new Set([...labelsOf(parts, 'object'), ...labelsOf(parts, 'group')]).size,
  materials: labelsOf(parts, 'material').length,
  smoothing: labelsOf(parts, 'smoothing').length,
})
