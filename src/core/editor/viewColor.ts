/** Turns by the golden ratio: neighbours, and any few, lie far apart on the circle of hues. */
const turnDegrees = 137.508

/** A colour of its own for each view of a subject, by its camera's number, as CSS has it. */
export const viewColor = (view: number): string => `hsl(${((view * turnDegrees) % 360).toFixed(1)} 68% 56%)`
