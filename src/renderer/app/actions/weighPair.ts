import { ChevronDown, ChevronUp, EyeOpen, Remove, SortNumerical } from '@blueprintjs/icons'
import { sharedPairs } from '#core/editor/pairResiduals.ts'
import { scanPairOf } from '#core/editor/scanPairs.ts'
import { landmarkDocuments } from '../documents/landmarkDocuments.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { peekPairWeights, shownLine, weighPairs } from '../state/scanPair.ts'
import { selectedSubject } from '../state/selection.ts'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

/** Weights a pair can be given, in the order in which the key gives them. */
export const pairWeightChoices = [0, 0.25, 0.5, 1, 2, 4] as const

/** The landmarks that the two scans being aligned share, in the order of the second's; empty in other steps. */
const pairNames = (): readonly string[] => {
  const subject = selectedSubject()
  if (!subject || !showsScan() || usePreferences.getState().step !== 'align') return []
  const pair = scanPairOf(subject, useSession.getState().scanPair)
  const [source, target] = [pair?.source, pair?.target].map((scan) => scan && landmarkDocuments.state(scan.id)?.stored)
  return source && target ? sharedPairs(target, source).map(({ name }) => name) : []
}

const chosenName = (): string | null => {
  const { currentPoint } = useSession.getState()
  return currentPoint !== null && pairNames().includes(currentPoint) ? currentPoint : null
}

const stepPair = (by: 1 | -1): void => {
  const names = pairNames()
  const at = names.indexOf(chosenName() ?? '')
  setSession({
    currentPoint: names[at < 0 ? (by === 1 ? 0 : names.length - 1) : (at + by + names.length) % names.length],
  })
}

const weigh = (change: (weight: number) => number): Promise<void> | undefined => {
  const [line, name] = [shownLine(), chosenName()]
  if (!line || name === null) return
  return weighPairs(line, { [name]: change(peekPairWeights(line)[name] ?? 1) })
}

type Look = Pick<Action, 'id' | 'title' | 'keys' | 'icon'>
const pairAction = (look: Look, rest: Pick<Action, 'isEnabled' | 'run' | 'isActive'>): Action => ({
  ...look,
  group: 'Steps',
  scope: 'scan',
  ...rest,
})

const hasPairs = (): boolean => pairNames().length > 0
const hasChosenPair = (): boolean => chosenName() !== null

export const nextPair = pairAction(
  { id: 'align.next-pair', title: 'Next landmark pair', keys: ['.'], icon: ChevronDown },
  { isEnabled: hasPairs, run: () => stepPair(1) },
)

export const previousPair = pairAction(
  { id: 'align.previous-pair', title: 'Previous landmark pair', keys: [','], icon: ChevronUp },
  { isEnabled: hasPairs, run: () => stepPair(-1) },
)

export const previewPairs = pairAction(
  { id: 'align.preview', title: 'Lay the scans by their landmarks alone', keys: ['8'], icon: EyeOpen },
  {
    isEnabled: hasPairs,
    isActive: () => useSession.getState().previewsPairs,
    run: () => {
      setSession({ previewsPairs: !useSession.getState().previewsPairs, shownStep: null })
      setPreferences({ show: 'both' })
    },
  },
)

export const leavePairOut = pairAction(
  { id: 'align.leave-pair-out', title: 'Leave the landmark pair out, or take it back in', keys: ['0'], icon: Remove },
  {
    isEnabled: hasChosenPair,
    isActive: () => {
      const [line, name] = [shownLine(), chosenName()]
      return line !== null && name !== null && peekPairWeights(line)[name] === 0
    },
    run: () => weigh((weight) => (weight === 0 ? 1 : 0)),
  },
)

export const weighPair = pairAction(
  { id: 'align.weigh-pair', title: 'Give the landmark pair the next weight', keys: ['9'], icon: SortNumerical },
  {
    isEnabled: hasChosenPair,
    run: () => weigh((weight) => pairWeightChoices.find((each) => each > weight) ?? pairWeightChoices[1]),
  },
)
