import type { LandmarkSetRecord, Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import { type Landmark, type LandmarkSet, mayHavePosition, plainLandmark } from '#core/model/landmarks.ts'
import { now } from '../catalogue/tables/newId.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { House } from './house.ts'
import { applyLandmarkSide, type LandmarkDocument, type LandmarkSide, landmarkDiff } from './landmarkDiff.ts'
import { namedFile } from './namedFile.ts'
import type { OpenProject } from './openProject.ts'
import { requireSource } from './sourceFiles.ts'

/** A set of landmarks: of the scan itself (`observer` empty, what everything uses), or an annotator's own. */
interface SetKey {
  readonly scanId: string
  readonly observer: string
}

const documentOf = ({ scanId, observer }: SetKey): string =>
  observer === '' ? `landmarks:${scanId}` : `landmarks:${scanId}:${observer}`

const readDocument = (
  { tables }: OpenProject,
  { scanId, observer }: SetKey,
): LandmarkDocument & { readonly revision: number } => {
  const row = tables.landmarkSets.get(scanId, observer)
  return {
    scheme: row?.scheme ?? null,
    annotator: row?.annotator ?? null,
    time: row?.time ?? null,
    provenance: row?.provenance ?? 'placed',
    revision: row?.revision ?? 0,
    landmarks: tables.landmarks.get(scanId, observer),
  }
}

const writeDocument = (
  { tables }: OpenProject,
  { scanId, observer }: SetKey,
  document: LandmarkDocument,
  revision: number,
): void => {
  const { landmarks, ...header } = document
  tables.landmarkSets.put({ scanId, observer, ...header, revision })
  tables.landmarks.replace(scanId, landmarks, observer)
}

const setRecord = (project: OpenProject, key: SetKey): LandmarkSetRecord => {
  const { scheme, annotator, time, revision, landmarks } = readDocument(project, key)
  const { history } = project.tables
  const document = documentOf(key)
  return {
    ...key,
    scheme,
    annotator,
    time,
    revision,
    landmarks: landmarks as LandmarkSetRecord['landmarks'],
    canUndo: history.undoable(document) !== null,
    canRedo: history.redoable(document) !== null,
  }
}

/** The set of a scan as the algorithms take it. */
export const landmarkSetOf = (project: OpenProject, scan: ScanRow, observer = ''): LandmarkSet => {
  const { scheme, annotator, time, landmarks } = readDocument(project, { scanId: scan.id, observer })
  return { scheme, annotator, time, unit: scan.unit, landmarks }
}

const checkLandmarks = (scan: ScanRow, landmarks: readonly Landmark[]): void => {
  const names = new Set<string>()
  for (const { name, status, position, surface, reason } of landmarks) {
    if (names.has(name)) throw badInput('duplicate-landmark', `Two landmarks are named "${name}". Names must differ.`)
    names.add(name)
    if ((status === 'placed' || status === 'uncertain') && !position) {
      throw badInput('landmark-position', `"${name}" is ${status} but has no position.`)
    }
    if (position && !mayHavePosition(status)) {
      throw badInput('landmark-position', `"${name}" is ${status} but has a position.`)
    }
    if (status === 'hidden' && !reason?.trim()) {
      throw badInput('landmark-reason', `"${name}" is hidden without a reason. Say why it is withheld.`)
    }
    if (surface && surface.triangle >= scan.triangleCount) {
      throw badInput(
        'landmark-surface',
        `"${name}" lies on triangle ${surface.triangle}; ${scan.name} has ${scan.triangleCount}.`,
      )
    }
  }
}

/** Which set an event tells of. */
const keyFields = ({ scanId, observer }: SetKey) => (observer === '' ? { scanId } : { scanId, observer })

/** One durable edit with its undo entry. Returns false where it would change nothing. */
const commit = (
  project: OpenProject,
  scan: ScanRow,
  observer: string,
  wanted: LandmarkDocument,
  kind: string,
): boolean => {
  checkLandmarks(scan, wanted.landmarks)
  const after = { ...wanted, landmarks: wanted.landmarks.map(plainLandmark) }
  const key = { scanId: scan.id, observer }
  return project.transaction(() => {
    const { revision, ...before } = readDocument(project, key)
    const diff = landmarkDiff(before, after)
    const hasSamePoints = diff.after.points.length === 0 && diff.after.names === null
    const isSame = hasSamePoints && before.scheme === after.scheme && before.annotator === after.annotator
    if (isSame) return false
    writeDocument(project, key, after, revision + 1)
    project.tables.history.record(documentOf(key), { kind, ...diff, delta: null }, project.actor)
    project.record(`landmarks.${kind}`, scan.subjectId, {
      ...keyFields(key),
      revision: revision + 1,
      old: diff.before,
      new: diff.after,
    })
    return true
  })
}

const step = (project: OpenProject, scan: ScanRow, key: SetKey, direction: 'undo' | 'redo'): void => {
  const document = documentOf(key)
  const { history } = project.tables
  const entry = direction === 'undo' ? history.undoable(document) : history.redoable(document)
  if (!entry) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on this scan.`)
  project.transaction(() => {
    const current = readDocument(project, key)
    const side = (direction === 'undo' ? entry.before : entry.after) as LandmarkSide
    const other = (direction === 'undo' ? entry.after : entry.before) as LandmarkSide
    writeDocument(project, key, applyLandmarkSide(current, side), current.revision + 1)
    history.moveTo(document, direction === 'undo' ? entry.depth - 1 : entry.depth)
    project.record(`landmarks.${direction}`, scan.subjectId, { ...keyFields(key), old: other, new: side })
  })
}

/** Points of a file are its word, unless it says whose they are. */
export const importedLandmark = (landmark: Landmark): Landmark =>
  landmark.position ? { ...landmark, source: landmark.source ?? 'imported' } : landmark

const listSets = (project: OpenProject, scanId: string): Output<'landmarks.observers'> => {
  const { landmarkSets, landmarks } = project.tables
  const sets = landmarkSets.observers(scanId).map(({ observer, annotator, scheme, time, revision }) => ({
    observer,
    annotator,
    scheme,
    time,
    revision,
    placed: landmarks.placedCount(scanId, observer),
    landmarks: landmarks.get(scanId, observer) as LandmarkSetRecord['landmarks'],
  }))
  return { sets }
}

type LandmarkMethods = `landmarks.${'get' | 'commit' | 'undo' | 'redo' | 'import' | 'observers' | 'use'}`

export const landmarkServices = (house: House): Pick<Services, LandmarkMethods> => {
  const { session } = house

  const undoOrRedo = async (key: SetKey, direction: 'undo' | 'redo'): Promise<LandmarkSetRecord> => {
    const project = session.open
    const scan = project.scan(key.scanId)
    step(project, scan, key, direction)
    project.changed(scan.subjectId)
    return setRecord(project, key)
  }

  const importFile = async (key: SetKey, path: string): Promise<Output<'landmarks.import'>> => {
    const project = session.open
    const scan = project.scan(key.scanId)
    const { absolutePath, fileName } = await requireSource(project, scan.fileId)
    const { set, warnings } = await house.pool.run('landmarksOntoScan', {
      file: namedFile(path),
      scan: { ref: absolutePath, fileName },
      unit: scan.unit,
    })
    const landmarks = set.landmarks.map(importedLandmark)
    const { scheme, annotator, time } = set
    const document = { scheme, annotator, time, provenance: 'imported', landmarks } as const
    commit(project, scan, key.observer, document, 'imported')
    project.changed(scan.subjectId)
    return { set: setRecord(project, key), warnings: [...warnings] }
  }

  return {
    'landmarks.get': async ({ scanId, observer }) => {
      const project = session.open
      return setRecord(project, { scanId: project.scan(scanId).id, observer })
    },
    'landmarks.commit': async ({ scanId, observer, baseRevision, scheme, annotator, landmarks }) => {
      const project = session.open
      const scan = project.scan(scanId)
      const key = { scanId, observer }
      const { revision } = readDocument(project, key)
      if (revision !== baseRevision) {
        throw badInput(
          'stale-revision',
          'The landmarks of this scan have been changed elsewhere. They are being read again; repeat your last edit.',
          { baseRevision, revision },
        )
      }
      const document = { scheme, annotator, time: now(), provenance: 'placed', landmarks } as const
      commit(project, scan, observer, document, 'committed')
      project.changed(scan.subjectId)
      return setRecord(project, key)
    },
    'landmarks.undo': ({ scanId, observer }) => undoOrRedo({ scanId, observer }, 'undo'),
    'landmarks.redo': ({ scanId, observer }) => undoOrRedo({ scanId, observer }, 'redo'),
    'landmarks.import': ({ scanId, observer, path }) => importFile({ scanId, observer }, path),
    'landmarks.observers': async ({ scanId }) => {
      const project = session.open
      return listSets(project, project.scan(scanId).id)
    },
    'landmarks.use': async ({ scanId, observer }) => {
      const project = session.open
      const scan = project.scan(scanId)
      const { revision, ...chosen } = readDocument(project, { scanId, observer })
      if (revision === 0) throw badInput('unknown-observer', `"${observer}" has no landmarks on ${scan.name}.`)
      commit(project, scan, '', chosen, 'chosen')
      project.changed(scan.subjectId)
      return setRecord(project, { scanId, observer: '' })
    },
  }
}
