import { setPreferences, usePreferences } from '../state/preferences.ts'
import { currentProject } from '../state/selection.ts'
import { peekServerData } from '../state/serverData.ts'
import { type Session, setSession, useSession } from '../state/session.ts'
import { client } from '../transport/client.ts'
import { landmarkDocuments } from './landmarkDocuments.ts'

type Blind = NonNullable<Session['blind']>

/** The name under which this person places points. */
export const annotatorName = (): string =>
  usePreferences.getState().annotator ?? peekServerData('host.info', {})?.userName ?? 'annotator'

const serve = (blind: Blind): void => {
  const project = currentProject()
  const item = blind.items[blind.at]
  if (!project || !item) return
  const role = item.role === 'coarse' ? 'coarse' : 'fine'
  const { selectedSubjects } = usePreferences.getState()
  setPreferences({
    selectedSubjects: { ...selectedSubjects, [project.path]: item.subjectId },
    tab: 'scan',
    step: 'landmarks',
    show: role,
    activeRole: role,
    photoBeside: false,
  })
  setSession({ blind, observer: item.observer, scanPair: null, currentPoint: null, dialog: null })
  void landmarkDocuments.ensure(item.scanId)
}

/** Goes on with what was planned for this person, at the first scan with nothing on it. */
export const resumeBlindStudy = async (annotator: string): Promise<void> => {
  const { items } = await client.call('study.queue', { annotator })
  const at = items.findIndex(({ decided }) => decided === 0)
  if (items.length > 0) serve({ annotator, items, at: Math.max(0, at) })
}

/** Chooses scans for this person by the seed, and serves the first. */
export const startBlindStudy = async (o: {
  readonly annotator: string
  readonly role: 'coarse' | 'fine'
  readonly share: number
  readonly seed: number
}): Promise<void> => {
  const { items } = await client.call('study.plan', o)
  serve({ annotator: o.annotator, items, at: 0 })
}

export const stopBlindStudy = (): void => setSession({ blind: null, observer: '', currentPoint: null })

/** The next scan; after the last one the study is over, and its result is shown. */
export const nextBlindScan = (): void => {
  const { blind } = useSession.getState()
  if (!blind) return
  if (blind.at + 1 < blind.items.length) serve({ ...blind, at: blind.at + 1 })
  else {
    stopBlindStudy()
    setSession({ dialog: 'study' })
  }
}
