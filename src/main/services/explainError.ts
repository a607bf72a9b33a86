import { CameoError } from '#core/model/errors.ts'
import { explainSqliteError } from '../catalogue/sqliteErrors.ts'

const explanations: Readonly<Record<string, (path: string) => CameoError>> = {
  ENOENT: (path) => new CameoError('input/not-found', `There is no ${path}. Check the path and try again.`, { path }),
  ENOTDIR: (path) => new CameoError('input/not-a-folder', `${path} is not a folder.`, { path }),
  EISDIR: (path) => new CameoError('input/not-a-file', `${path} is a folder, not a file.`, { path }),
  EACCES: (path) => new CameoError('disk/no-access', `The system does not allow access to ${path}.`, { path }),
  EPERM: (path) => new CameoError('disk/no-access', `The system does not allow access to ${path}.`, { path }),
  EROFS: (path) => new CameoError('disk/read-only', `${path} lies on a disk that cannot be written.`, { path }),
  EIO: (path) =>
    new CameoError('disk/io', `The disk failed at ${path}. Check the disk; nothing was changed.`, { path }),
  ENAMETOOLONG: (path) => new CameoError('input/name-too-long', `The name is too long: ${path}.`, { path }),
}

/** What the file system and SQLite throw, in words a person can act on; our own errors as they are. */
export const explainError = (error: unknown): unknown => {
  if (error instanceof CameoError || !(error instanceof Error)) return error
  const { code, path } = error as NodeJS.ErrnoException
  const explanation = code === undefined ? undefined : explanations[code]
  return explanation ? explanation(path ?? 'a file') : explainSqliteError(error)
}

/** The same services, with what the system throws put into words. */
export const explaining = <S extends object>(services: S): S =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const call = service as (...given: unknown[]) => Promise<unknown>
      const explained = async (...given: unknown[]): Promise<unknown> => {
        try {
          return await call(...given)
        } catch (error) {
          throw explainError(error)
        }
      }
      return [name, explained]
    }),
  ) as unknown as S
