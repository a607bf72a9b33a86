import type { Scan } from '#core/contract/contract.ts'
import type { Ghost } from '#core/editor/landmarkGhosts.ts'
import { type GuideRow, guideRows, nextUnplaced } from '#core/editor/landmarkGuide.ts'
import { scanPairOf } from '#core/editor/scanPairs.ts'
import type { Landmark, LandmarkScheme } from '#core/model/landmarks.ts'
import type { SurfaceHit } from '../../viewport/types.ts'
import { usePreferences } from '../state/preferences.ts'
import { goToScan } from '../state/scanPair.ts'
import { schemeNamed } from '../state/schemes.ts'
import { activeScan, selectedSubject } from '../state/selection.ts'
import { setSession, useSession } from '../state/session.ts'
import { editLandmarks, shownSet } from './landmarkDocuments.ts'

/** The scheme this person places points by. */
export const chosenScheme = (): LandmarkScheme => schemeNamed(usePreferences.getState().scheme)

const lists = new WeakMap<
  readonly Landmark[],
  { readonly scheme: LandmarkScheme; readonly rows: readonly GuideRow[] }
>()

/** The guided list of a scan with the edits that are on their way; empty until the set has been read. */
const rowsOf = (scanId: string): readonly GuideRow[] => {
  const landmarks = shownSet(scanId)?.landmarks
  if (!landmarks) return []
  const scheme = chosenScheme()
  const known = lists.get(landmarks)
  if (known?.scheme === scheme) return known.rows
  // Every action that could be chosen asks for it after every change.
  const rows = guideRows(scheme, landmarks)
  lists.set(landmarks, { scheme, rows })
  return rows
}

/** The point the next click places: the chosen one, otherwise the first that waits; null when all are decided. */
export const pointToPlace = (rows: readonly GuideRow[], chosen: string | null): string | null =>
  rows.some(({ name }) => name === chosen) ? chosen : nextUnplaced(rows, null)

export const currentPointOf = (scanId: string): string | null =>
  pointToPlace(rowsOf(scanId), useSession.getState().currentPoint)

/** The other scan of the pair that is worked on. */
export const otherScan = (scan: Scan): Scan | null => {
  const subject = selectedSubject()
  const pair = subject && scanPairOf(subject, useSession.getState().scanPair)
  if (!pair) return null
  return scan.id === pair.source.id ? pair.target : pair.source
}

/** With both scans side by side a point is placed on both before the next one comes. */
const advance = (scan: Scan, name: string): void => {
  const other = usePreferences.getState().show === 'side' ? otherScan(scan) : null
  const otherRow = other && rowsOf(other.id).find((row) => row.name === name)
  if (other && otherRow?.status === 'unplaced') {
    setSession({ currentPoint: name })
    goToScan(other)
    return
  }
  setSession({ currentPoint: nextUnplaced(rowsOf(scan.id), name) ?? (other && nextUnplaced(rowsOf(other.id), name)) })
}

/** A click on the surface: places the current point and goes on to the next. */
export const placeCurrentPoint = (scan: Scan, hit: SurfaceHit): void => {
  const name = currentPointOf(scan.id)
  if (name === null) return
  editLandmarks(scan.id, { kind: 'place', name, position: hit.positionInLayer, surface: hit.surface })
  advance(scan, name)
}

/** Marks the current point as not to be had on this scan, or takes its place away. */
export const markCurrentPoint = (
  status: 'missing' | 'occluded' | 'uncertain' | 'hidden' | 'unplaced',
  reason: string | null = null,
): void => {
  const scan = activeScan()
  const name = scan && currentPointOf(scan.id)
  if (!scan || !name) return
  editLandmarks(scan.id, { kind: 'status', name, status, reason })
  if (status === 'unplaced') setSession({ currentPoint: name })
  else advance(scan, name)
}

/** The row of the point to place on the scan that keys go to; null where none is left. */
export const currentRow = (): GuideRow | null => {
  const scan = activeScan()
  const name = scan && currentPointOf(scan.id)
  return (name && rowsOf(scan.id).find((row) => row.name === name)) || null
}

/** An uncertain point is certain again: placed where it is. */
export const confirmCurrentPoint = (): void => {
  const scan = activeScan()
  const row = currentRow()
  const set = scan && shownSet(scan.id)
  if (!scan || !row?.position || !set) return
  const surface = set.landmarks.find(({ name }) => name === row.name)?.surface ?? null
  editLandmarks(scan.id, { kind: 'place', name: row.name, position: row.position, surface })
}

/** Takes the proposed places of these points, as one change, and goes on to what still waits. */
export const acceptGhosts = (scan: Scan, ghosts: readonly Ghost[]): void => {
  if (ghosts.length === 0) return
  const proposals = ghosts.map(({ name, position, surface }) => ({ name, position, surface }))
  editLandmarks(scan.id, { kind: 'accept', proposals })
  advance(scan, ghosts[ghosts.length - 1].name)
}

/** The nearest point in the list that waits for a decision. */
export const stepToUnplaced = (by: 1 | -1): void => {
  const scan = activeScan()
  if (!scan) return
  const rows = rowsOf(scan.id)
  const next = nextUnplaced(by === 1 ? rows : rows.toReversed(), currentPointOf(scan.id))
  if (next) setSession({ currentPoint: next })
}

/** The neighbour in the list of the point to place. */
export const stepCurrentPoint = (by: 1 | -1): void => {
  const scan = activeScan()
  if (!scan) return
  const rows = rowsOf(scan.id)
  const at = rows.findIndex(({ name }) => name === currentPointOf(scan.id))
  if (rows.length > 0) setSession({ currentPoint: rows[(at + by + rows.length) % rows.length].name })
}
