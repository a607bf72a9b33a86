import type { Scan } from '#core/contract/contract.ts'
import { chooseOwnSet } from '../../app/actions/chooseOwnSet.ts'
import { compareAnnotators } from '../../app/actions/compareAnnotators.ts'
import { annotatorName } from '../../app/documents/blindStudy.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker } from '../controls/Picker.tsx'

/** Whose points are shown and placed, and taking an annotator's set for the one that everything uses. */
export const ObserverBar = ({ scan }: { readonly scan: Scan }) => {
  const observer = useSession((session) => session.observer)
  const sets = useServerData('landmarks.observers', { scanId: scan.id }).data?.sets ?? []
  const own = annotatorName()
  const names = [...new Set([...sets.map((set) => set.observer).filter((name) => name !== ''), own, observer])]
  const placedOf = (name: string): number => sets.find((set) => set.observer === name)?.placed ?? 0
  return (
    <div className="row row-tight">
      <div className="grow">
        <Picker
          fill
          size="small"
          label="Whose points"
          value={observer}
          options={[
            { value: '', text: 'The set that everything uses', detail: `${placedOf('')} points` },
            ...names
              .filter((name) => name !== '')
              .map((name) => ({ value: name, text: `Set of ${name}`, detail: `${placedOf(name)} points` })),
          ]}
          onChange={(value) => setSession({ observer: value, currentPoint: null })}
        />
      </div>
      <ActionButton action={compareAnnotators} size="small" />
      {observer !== '' && <ActionButton action={chooseOwnSet} size="small" />}
    </div>
  )
}
