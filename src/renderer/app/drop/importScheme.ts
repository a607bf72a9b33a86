import { setPreferences } from '../state/preferences.ts'
import { refreshServerData } from '../state/serverData.ts'
import { setSession } from '../state/session.ts'
import { showNote } from '../state/toasts.ts'
import { client } from '../transport/client.ts'

/** What is taken for a scheme where it is dropped: a .json may be much else. */
export const isSchemeFile = (name: string): boolean => /\.(pptpl|ya?ml)$/i.test(name)

/** Keeps the scheme of a file for this person, and places points by it from now on. */
export const importScheme = async (path: string): Promise<void> => {
  const { entry, warnings } = await client.call('schemes.import', { path, owner: 'user' })
  refreshServerData()
  const { name, title, points } = entry.scheme
  setSession({ currentPoint: null })
  setPreferences({ scheme: name })
  const notes = warnings.map(({ message }) => message).join(' ')
  void showNote({
    message: `Points are placed by “${title}” now, ${points.length} of them. ${notes}`.trim(),
    intent: warnings.length > 0 ? 'warning' : 'success',
  })
}
