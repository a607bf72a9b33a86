import type { Services } from '#core/contract/dispatch.ts'
import type { House } from './house.ts'

export const eventServices = ({ session }: House): Pick<Services, 'events.list'> => ({
  'events.list': async ({ subjectId, limit }) => ({ events: session.open.tables.events.list(subjectId, limit) }),
})
