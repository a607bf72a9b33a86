/** FLAME's counts: vertices of the head without its eyes, of one eye, of both and the head. */
export const headVertexCount = 3931
export const eyeballVertexCount = 546
export const modelVertexCount = headVertexCount + 2 * eyeballVertexCount
/** Open edges at the base of the neck. */
export const neckLoopSize = 30
