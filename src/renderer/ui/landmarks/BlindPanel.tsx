/**
 * In place of the list of subjects while scans are served for a study.
 * The user wants: to place points without knowing whose scan it is, and whether they have had it before.
 * Fewest actions: place the points, then the one button for the next scan.
 */
import { ProgressBar } from '@blueprintjs/core'
import { leaveStudy, nextServedScan } from '../../app/actions/blindStudyActions.ts'
import { type Session, useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'

/** What a subject is called while it is served. */
export const useServedTitle = (): string | null => {
  const blind = useSession((session) => session.blind)
  return blind && `Scan ${blind.at + 1} of ${blind.items.length}`
}

export const BlindPanel = ({ blind }: { readonly blind: NonNullable<Session['blind']> }) => {
  const { at, items, annotator } = blind
  const isLast = at + 1 === items.length
  return (
    <section className="blind-panel column" aria-label="Blind study">
      <h2 className="blind-title" role="status" aria-label="Scan served">
        Scan {at + 1} of {items.length}
      </h2>
      <ProgressBar value={(at + 1) / items.length} intent="primary" stripes={false} animate={false} />
      <p className="muted scheme-note">
        Placed by {annotator}. Names, earlier points and proposals are put away until the end; some of the scans you
        have seen before.
      </p>
      <ActionButton
        action={nextServedScan}
        intent="primary"
        variant="solid"
        fill
        text={isLast ? 'Finish and compare' : 'Next scan'}
      />
      <ActionButton action={leaveStudy} fill text="Leave for now" />
    </section>
  )
}
