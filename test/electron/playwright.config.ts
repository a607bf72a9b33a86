import { defineConfig } from '@playwright/test'

// Started by test/electron/run.ts, which looks for Electron's program first.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/electron',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: '../../test-results/electron.json' }]],
})
