import { useMemo } from 'react'
import type { Scan } from '#core/contract/contract.ts'
import { shapeDoubts } from '#core/geometry/shape/pointDoubts.ts'
import type { ShapeDoubts } from '#core/model/landmarkFindings.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { useServerData } from '../state/serverData.ts'
import type { ShownLandmarks } from './landmarkDocuments.ts'

/** The other heads of the project, as the host has them now; empty until it has answered. */
export const usePopulation = (scan: Scan | null) => {
  const heads = useServerData('landmarks.population', scan ? { scanId: scan.id } : null).data?.heads
  return useMemo(
    () => (heads ?? []).map((head) => new Map(head.map(({ name, position }) => [name, position] as const))),
    [heads],
  )
}

/** How far each point lies from where the others and the other heads would have it; null with too few points. */
export const useShapeOfPoints = (scan: Scan | null, shown: ShownLandmarks | null): ShapeDoubts | null => {
  const heads = usePopulation(scan)
  const landmarks = shown?.set.landmarks
  return useMemo(() => (landmarks ? shapeDoubts(placedPoints({ landmarks }), heads) : null), [landmarks, heads])
}
