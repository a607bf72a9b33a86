import type { Scan } from '#core/contract/contract.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import type { Session } from '../state/session.ts'

/** The landmarks of a scan with the one that is being dragged where the pointer has it now. */
export const withDragged = (
  scan: Pick<Scan, 'id'> | null,
  landmarks: readonly Landmark[] | undefined,
  dragged: Session['draggedPoint'],
): readonly Landmark[] => {
  const all = landmarks ?? []
  if (!dragged || dragged.scanId !== scan?.id) return all
  return all.map((each) => (each.name === dragged.name ? { ...each, position: dragged.position } : each))
}
