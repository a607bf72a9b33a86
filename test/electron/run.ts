import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureWindowIsBuilt } from '../../src/main/cli/windowBuild.ts'
import { findElectron } from '../../src/main/electronProgram.ts'

/**
 * Drives the real desktop program where Electron's program and a display are. Where they are not, says so loudly and
 * passes; with REQUIRE_ELECTRON=1 that is an error. Arguments go on to Playwright.
 */
const root = join(import.meta.dirname, '..', '..')
const found = findElectron()

if ('path' in found) {
  await ensureWindowIsBuilt(console.error)
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
      'test',
      '--config',
      join(import.meta.dirname, 'playwright.config.ts'),
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, CAMEO_ELECTRON: found.path } },
  )
  process.exitCode = status ?? 1
} else {
  const isRequired = process.env.REQUIRE_ELECTRON === '1'
  console.warn(`\n*** ELECTRON SUITE ${isRequired ? 'FAILED' : 'SKIPPED'}: ${found.reason}. ***\n`)
  process.exitCode = isRequired ? 1 : 0
}
