import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder that is removed after the tests of the file. */
export const temporaryFolder = (name: string): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `cameo-${name}-`)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
