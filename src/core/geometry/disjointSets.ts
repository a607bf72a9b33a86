/** The set that an element belongs to, told by its lowest member (union–find with path halving). */
export const rootOf = (parents: Uint32Array, start: number): number => {
  let element = start
  while (parents[element] !== element) {
    parents[element] = parents[parents[element]]
    element = parents[element]
  }
  return element
}

/** Joins the sets of two elements. `parents` begins as every element its own parent. */
export const unite = (parents: Uint32Array, a: number, b: number): void => {
  const rootA = rootOf(parents, a)
  const rootB = rootOf(parents, b)
  if (rootA < rootB) parents[rootB] = rootA
  else parents[rootA] = rootB
}
