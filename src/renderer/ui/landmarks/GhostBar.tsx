import type { Scan } from '#core/contract/contract.ts'
import { acceptAllGhosts, acceptGhost } from '../../app/actions/acceptGhost.ts'
import { observerOf, observerSource, useGhosts } from '../../app/documents/landmarkGhosts.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker, type PickerOption } from '../controls/Picker.tsx'

const fixed: readonly PickerOption<string>[] = [
  { value: 'off', text: 'No proposals' },
  { value: 'scheme', text: 'Proposed by the scheme', detail: 'its mean shape, from three points on' },
  { value: 'mirror', text: 'Mirrored', detail: 'from the other side of the face' },
  { value: 'scan', text: 'Copied from the other scan', detail: 'by the alignment or by the shared points' },
]

/** Places that are proposed for the points that wait: where they come from, and taking them. */
export const GhostBar = ({ scan, current }: { readonly scan: Scan; readonly current: string | null }) => {
  const source = usePreferences(({ ghostSource }) => ghostSource)
  const { ghosts, message } = useGhosts(scan)
  const observers = useServerData('landmarks.observers', { scanId: scan.id }).data?.sets ?? []
  const observer = observerOf(source)
  // Asked for here, and looked up where the proposals are made.
  useServerData('landmarks.get', observer === null ? null : { scanId: scan.id, observer })
  const options = [
    ...fixed,
    ...observers
      .filter((set) => set.observer !== '')
      .map((set) => ({
        value: observerSource(set.observer),
        text: `Copied from ${set.observer}`,
        detail: `${set.placed} points`,
      })),
  ]
  const currentGhost = ghosts.find(({ name }) => name === current)
  return (
    <section className="ghost-bar column" aria-label="Proposed places">
      <Picker
        fill
        size="small"
        label="Where proposals come from"
        value={source}
        options={options}
        onChange={(ghostSource) => setPreferences({ ghostSource })}
      />
      {ghosts.length > 0 && (
        <div className="row row-tight">
          <ActionButton action={acceptGhost} size="small" text="Accept" />
          <ActionButton action={acceptAllGhosts} size="small" text={`Accept all ${ghosts.length}`} />
        </div>
      )}
      {currentGhost && (
        <p className="quiet ghost-note">Its proposed place is right to about {currentGhost.sigmaMm.toFixed(1)} mm.</p>
      )}
      {message && <p className="muted ghost-note">{message}</p>}
    </section>
  )
}
