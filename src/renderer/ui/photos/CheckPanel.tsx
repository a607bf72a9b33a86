import type { SubjectDetail } from '#core/contract/contract.ts'
import { viewColor } from '#core/editor/viewColor.ts'
import { sortByDisagreement } from '../../app/actions/sortByDisagreement.ts'
import { type CheckedView, useMaskChecks } from '../../app/state/maskChecks.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { selectImage, shownImageOf } from '../../app/state/selection.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Facts } from '../controls/Facts.tsx'
import { Fold } from '../controls/Fold.tsx'

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`

/** What of the shown mask no place in space explains, in the colours of the views that carved it away. */
const Carved = (props: {
  readonly subjectId: string
  readonly check: CheckedView
  readonly views: ReadonlyMap<string, CheckedView>
}) => {
  const { subjectId, check, views } = props
  const byNumber = new Map([...props.views.values()].map((view) => [view.view, view]))
  if (check.outsideHull === 0)
    return <p className="muted plain-text">All of it lies in the hull of all {views.size} masks.</p>
  return (
    <ul className="carved-list" aria-label="Views that carved it">
      {check.carvedBy.map(({ view, share }) => {
        const carver = byNumber.get(view)
        return (
          <li key={view}>
            <button type="button" onClick={() => carver && selectImage(subjectId, carver.imageId)}>
              <span className="view-chip" style={{ background: viewColor(view) }} aria-hidden="true" />
              <span className="grow one-line">{carver?.name ?? `View ${view}`}</span>
              <span>{percent(share)}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** How far the shown mask agrees with the scan and with the masks of the other photos. */
export const CheckPanel = ({ subject }: { readonly subject: SubjectDetail }) => {
  const views = useMaskChecks((state) => state.views[subject.id])
  const preferences = usePreferences()
  const shown = shownImageOf(subject, preferences)
  const check = shown ? views?.get(shown.id) : undefined
  const suspects = [...(views?.values() ?? [])].filter(({ suspect }) => suspect !== 'none').length
  return (
    <Fold title="Agreement" summary={views && (suspects === 0 ? 'nothing at fault' : `${suspects} at fault`)}>
      {!views && <p className="muted plain-text">The masks against the scan and against each other.</p>}
      <ActionButton action={sortByDisagreement} size="small" variant="outlined" fill text="Check and sort" />
      {views && !check && <p className="muted plain-text">This photo was not checked: it needs a camera and a mask.</p>}
      {check && (
        <>
          <p className="plain-text">{check.reason}</p>
          <Facts
            facts={[
              { name: 'Overlap with the scan', value: percent(check.iou), isMain: true },
              { name: 'Outlines apart, 95 %', value: `${check.boundaryP95Px.toFixed(1)} px` },
              { name: 'Outside the hull of all masks', value: percent(check.outsideHull) },
            ]}
          />
          <Carved subjectId={subject.id} check={check} views={views ?? new Map()} />
        </>
      )}
    </Fold>
  )
}
