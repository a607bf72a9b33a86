import type { Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { planeThrough } from '#core/masks/propose/cutPlane.ts'
import { badInput } from '#core/model/errors.ts'
import { checkRevision, historyOf, stepHistory } from './historyDocuments.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

type MaskCut = Output<'maskCuts.get'>
export type CutLine = NonNullable<MaskCut['cut']>

const documentOf = (subjectId: string): string => `mask-cut:${subjectId}`

/** The line of a subject, where one is drawn. */
export const cutLineOf = ({ tables }: OpenProject, subjectId: string): CutLine | null =>
  (tables.history.inForce(documentOf(subjectId)) as CutLine | null | undefined) ?? null

const recordOf = (project: OpenProject, subjectId: string): MaskCut => ({
  subjectId,
  cut: cutLineOf(project, subjectId),
  ...historyOf(project, documentOf(subjectId)),
})

const checkLine = (project: OpenProject, subjectId: string, { scanId, points, keep }: CutLine): void => {
  const scan = project.tables.scans.bySubject(subjectId).find(({ id }) => id === scanId)
  if (!scan) throw badInput('scan', 'The line lies on a scan of another subject. Nothing was changed.', { scanId })
  if (points.length >= 3 && !planeThrough(points, keep)) {
    throw badInput(
      'cut-line',
      'The points lie on one line, so that no plane is told: click about the neck, in front, at the sides and behind.',
    )
  }
}

const commit = (project: OpenProject, subjectId: string, after: CutLine | null): void => {
  if (after) checkLine(project, subjectId, after)
  const before = cutLineOf(project, subjectId)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  project.transaction(() => {
    project.tables.history.record(documentOf(subjectId), { kind: 'cut', before, after, delta: null }, project.actor)
    project.record('masks.cutLine', subjectId, { old: before, new: after })
  })
}

type Methods = `maskCuts.${'get' | 'commit' | 'undo' | 'redo'}`

/** Where subjects end for their masks. */
export const maskCutServices = ({ session }: Pick<House, 'session'>): Pick<Services, Methods> => {
  const undoOrRedo = async (subjectId: string, direction: 'undo' | 'redo'): Promise<MaskCut> => {
    const project = session.open
    const { name } = project.subject(subjectId)
    project.transaction(() => {
      const old = cutLineOf(project, subjectId)
      stepHistory(project, documentOf(subjectId), direction, `the cut line of ${name}`)
      project.record(`masks.cutLine.${direction}`, subjectId, { old, new: cutLineOf(project, subjectId) })
    })
    project.changed(subjectId)
    return recordOf(project, subjectId)
  }
  return {
    'maskCuts.get': async ({ subjectId }) => recordOf(session.open, session.open.subject(subjectId).id),
    'maskCuts.commit': async ({ subjectId, baseRevision, cut }) => {
      const project = session.open
      const { name } = project.subject(subjectId)
      checkRevision(project, documentOf(subjectId), baseRevision, `cut line of ${name}`)
      commit(project, subjectId, cut)
      project.changed(subjectId)
      return recordOf(project, subjectId)
    },
    'maskCuts.undo': ({ subjectId }) => undoOrRedo(subjectId, 'undo'),
    'maskCuts.redo': ({ subjectId }) => undoOrRedo(subjectId, 'redo'),
  }
}
