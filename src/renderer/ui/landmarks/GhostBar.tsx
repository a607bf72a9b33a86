import { useEffect } from 'react'
import type { Scan } from '#core/contract/contract.ts'
import { acceptAllGhosts, acceptGhost } from '../../app/actions/acceptGhost.ts'
import { useFrameGhosts, useFrameQuestion } from '../../app/documents/frameGhosts.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import {
  observerOf,
  observerSource,
  proposingModelId,
  registrationQuestion,
  useGhosts,
} from '../../app/documents/landmarkGhosts.ts'
import { askModelGhosts, useModelGhosts } from '../../app/documents/modelGhosts.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker, type PickerOption } from '../controls/Picker.tsx'

const fixed: readonly PickerOption<string>[] = [
  { value: 'off', text: 'No proposals' },
  { value: 'best', text: 'Proposed', detail: 'by a head model, the other heads of the project, or the scheme' },
  { value: 'scheme', text: 'Proposed by the scheme alone', detail: 'its mean shape, from three points on' },
  { value: 'mirror', text: 'Mirrored', detail: 'from the other side of the face' },
  { value: 'scan', text: 'Copied from the other scan', detail: 'by the alignment or by the shared points' },
  { value: 'frame', text: 'Carried from the frame before', detail: 'of a sequence, by the surface around each point' },
  { value: 'registration', text: 'Carried from the registration', detail: 'of this scan, points of any scheme' },
]

const basisTexts = {
  model: 'From the head model, fitted to the points and the scan.',
  population: 'From the scheme and the other heads of the project.',
  scheme: 'From the mean shape of the scheme.',
  // The panel names the frame.
  frame: '',
  registration: 'From the registration of this scan.',
} as const

/** Asks for what the best proposals are made from; they are looked up where they are made. */
const useIngredients = (scan: Scan, isWanted: boolean): string | null => {
  const scheme = usePreferences((preferences) => preferences.scheme)
  const shown = useLandmarks(scan.id)
  useServerData('landmarks.population', isWanted ? { scanId: scan.id } : null)
  const models = useServerData('models.list', {}).data?.models
  const modelId = isWanted && models ? proposingModelId() : null
  const landmarks = shown?.set.landmarks
  useEffect(() => {
    if (modelId !== null && landmarks) askModelGhosts({ scan, scheme, modelId, landmarks })
  }, [scan, scheme, modelId, landmarks])
  const error = useModelGhosts((all) => all[scan.id]?.error ?? null)
  return modelId === null ? null : (error?.message ?? null)
}

/** Where points of another frame come from, or why there are none; null while something else proposes. */
const useFrameMessage = (scan: Scan, isWanted: boolean): string | null => {
  const observer = useSession((session) => session.observer)
  const shown = useLandmarks(scan.id)
  useFrameQuestion(isWanted && shown ? { scan, observer, landmarks: shown.set.landmarks } : null)
  const latest = useFrameGhosts((all) => all.latest)
  if (!isWanted) return null
  if (latest?.scanId !== scan.id || latest.observer !== observer) return 'Carrying the points of the frame beside…'
  if (latest.error) return latest.error.message
  return latest.carried
    ? `Carried from ${latest.carried.frame}.`
    : 'No subject with points is a frame of the same sequence: its name would differ by its last number only.'
}

/** Why a registration has no points to carry; null while it has, or something else proposes. */
const useRegistrationMessage = (scan: Scan, isWanted: boolean, isWaiting: boolean): string | null => {
  usePreferences(({ scheme }) => scheme)
  const { data, error } = useServerData('landmarks.carryRegistration', isWanted ? registrationQuestion(scan) : null)
  if (!isWanted) return null
  if (error) return error.message
  if (data === undefined) return 'Carrying the points of the registration…'
  if (data === null) return 'This scan is not registered yet: run its registration first.'
  return isWaiting ? null : 'Every point of this scheme is decided: the registration has more for a larger scheme.'
}

/** Places that are proposed for the points that wait: where they come from, and taking them. */
export const GhostBar = ({ scan, current }: { readonly scan: Scan; readonly current: string | null }) => {
  const source = usePreferences(({ ghostSource }) => ghostSource)
  const { ghosts, message, basis } = useGhosts(scan)
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
  const modelMessage = useIngredients(scan, source === 'best')
  const frameMessage = useFrameMessage(scan, source === 'frame')
  const registrationMessage = useRegistrationMessage(scan, source === 'registration', current !== null)
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
        <p className="quiet ghost-note">
          Its proposed place is right to about {currentGhost.sigmaMm.toFixed(1)} mm. {basis && basisTexts[basis]}
        </p>
      )}
      {frameMessage && (
        <p className="muted ghost-note" role="status" aria-label="Frame beside">
          {frameMessage}
        </p>
      )}
      {registrationMessage && (
        <p className="muted ghost-note" role="status" aria-label="Registration">
          {registrationMessage}
        </p>
      )}
      {modelMessage && <p className="muted ghost-note">The head model proposes nothing: {modelMessage}</p>}
      {message && <p className="muted ghost-note">{message}</p>}
    </section>
  )
}
