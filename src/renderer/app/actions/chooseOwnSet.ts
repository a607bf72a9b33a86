import { Endorsed } from '@blueprintjs/icons'
import { activeScan } from '../state/selection.ts'
import { setSession, useSession } from '../state/session.ts'
import { client } from '../transport/client.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const chooseOwnSet: Action = {
  id: 'landmark.use-set',
  title: 'Let everything use this set',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['mod+shift+y'],
  icon: Endorsed,
  isEnabled: () => placesLandmarks() && useSession.getState().observer !== '' && useSession.getState().blind === null,
  run: async () => {
    const scan = activeScan()
    const { observer } = useSession.getState()
    if (!scan || observer === '') return
    await client.call('landmarks.use', { scanId: scan.id, observer })
    setSession({ observer: '' })
  },
}
