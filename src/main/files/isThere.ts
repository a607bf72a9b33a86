import { access } from 'node:fs/promises'

/** Whether something lies at a path that may be seen. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
