import type { SubjectRow } from '../catalogue/tables/subjects.ts'

const longest = 60

/**
 * A name for the files of each subject: its own without what some file system refuses, and none is given twice, also
 * where capitals do not count.
 */
export const subjectFileNames = (subjects: readonly Pick<SubjectRow, 'id' | 'name'>[]): ReadonlyMap<string, string> => {
  const taken = new Set<string>()
  return new Map(
    subjects.map(({ id, name }) => {
      const letters = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, longest)
      const plain = letters.replace(/^[. ]+|[. ]+$/g, '') || 'subject'
      let free = plain
      for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${plain}-${number}`
      taken.add(free.toLowerCase())
      return [id, free]
    }),
  )
}
