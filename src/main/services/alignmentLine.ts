import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import { type AlignmentSide, alignmentDocument } from '../catalogue/tables/alignments.ts'
import type { HistoryEntry } from '../catalogue/tables/history.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { OpenProject } from './openProject.ts'
import { scanOfRole } from './stepPlans.ts'

type AlignmentHistory = Output<'alignments.history'>
type LineInput = ServiceInput<'alignments.history'>

/** Two scans of a subject, and the line on which their alignments and weights follow each other. */
interface AlignmentLine {
  readonly source: ScanRow
  readonly target: ScanRow
  readonly document: string
}

/** Two different scans of a subject. Throws input/scan-pair where they are not. */
export const scanPairOf = (
  project: OpenProject,
  subjectId: string,
  pair: { readonly sourceScanId: string; readonly targetScanId: string },
): Pick<AlignmentLine, 'source' | 'target'> => {
  const source = project.scan(pair.sourceScanId)
  const target = project.scan(pair.targetScanId)
  if (source.subjectId !== subjectId || target.subjectId !== subjectId || source.id === target.id) {
    throw badInput('scan-pair', 'An alignment needs two different scans of the same subject.')
  }
  return { source, target }
}

/** Of the pair that is named, else of the subject's coarse and fine scan; null where one is missing. */
const lineOf = (project: OpenProject, { subjectId, pair }: LineInput): AlignmentLine | null => {
  if (pair) {
    const scans = scanPairOf(project, subjectId, pair)
    return { ...scans, document: alignmentDocument(scans.source.id, scans.target.id) }
  }
  const source = scanOfRole(project, project.subject(subjectId).id, 'coarse')
  const target = scanOfRole(project, subjectId, 'fine')
  return source && target ? { source, target, document: alignmentDocument(source.id, target.id) } : null
}

export const alignmentHistory = (project: OpenProject, input: LineInput): AlignmentHistory => {
  const line = lineOf(project, input)
  if (!line) return { canUndo: false, canRedo: false, currentId: null, weights: {} }
  const { history, alignments } = project.tables
  const { weights = {} } = alignments.side(line.source.id, line.target.id)
  return {
    canUndo: history.undoable(line.document) !== null,
    canRedo: history.redoable(line.document) !== null,
    currentId: alignments.current(line.source.id, line.target.id)?.id ?? null,
    weights: { ...weights },
  }
}

interface LineStep {
  readonly document: string
  readonly entry: HistoryEntry
}

/** What else came with the run of several scans that a step brought, where it is the next on its own line. */
const sameRun = (
  { tables }: OpenProject,
  subjectId: string,
  { document, entry }: LineStep,
  direction: 'undo' | 'redo',
): readonly LineStep[] => {
  const { runId } = entry.after as AlignmentSide
  if (runId === undefined) return []
  const scans = tables.scans.bySubject(subjectId)
  const lines = scans.flatMap((source) => scans.map((target) => alignmentDocument(source.id, target.id)))
  return lines.flatMap((other) => {
    const found = direction === 'undo' ? tables.history.undoable(other) : tables.history.redoable(other)
    const isOfRun = other !== document && found !== null && (found.after as AlignmentSide).runId === runId
    return isOfRun ? [{ document: other, entry: found }] : []
  })
}

/** Goes back to the alignment or the weights before, or forward again. Throws input/nothing-to-undo, input/nothing-to-redo. */
export const moveAlongLine = (project: OpenProject, input: LineInput, direction: 'undo' | 'redo'): AlignmentHistory => {
  const line = lineOf(project, input)
  const { history } = project.tables
  const entry = line && (direction === 'undo' ? history.undoable(line.document) : history.redoable(line.document))
  if (!line || !entry) throw badInput(`nothing-to-${direction}`, `There is no alignment to ${direction}.`)
  const steps = [
    { document: line.document, entry },
    ...sameRun(project, input.subjectId, { ...line, entry }, direction),
  ]
  project.transaction(() => {
    for (const step of steps) {
      history.moveTo(step.document, direction === 'undo' ? step.entry.depth - 1 : step.entry.depth)
      const [before, after] = [step.entry.before as AlignmentSide, step.entry.after as AlignmentSide]
      const [old, found] = direction === 'undo' ? [after, before] : [before, after]
      project.record(`${step.entry.kind}.${direction}`, input.subjectId, {
        old: step.entry.kind === 'alignment' ? old.alignmentId : (old.weights ?? {}),
        new: step.entry.kind === 'alignment' ? found.alignmentId : (found.weights ?? {}),
      })
    }
  })
  project.changed(input.subjectId)
  return alignmentHistory(project, input)
}

/** Weighs landmarks of a pair from now on; the alignment in force stays. Throws input/scan-pair without two scans. */
export const weighLandmarks = (
  project: OpenProject,
  { weights: changed, ...input }: ServiceInput<'alignments.weigh'>,
): AlignmentHistory => {
  const line = lineOf(project, input)
  if (!line) throw badInput('scan-pair', 'Landmarks are weighed for two scans; this subject has only one.')
  const before = project.tables.alignments.side(line.source.id, line.target.id)
  const all = Object.entries({ ...before.weights, ...changed })
  const weights = Object.fromEntries(all.filter(([, weight]) => weight !== 1))
  if (JSON.stringify(weights) !== JSON.stringify(before.weights ?? {})) {
    const edit = { kind: 'weights', before, after: { alignmentId: before.alignmentId, weights }, delta: null }
    project.transaction(() => {
      project.tables.history.record(line.document, edit, project.actor)
      project.record('weights.changed', input.subjectId, {
        sourceScanId: line.source.id,
        targetScanId: line.target.id,
        old: before.weights ?? {},
        new: weights,
      })
    })
    project.changed(input.subjectId)
  }
  return alignmentHistory(project, input)
}
