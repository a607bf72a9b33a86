import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findChromium } from './browser/chromium.ts'

// Finds or installs Chromium, says which, and runs the browser suite with it. Arguments go on to Playwright.
const { executablePath, source } = await findChromium()
console.error(`Chromium: ${executablePath} (${source})`)
const root = join(import.meta.dirname, '..')
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CAMEO_CHROMIUM: executablePath } },
)
process.exit(status ?? 1)
