import { Callout } from '@blueprintjs/core'
import { Offline } from '@blueprintjs/icons'
import { useConnection } from '../../app/transport/connection.ts'

const texts = {
  lost: 'Cameo’s host does not answer. Nothing you see is lost; the window reconnects by itself as soon as the host runs again.',
  refused:
    'The host was started anew. Open the address it printed, in this browser: this window then goes on by itself and saves what is not saved yet.',
} as const

/** Says that the host is away, until it is back. */
export const ConnectionBanner = () => {
  const state = useConnection((connection) => connection.state)
  if (state !== 'lost' && state !== 'refused') return null
  return (
    <Callout intent="warning" icon={<Offline />} className="connection-banner" role="alert" aria-label="Connection">
      {texts[state]}
    </Callout>
  )
}
