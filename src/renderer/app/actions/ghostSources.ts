import { Duplicate, EyeOff, Flows, People, PolygonFilter, SwapHorizontal } from '@blueprintjs/icons'
import { observerOf, observerSource } from '../documents/landmarkGhosts.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { activeScan } from '../state/selection.ts'
import { peekServerData } from '../state/serverData.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

const source = (): string => usePreferences.getState().ghostSource

/** Proposes from somewhere else; pressed again, from the best there is. */
const proposeFrom = (value: string, o: Pick<Action, 'title' | 'keys' | 'icon'>): Action => ({
  id: `landmark.from-${value}`,
  group: 'Landmarks',
  scope: 'scan',
  isEnabled: placesLandmarks,
  isActive: () => source() === value,
  run: () => setPreferences({ ghostSource: source() === value ? 'best' : value }),
  ...o,
})

/** Annotators who have a set of their own of the scan that keys go to. */
const observers = (): readonly string[] => {
  const scan = activeScan()
  const sets = (scan && peekServerData('landmarks.observers', { scanId: scan.id })?.sets) ?? []
  return sets.map(({ observer }) => observer).filter((observer) => observer !== '')
}

const fromAnnotator: Action = {
  ...proposeFrom('annotator', { title: 'Copy from an annotator, the next one', keys: ['shift+o'], icon: People }),
  isEnabled: () => placesLandmarks() && observers().length > 0,
  isActive: () => observerOf(source()) !== null,
  run: () => {
    const all = observers()
    const next = all[all.indexOf(observerOf(source()) ?? '') + 1]
    setPreferences({ ghostSource: next === undefined ? 'best' : observerSource(next) })
  },
}

/** Where proposed places come from, by a key each. Copies are proposals too: what is accepted says that no hand clicked it. */
export const ghostSourceActions: readonly Action[] = [
  proposeFrom('frame', { title: 'Carry from the frame before', keys: ['shift+b'], icon: Flows }),
  proposeFrom('scan', { title: 'Copy from the other scan', keys: ['shift+c'], icon: Duplicate }),
  fromAnnotator,
  proposeFrom('registration', { title: 'Carry from the registration', keys: ['shift+j'], icon: PolygonFilter }),
  proposeFrom('mirror', { title: 'Mirror from the other side of the face', keys: ['shift+i'], icon: SwapHorizontal }),
  proposeFrom('off', { title: 'Propose nothing', keys: ['shift+q'], icon: EyeOff }),
]
