import { defineConfig } from '@playwright/test'
import { chromiumArguments } from './test/browser/chromium.ts'

/** What takes longest begins first: at the end one worker alone would still be at it while the other has nothing. */
const longest = ['alignWorkspace', 'flow', 'looks', 'masks', 'realScans'].map((name) => `**/${name}.spec.ts`)

// The executable is found by test/browser.ts, which runs Playwright with CAMEO_CHROMIUM set.
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  projects: [
    { name: 'long', testMatch: longest },
    { name: 'short', testIgnore: longest },
  ],
  outputDir: 'test-results',
  globalSetup: './test/browser/flow/generatedOnce.ts',
  // A host, a window and a project of its own for each file: two at a time, one for each core of the smallest machine.
  workers: 2,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CAMEO_CHROMIUM,
      args: [...chromiumArguments],
      chromiumSandbox: false,
    },
    // Pictures of every step would be read back from software graphics: half of the time goes there.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
  },
})
