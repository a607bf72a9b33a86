import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const findPackageRoot = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`There is no package.json above ${import.meta.dirname}.`)
  return findPackageRoot(parent)
}

/** The folder of this program: the checkout, or in a packed program the archive. The same from sources and when built. */
export const packageRoot = findPackageRoot(import.meta.dirname)
