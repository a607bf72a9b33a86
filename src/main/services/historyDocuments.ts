import { badInput } from '#core/model/errors.ts'
import type { OpenProject } from './openProject.ts'

/** A document that is where its history stands: there is no other record of it. */
export const historyOf = ({ tables }: OpenProject, document: string) => ({
  revision: tables.history.revision(document),
  canUndo: tables.history.undoable(document) !== null,
  canRedo: tables.history.redoable(document) !== null,
})

/** @throws input/stale-revision where somebody else has changed the document. */
export const checkRevision = (project: OpenProject, document: string, baseRevision: number, what: string): void => {
  const { revision } = historyOf(project, document)
  if (revision === baseRevision) return
  throw badInput(
    'stale-revision',
    `The ${what} has been changed elsewhere. It is being read again; repeat your last click.`,
    { baseRevision, revision },
  )
}

/** To be called in a transaction. @throws input/nothing-to-undo, input/nothing-to-redo. */
export const stepHistory = (
  { tables }: OpenProject,
  document: string,
  direction: 'undo' | 'redo',
  where: string,
): void => {
  const { history } = tables
  const entry = direction === 'undo' ? history.undoable(document) : history.redoable(document)
  if (!entry) throw badInput(`nothing-to-${direction}`, `There is nothing to ${direction} on ${where}.`)
  history.moveTo(document, direction === 'undo' ? entry.depth - 1 : entry.depth)
}
