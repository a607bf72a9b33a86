import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { type BlindItem, blindQueue, type StudiedScan } from '#core/geometry/study/blindQueue.ts'
import { badInput } from '#core/model/errors.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

const documentOf = (annotator: string): string => `study:${annotator}`

/** `anna`, and `anna@2` for the second session. */
export const observerName = (annotator: string, session: number): string =>
  session === 1 ? annotator : `${annotator}@${session}`

export const sessionOf = (observer: string): { readonly annotator: string; readonly session: number } => {
  const [, annotator = observer, number = '1'] = /^(.+)@(\d+)$/.exec(observer) ?? []
  return { annotator, session: Number(number) }
}

/**
 * Sessions of an annotator on a scan. The set that everything uses counts as their first where they have placed it and
 * have none of their own.
 */
const sessionsOn = ({ tables }: OpenProject, scan: ScanRow, annotator: string): number => {
  const sets = tables.landmarkSets.observers(scan.id)
  const own = sets
    .filter(({ observer }) => observer !== '' && tables.landmarks.placedCount(scan.id, observer) > 0)
    .map(({ observer }) => sessionOf(observer))
    .filter((session) => session.annotator === annotator)
  const main = sets.find(({ observer }) => observer === '')
  const hasMain = main?.annotator === annotator && tables.landmarks.placedCount(scan.id, '') > 0
  return Math.max(hasMain ? 1 : 0, ...own.map(({ session }) => session))
}

const plan = (
  project: OpenProject,
  { annotator, role, share, seed }: ServiceInput<'study.plan'>,
): readonly BlindItem[] => {
  const { subjects, scans } = project.tables
  const chosen = subjects.list().flatMap(({ id }) => scans.bySubject(id).filter((scan) => scan.role === role))
  const studied = chosen.map(
    (scan): StudiedScan => ({ scanId: scan.id, sessions: sessionsOn(project, scan, annotator) }),
  )
  const items = blindQueue(studied, { share, seed })
  if (items.length === 0) {
    throw badInput(
      'study-nothing',
      `${annotator} has placed no points on a ${role} scan of this project yet: there is nothing to serve again.`,
    )
  }
  return items
}

const served = (project: OpenProject, annotator: string): Output<'study.queue'> => {
  const items = (project.tables.history.inForce(documentOf(annotator)) as readonly BlindItem[] | undefined) ?? []
  return {
    items: items.map(({ scanId, session }) => {
      const { subjectId, role } = project.scan(scanId)
      const observer = observerName(annotator, session)
      const decided = project.tables.landmarks.get(scanId, observer).filter(({ status }) => status !== 'unplaced')
      return { scanId, subjectId, role, observer, decided: decided.length }
    }),
  }
}

export const blindStudyServices = ({
  session,
}: Pick<House, 'session'>): Pick<Services, 'study.plan' | 'study.queue'> => ({
  'study.plan': async (input) => {
    const project = session.open
    const document = documentOf(input.annotator)
    const before = project.tables.history.inForce(document) ?? []
    const after = plan(project, input)
    project.transaction(() => {
      project.tables.history.record(document, { kind: 'planned', before, after, delta: null }, project.actor)
      project.record('study.planned', null, { ...input, items: after })
    })
    return served(project, input.annotator)
  },
  'study.queue': async ({ annotator }) => served(session.open, annotator),
})
