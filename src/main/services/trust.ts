import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import { type TrustSide, trustDocument } from '../catalogue/tables/trust.ts'
import { applyBytesDelta, bytesDelta } from './bytesDelta.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { artefactUrl } from './records.ts'
import { requireSource } from './sourceFiles.ts'

type TrustRecord = Output<'trust.get'>

const trustRecord = ({ tables }: OpenProject, scanId: string): TrustRecord => {
  const { artefact } = tables.trust.get(scanId)
  const document = trustDocument(scanId)
  return {
    scanId,
    revision: tables.trust.revision(scanId),
    trustUrl: artefact && artefactUrl(artefact),
    canUndo: tables.history.undoable(document) !== null,
    canRedo: tables.history.redoable(document) !== null,
  }
}

const isFull = (bytes: Uint8Array): boolean => bytes.every((value) => value === 255)

/** Writes bytes as an artefact; full trust needs none. */
const store = async (project: OpenProject, bytes: Uint8Array): Promise<TrustSide> => ({
  artefact: isFull(bytes) ? null : await project.artefacts.put(bytes, 'u8'),
})

const bytesOf = async (project: OpenProject, scan: ScanRow): Promise<Uint8Array> => {
  const { artefact } = project.tables.trust.get(scan.id)
  return artefact === null
    ? new Uint8Array(scan.vertexCount).fill(255)
    : (await project.artefacts.read(artefact)).slice()
}

/** One durable edit: file, then undo entry and event in one change. */
const commit = async (
  project: OpenProject,
  scan: ScanRow,
  edit: { readonly kind: string; readonly before: Uint8Array; readonly after: Uint8Array },
): Promise<void> => {
  const { kind, before, after } = edit
  if (before.every((value, i) => value === after[i])) return
  const delta = bytesDelta(before, after)
  const side = await store(project, after)
  project.transaction(() => {
    const old = project.tables.trust.get(scan.id)
    project.tables.history.record(trustDocument(scan.id), { kind, before: old, after: side, delta }, project.actor)
    project.record(`trust.${kind}`, scan.subjectId, { scanId: scan.id, old, new: side })
  })
}

const paint = async (
  { pool }: House,
  project: OpenProject,
  { scanId, baseRevision, strokes }: ServiceInput<'trust.paint'>,
): Promise<void> => {
  const scan = project.scan(scanId)
  const revision = project.tables.trust.revision(scanId)
  if (revision !== baseRevision) {
    throw badInput('stale-revision', 'What is painted on this scan was changed elsewhere. Repeat the stroke.', {
      baseRevision,
      revision,
    })
  }
  const { artefact } = project.tables.trust.get(scanId)
  const source = await requireSource(project, scan.fileId)
  const painted = await pool.run('paintTrust', {
    mesh: { ref: source.absolutePath, fileName: source.fileName },
    before: artefact === null ? null : await project.artefacts.read(artefact),
    strokes,
  })
  await commit(project, scan, { kind: 'painted', ...painted })
}

const clear = async (project: OpenProject, scanId: string): Promise<void> => {
  const scan = project.scan(scanId)
  const before = await bytesOf(project, scan)
  await commit(project, scan, { kind: 'cleared', before, after: new Uint8Array(before.length).fill(255) })
}

const undoOrRedo = async (project: OpenProject, scanId: string, direction: 'undo' | 'redo'): Promise<void> => {
  const scan = project.scan(scanId)
  const { history } = project.tables
  const document = trustDocument(scanId)
  const entry = direction === 'undo' ? history.undoable(document) : history.redoable(document)
  if (!entry?.delta) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on this scan.`)
  const bytes = await bytesOf(project, scan)
  applyBytesDelta(bytes, entry.delta)
  await store(project, bytes)
  project.transaction(() => {
    history.moveTo(document, direction === 'undo' ? entry.depth - 1 : entry.depth)
    project.record(`trust.${direction}`, scan.subjectId, { scanId, new: project.tables.trust.get(scanId) })
  })
}

type TrustMethods = 'trust.get' | 'trust.paint' | 'trust.clear' | 'trust.undo' | 'trust.redo'

/** Where on its surface a scan is trusted by alignments. */
export const trustServices = (house: House): Pick<Services, TrustMethods> => {
  const { session } = house

  /** Edits of one scan follow each other; the answer comes when the edit is durable. */
  const edit = async (scanId: string, work: (project: OpenProject) => Promise<void>): Promise<TrustRecord> => {
    const project = session.open
    const { subjectId } = project.scan(scanId)
    await project.edits.run(trustDocument(scanId), () => work(project))
    project.changed(subjectId)
    return trustRecord(project, scanId)
  }

  return {
    'trust.get': async ({ scanId }) => trustRecord(session.open, session.open.scan(scanId).id),
    'trust.paint': (input) => edit(input.scanId, (project) => paint(house, project, input)),
    'trust.clear': ({ scanId }) => edit(scanId, (project) => clear(project, scanId)),
    'trust.undo': ({ scanId }) => edit(scanId, (project) => undoOrRedo(project, scanId, 'undo')),
    'trust.redo': ({ scanId }) => edit(scanId, (project) => undoOrRedo(project, scanId, 'redo')),
  }
}
