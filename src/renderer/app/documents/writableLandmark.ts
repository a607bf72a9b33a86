import type { Landmark } from '#core/model/landmarks.ts'

/** A landmark as the contract's calls take it. */
export const writableLandmark = ({ position, surface, ...landmark }: Landmark) => ({
  ...landmark,
  position: position && ([...position] as [number, number, number]),
  surface: surface && { ...surface, barycentrics: [...surface.barycentrics] as [number, number, number] },
})
