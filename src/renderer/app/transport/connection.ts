import { create } from 'zustand'

/** `refused`: the host answers, but does not know this browser any more: it was started anew with another secret. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused'

export const useConnection = create<{ readonly state: ConnectionState }>(() => ({ state: 'connecting' }))

export const setConnection = (state: ConnectionState): void => {
  if (useConnection.getState().state !== state) useConnection.setState({ state })
}
