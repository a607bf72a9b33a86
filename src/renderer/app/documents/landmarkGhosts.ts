import { useSyncExternalStore } from 'react'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import {
  type GhostInput,
  type Ghosts,
  ghostsFromMirror,
  ghostsFromObserver,
  ghostsFromProposals,
  ghostsFromScan,
  ghostsFromScheme,
  noGhosts,
  stillWaiting,
} from '#core/editor/landmarkGhosts.ts'
import { alignmentBetween, frameFromOther } from '#core/editor/scanPairs.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { mmPer } from '#core/model/units.ts'
import { usePreferences } from '../state/preferences.ts'
import { scanSurface, useScanSurfaces } from '../state/scanSurfaces.ts'
import { selectedSubject } from '../state/selection.ts'
import { peekServerData, useServerEntries } from '../state/serverData.ts'
import { useSession } from '../state/session.ts'
import { AfterFrame } from './afterFrame.ts'
import { useFrameGhosts } from './frameGhosts.ts'
import { landmarkDocuments, shownSet } from './landmarkDocuments.ts'
import { chosenScheme, otherScan } from './landmarkWork.ts'
import { useModelGhosts } from './modelGhosts.ts'

export const observerSource = (observer: string): string => `observer:${observer}`

/** The annotator whose points are proposed; null where something else is. */
export const observerOf = (source: string): string | null =>
  source.startsWith('observer:') ? source.slice('observer:'.length) : null

/** The head model that proposes: the one chosen last, otherwise the project's first; null where there is none. */
export const proposingModelId = (): string | null => {
  const models = peekServerData('models.list', {})?.models ?? []
  const { modelId } = usePreferences.getState()
  return (models.find(({ id }) => id === modelId) ?? models[0])?.id ?? null
}

/** What was carried from another frame to the set that is shown of a scan. */
const carriedTo = (scan: Scan) => {
  const { latest } = useFrameGhosts.getState()
  return latest?.scanId === scan.id && latest.observer === useSession.getState().observer ? latest.carried : null
}

/** What is asked of the host for the points that a registration has on its scan. */
export const registrationQuestion = (scan: Scan) => ({ scanId: scan.id, scheme: chosenScheme().name })

/** Everything the proposals of a scan are made from, by identity. */
const ingredientsOf = (scan: Scan, subject: SubjectDetail | null) => {
  const other = otherScan(scan)
  const between = other && subject ? alignmentBetween(subject, scan, other) : null
  const source = usePreferences.getState().ghostSource
  const observer = observerOf(source)
  return {
    landmarks: shownSet(scan.id)?.landmarks ?? null,
    scheme: chosenScheme(),
    surface: scanSurface(scan.id),
    isServed: useSession.getState().blind !== null,
    unit: scan.unit,
    source,
    otherStored: (source === 'scan' && other && landmarkDocuments.state(other.id)?.stored) || null,
    alignment: between,
    population: (source === 'best' && peekServerData('landmarks.population', { scanId: scan.id })) || null,
    modelId: source === 'best' ? proposingModelId() : null,
    fitted: source === 'best' ? (useModelGhosts.getState()[scan.id] ?? null) : null,
    carried: source === 'frame' ? carriedTo(scan) : null,
    ofRegistration:
      (source === 'registration' && peekServerData('landmarks.carryRegistration', registrationQuestion(scan))) || null,
    observed: (observer !== null && peekServerData('landmarks.get', { scanId: scan.id, observer })) || null,
  }
}

type Ingredients = ReturnType<typeof ingredientsOf>

const makeGhosts = (scan: Scan, from: Ingredients): Ghosts => {
  const { landmarks, surface, scheme, source } = from
  if (!landmarks || !surface || source === 'off' || from.isServed) return noGhosts
  const input = { landmarks, scheme, surface, mmPerUnit: from.unit && mmPer(from.unit) }
  if (source === 'mirror') return ghostsFromMirror(input)
  if (source === 'scan') {
    const alignment = from.alignment && frameFromOther(from.alignment, scan)
    return ghostsFromScan(input, { other: from.otherStored?.landmarks ?? [], scanFromOther: alignment })
  }
  if (source === 'frame') return from.carried ? ghostsFromProposals(input, from.carried) : noGhosts
  if (source === 'registration') {
    return from.ofRegistration ? ghostsFromProposals(input, from.ofRegistration) : noGhosts
  }
  if (observerOf(source) !== null) return ghostsFromObserver(input, from.observed?.landmarks ?? [])
  return source === 'best' ? bestGhosts(input, from) : ghostsFromScheme(input)
}

/** From a head model where there is one, with the other heads of the project and the scheme where it says nothing. */
const bestGhosts = (input: GhostInput, { population, modelId, fitted, scheme }: Ingredients): Ghosts => {
  const isOfModel = fitted !== null && fitted.modelId === modelId && fitted.scheme === scheme.name
  const ofModel = isOfModel && fitted.proposed ? ghostsFromProposals(input, fitted.proposed) : noGhosts
  if (placedPoints(input).size < 3) return noGhosts
  const known = new Set([...input.landmarks, ...ofModel.ghosts].map(({ name }) => name))
  const heads = (population?.heads ?? []).map((head) => new Map(head.map(({ name, position }) => [name, position])))
  const others = ghostsFromScheme(
    { ...input, scheme: { ...scheme, points: scheme.points.filter(({ name }) => !known.has(name)) } },
    heads,
  )
  if (ofModel.ghosts.length === 0) return others
  return { ghosts: [...ofModel.ghosts, ...others.ghosts], message: others.message, basis: 'model' }
}

interface Made {
  readonly from: Ingredients
  readonly ghosts: Ghosts
}

/** Of the scans that are shown: each holds its surface in memory. */
const kept = 2
const made = new Map<string, Made>()

const differ = (a: Ingredients, b: Ingredients, keys = Object.keys(a) as (keyof Ingredients)[]): boolean =>
  keys.some((key) => a[key] !== b[key])

/** The proposed places of a scan for the points that wait, made now where something has changed: milliseconds. */
export const ghostsOf = (scan: Scan): Ghosts => {
  const from = ingredientsOf(scan, selectedSubject())
  const known = made.get(scan.id)
  if (known && !differ(known.from, from)) return known.ghosts
  const ghosts = makeGhosts(scan, from)
  made.delete(scan.id)
  made.set(scan.id, { from, ghosts })
  for (const oldest of [...made.keys()].slice(0, -kept)) made.delete(oldest)
  return ghosts
}

const remade = new Set<() => void>()
/** A click is drawn before the others' places are made anew, and of clicks within one frame the last one counts. */
const remakes = new AfterFrame<Scan>((scan) => {
  ghostsOf(scan)
  for (const listener of remade) listener()
})

/** Whether the places of a scan are about to be made anew. */
export const areGhostsComing = (scan: Scan): boolean => remakes.isWaiting(scan.id)

/** What is shown of the proposed places: those before the last change until it is on the screen, then those after it. */
export const shownGhosts = (scan: Scan): Ghosts => {
  const from = ingredientsOf(scan, selectedSubject())
  const known = made.get(scan.id)
  if (known && !differ(known.from, from)) return known.ghosts
  remakes.ask(scan.id, scan)
  const isOfSameKind = known && !differ(known.from, from, ['scheme', 'surface', 'source', 'isServed', 'unit'])
  return isOfSameKind ? stillWaiting(known.ghosts, from.landmarks ?? []) : noGhosts
}

const subscribe = (listener: () => void): (() => void) => {
  remade.add(listener)
  const stops = [
    () => remade.delete(listener),
    landmarkDocuments.subscribe(listener),
    usePreferences.subscribe(listener),
    useSession.subscribe(listener),
    useScanSurfaces.subscribe(listener),
    useServerEntries.subscribe(listener),
    useModelGhosts.subscribe(listener),
    useFrameGhosts.subscribe(listener),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

export const useGhosts = (scan: Scan | null): Ghosts =>
  useSyncExternalStore(subscribe, () => (scan && scan.role !== 'registration' ? shownGhosts(scan) : noGhosts))
