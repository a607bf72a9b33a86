import { basename, resolve } from 'node:path'
import type { LandmarkSetRecord, Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { type LengthUnit, unitFactor } from '#core/model/units.ts'
import { now } from '../catalogue/tables/newId.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { House } from './house.ts'
import { applyLandmarkSide, type LandmarkDocument, type LandmarkSide, landmarkDiff } from './landmarkDiff.ts'
import type { OpenProject } from './openProject.ts'

const documentOf = (scanId: string): string => `landmarks:${scanId}`

const readDocument = ({ tables }: OpenProject, scanId: string): LandmarkDocument & { readonly revision: number } => {
  const row = tables.landmarkSets.get(scanId)
  return {
    scheme: row?.scheme ?? null,
    annotator: row?.annotator ?? null,
    time: row?.time ?? null,
    provenance: row?.provenance ?? 'placed',
    revision: row?.revision ?? 0,
    landmarks: tables.landmarks.get(scanId),
  }
}

const writeDocument = ({ tables }: OpenProject, scanId: string, document: LandmarkDocument, revision: number): void => {
  const { landmarks, ...header } = document
  tables.landmarkSets.put({ scanId, ...header, revision })
  tables.landmarks.replace(scanId, landmarks)
}

const setRecord = (project: OpenProject, scanId: string): LandmarkSetRecord => {
  const { scheme, annotator, time, revision, landmarks } = readDocument(project, scanId)
  const { history } = project.tables
  const document = documentOf(scanId)
  return {
    scanId,
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
export const landmarkSetOf = (project: OpenProject, scan: ScanRow): LandmarkSet => {
  const { scheme, annotator, time, landmarks } = readDocument(project, scan.id)
  return { scheme, annotator, time, unit: scan.unit, landmarks }
}

const checkLandmarks = (scan: ScanRow, landmarks: readonly Landmark[]): void => {
  const names = new Set<string>()
  for (const { name, status, position, surface } of landmarks) {
    if (names.has(name)) throw badInput('duplicate-landmark', `Two landmarks are named "${name}". Names must differ.`)
    names.add(name)
    if (status === 'placed' && !position) {
      throw badInput('landmark-position', `"${name}" is placed but has no position.`)
    }
    if (surface && surface.triangle >= scan.triangleCount) {
      throw badInput(
        'landmark-surface',
        `"${name}" lies on triangle ${surface.triangle}; ${scan.name} has ${scan.triangleCount}.`,
      )
    }
  }
}

/** One durable edit with its undo entry. Returns false where it would change nothing. */
const commit = (project: OpenProject, scan: ScanRow, after: LandmarkDocument, kind: string): boolean => {
  checkLandmarks(scan, after.landmarks)
  return project.transaction(() => {
    const { revision, ...before } = readDocument(project, scan.id)
    const diff = landmarkDiff(before, after)
    const hasSamePoints = diff.after.points.length === 0 && diff.after.names === null
    const isSame = hasSamePoints && before.scheme === after.scheme && before.annotator === after.annotator
    if (isSame) return false
    writeDocument(project, scan.id, after, revision + 1)
    project.tables.history.record(documentOf(scan.id), { kind, ...diff, delta: null }, project.actor)
    project.record(`landmarks.${kind}`, scan.subjectId, {
      scanId: scan.id,
      revision: revision + 1,
      old: diff.before,
      new: diff.after,
    })
    return true
  })
}

const step = (project: OpenProject, scan: ScanRow, direction: 'undo' | 'redo'): void => {
  const document = documentOf(scan.id)
  const { history } = project.tables
  const entry = direction === 'undo' ? history.undoable(document) : history.redoable(document)
  if (!entry) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on this scan.`)
  project.transaction(() => {
    const current = readDocument(project, scan.id)
    const side = (direction === 'undo' ? entry.before : entry.after) as LandmarkSide
    const other = (direction === 'undo' ? entry.after : entry.before) as LandmarkSide
    writeDocument(project, scan.id, applyLandmarkSide(current, side), current.revision + 1)
    history.moveTo(document, direction === 'undo' ? entry.depth - 1 : entry.depth)
    project.record(`landmarks.${direction}`, scan.subjectId, { scanId: scan.id, old: other, new: side })
  })
}

/** Positions of a file in another unit than its scan's are brought to the scan's. */
export const inUnitOf = (
  scan: Pick<ScanRow, 'unit' | 'name'>,
  set: LandmarkSet,
): { readonly landmarks: readonly Landmark[]; readonly warnings: readonly Warning[] } => {
  if (!set.unit || !scan.unit || set.unit === scan.unit) return { landmarks: set.landmarks, warnings: [] }
  const message = `The landmarks are in ${set.unit}, ${scan.name} is in ${scan.unit}: they were converted.`
  return { landmarks: rescaled(set.landmarks, set.unit, scan.unit), warnings: [{ code: 'landmark-unit', message }] }
}

const rescaled = (landmarks: readonly Landmark[], from: LengthUnit, to: LengthUnit): Landmark[] => {
  const factor = unitFactor({ from, to })
  const scale = ([x, y, z]: Vec3): Vec3 => [x * factor, y * factor, z * factor]
  return landmarks.map((landmark) => ({ ...landmark, position: landmark.position && scale(landmark.position) }))
}

type LandmarkMethods = 'landmarks.get' | 'landmarks.commit' | 'landmarks.undo' | 'landmarks.redo' | 'landmarks.import'

export const landmarkServices = (house: House): Pick<Services, LandmarkMethods> => {
  const { session } = house

  const undoOrRedo = async (scanId: string, direction: 'undo' | 'redo'): Promise<LandmarkSetRecord> => {
    const project = session.open
    const scan = project.scan(scanId)
    step(project, scan, direction)
    project.changed(scan.subjectId)
    return setRecord(project, scanId)
  }

  const importFile = async (scanId: string, path: string): Promise<Output<'landmarks.import'>> => {
    const project = session.open
    const scan = project.scan(scanId)
    const file = resolve(path)
    const { set, warnings } = await house.pool.run('readLandmarkFile', { ref: file, fileName: basename(file) })
    const converted = inUnitOf(scan, set)
    const { scheme, annotator, time } = set
    commit(
      project,
      scan,
      { scheme, annotator, time, provenance: 'imported', landmarks: converted.landmarks },
      'imported',
    )
    project.changed(scan.subjectId)
    return { set: setRecord(project, scanId), warnings: [...warnings, ...converted.warnings] }
  }

  return {
    'landmarks.get': async ({ scanId }) => {
      const project = session.open
      return setRecord(project, project.scan(scanId).id)
    },
    'landmarks.commit': async ({ scanId, baseRevision, scheme, annotator, landmarks }) => {
      const project = session.open
      const scan = project.scan(scanId)
      const { revision } = readDocument(project, scanId)
      if (revision !== baseRevision) {
        throw badInput(
          'stale-revision',
          'The landmarks of this scan have been changed elsewhere. They are being read again; repeat your last edit.',
          { baseRevision, revision },
        )
      }
      commit(project, scan, { scheme, annotator, time: now(), provenance: 'placed', landmarks }, 'committed')
      project.changed(scan.subjectId)
      return setRecord(project, scanId)
    },
    'landmarks.undo': ({ scanId }) => undoOrRedo(scanId, 'undo'),
    'landmarks.redo': ({ scanId }) => undoOrRedo(scanId, 'redo'),
    'landmarks.import': ({ scanId, path }) => importFile(scanId, path),
  }
}
