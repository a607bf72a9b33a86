/** FLAME's counts: vertices of the head without its eyes, of one eye. */
export const headVertexCount = 3931
export const eyeballVertexCount = 546
/** Open edges at the base of the neck. */
export const neckLoopSize = 30
