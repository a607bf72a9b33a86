import { useMemo } from 'react'

/** Plain data as one object for as long as it says the same: nothing is drawn anew for it. */
export const useUnchanged = <Value>(value: Value): Value => {
  const told = JSON.stringify(value)
  return useMemo<Value>(() => JSON.parse(told), [told])
}
