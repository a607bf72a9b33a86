import { badInput } from '#core/model/errors.ts'
import type { Session } from './session.ts'

/** The ids of subjects that a person named (or gave by id); null, which means all, where none were named. */
export const findSubjectIds = async (
  session: Session,
  names: readonly string[] | undefined,
): Promise<string[] | null> => {
  if (names === undefined) return null
  const { subjects } = await session.call('subjects.list', {})
  return names.map((wanted) => {
    const found = subjects.find(({ id, name }) => name === wanted || id === wanted)
    if (found) return found.id
    const known = subjects.map(({ name }) => name).join(', ')
    throw badInput('unknown-subject', `There is no subject "${wanted}" in this project. It has: ${known || 'none'}.`)
  })
}
