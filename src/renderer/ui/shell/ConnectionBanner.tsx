import { Callout } from '@blueprintjs/core'
import { Offline } from '@blueprintjs/icons'
import { useConnection } from '../../app/transport/connection.ts'

const texts = {
  lost: 'Cameo’s host does not answer. Nothing you see is lost; the window reconnects by itself as soon as the host runs again.',
  refused: 'The host was started anew and does not know this window. Open the address it printed when it started.',
} as const

/** Says that the host is away, until it is back. */
export const ConnectionBanner = () => {
  const state = useConnection((connection) => connection.state)
  if (state !== 'lost' && state !== 'refused') return null
  return (
    <Callout intent="warning" icon={<Offline />} className="connection-banner" role="alert">
      {texts[state]}
    </Callout>
  )
}
