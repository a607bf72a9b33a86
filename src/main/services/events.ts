import type { Services } from '#core/contract/dispatch.ts'
import { id } from '#core/contract/schemas.ts'
import type { EventRow } from '../catalogue/tables/events.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

/** The text of everything that may be an id in what an event holds. */
const idsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return id.safeParse(value).success ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : []
}

/** What a person knows something by; undefined where it has no name. */
const nameOf = ({ tables }: OpenProject, id: string): string | undefined => {
  const scanName = (scanId: string): string => tables.scans.get(scanId)?.name ?? scanId
  const named = tables.scans.get(id) ?? tables.images.get(id) ?? tables.subjects.get(id) ?? tables.models.get(id)
  if (named) return named.name
  const registration = tables.registrations.get(id)
  if (registration) return scanName(registration.scanId)
  const alignment = tables.alignments.get(id)
  return alignment && `${scanName(alignment.sourceScanId)} to ${scanName(alignment.targetScanId)}`
}

const namesIn = (project: OpenProject, events: readonly EventRow[]): Record<string, string> => {
  const ids = new Set(events.flatMap(({ data }) => idsIn(data)))
  return Object.fromEntries(
    [...ids].flatMap((id) => {
      const name = nameOf(project, id)
      return name === undefined ? [] : [[id, name] as const]
    }),
  )
}

export const eventServices = ({ session }: House): Pick<Services, 'events.list'> => ({
  'events.list': async ({ subjectId, limit }) => {
    const project = session.open
    const events = project.tables.events.list(subjectId, limit)
    return { events, names: namesIn(project, events) }
  },
})
