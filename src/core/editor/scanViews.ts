import type { SubjectDetail } from '../contract/contract.ts'
import { standingScans, workScans } from './scanPairs.ts'
import { currentAlignment, currentRegistration } from './subjectSteps.ts'

/** What the 3D view can show of a subject: one scan, two side by side, the aligned two in one frame, the registration over its scan. */
export const scanShows = ['coarse', 'fine', 'side', 'both', 'registration'] as const
export type ScanShow = (typeof scanShows)[number]

/** Points that two scans must share before they can be laid over each other. */
const fewestPairs = 3

const hasPairs = (subject: SubjectDetail): boolean =>
  workScans(subject).filter(({ landmarksPlaced }) => landmarksPlaced >= fewestPairs).length > 1

/** Why something cannot be shown, in a sentence; null where it can. */
export const showObstacle = (subject: SubjectDetail, show: ScanShow): string | null => {
  const standing = standingScans(subject, null)
  const hasCoarse = standing.coarse !== null
  const hasFine = standing.fine !== null
  const obstacles: Readonly<Record<ScanShow, string | null>> = {
    coarse: hasCoarse ? null : 'This subject has no coarse scan.',
    fine: hasFine ? null : 'This subject has no fine scan.',
    side: hasCoarse && hasFine ? null : 'This subject has one scan only.',
    both:
      currentAlignment(subject) || hasPairs(subject)
        ? null
        : 'Align the scans, or place three landmarks on both: they are in different frames.',
    registration: currentRegistration(subject) ? null : 'Run the registration first.',
  }
  return obstacles[show]
}

/** The wanted view where it can be shown, otherwise the nearest that can; null for a subject without scans. */
export const effectiveShow = (subject: SubjectDetail, wanted: ScanShow): ScanShow | null => {
  const order: readonly ScanShow[] = [wanted, 'fine', 'coarse']
  return order.find((show) => showObstacle(subject, show) === null) ?? null
}

/** The scan that clicks and keys go to: of the shown role, otherwise of the role used last, otherwise any. */
export const activeRoleOf = (
  subject: SubjectDetail,
  state: { show: ScanShow; activeRole: 'coarse' | 'fine' },
): 'coarse' | 'fine' | null => {
  const shown = effectiveShow(subject, state.show)
  if (shown === 'coarse' || shown === 'fine') return shown
  const registered = shown === 'registration' ? currentRegistration(subject)?.scanId : undefined
  const standing = standingScans(subject, null)
  const roles = ['fine', 'coarse'] as const
  const registeredRole = roles.filter((role) => registered !== undefined && standing[role]?.id === registered)
  return [...registeredRole, state.activeRole, ...roles].find((role) => standing[role] !== null) ?? null
}
