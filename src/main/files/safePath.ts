import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { badInput } from '#core/model/errors.ts'

/** Whether `path` is `folder` or lies in it. Both absolute and real. `/data/ab` does not lie in `/data/a`. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** The real path of `path` even where its last parts do not exist yet: links in the parts that do are followed. */
export const realPathOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const parent = dirname(path)
    if (parent === path) return path
    return join(await realPathOf(parent), basename(path))
  }
}

const forbiddenPart = (part: string): boolean =>
  part === '' || part === '..' || Buffer.byteLength(part) > 255 || hasControlCharacter(part)

const hasControlCharacter = (text: string): boolean => [...text].some((character) => character < ' ')

/**
 * The absolute path of `relativePath` (from outside: forward slashes or the system's) inside `folder`. A part `.` says
 * nothing, as in the `./skin.mtl` that MeshLab writes, and a path of such alone names no file.
 * Throws `input/unsafe-path` where it would leave the folder, also by a link.
 */
export const safePath = async (folder: string, relativePath: string): Promise<string> => {
  const parts = relativePath.split(/[/\\]/).filter((part) => part !== '.')
  const refuse = (): never => {
    throw badInput('unsafe-path', `"${relativePath}" is not a path inside the folder. Rename the file and try again.`)
  }
  if (isAbsolute(relativePath) || /^[A-Za-z]:/.test(relativePath) || parts.length === 0 || parts.some(forbiddenPart))
    refuse()
  const root = await realPathOf(resolve(folder))
  const target = await realPathOf(join(root, ...parts))
  if (!isInside(root, target)) refuse()
  return target
}
