import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Everything that CI runs, in order: format and lint with the layer rules, types per layer, unit tests, build,
 * packing, browser tests, the desktop program. Each step runs even where one before it failed. The last line holds the real counts.
 */
interface Counts {
  passed: number
  failed: number
  skipped: number
}

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')
rmSync(results, { recursive: true, force: true })
// Every step starts many processes and workers: what one has compiled the others read.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled')
mkdirSync(results, { recursive: true })

const bin = (...parts: string[]): string => join(root, 'node_modules', ...parts)
const runNode = (script: string, args: readonly string[]): boolean =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).status === 0

const asOne = (ok: boolean): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 })

const readReport = <T>(file: string, read: (report: T) => Counts): Counts | null => {
  try {
    return read(JSON.parse(readFileSync(join(results, file), 'utf8')) as T)
  } catch {
    return null
  }
}

const readPlaywright = (file: string): Counts | null =>
  readReport<{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }>(
    file,
    ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  )

/** A suite that ended badly though no test failed (a crash, an unhandled error) counts as one failure. */
const suite = (ok: boolean, counts: Counts | null): Counts => {
  if (!counts) return asOne(false)
  return !ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

const steps: readonly { readonly name: string; readonly run: () => Counts }[] = [
  { name: 'format and lint', run: () => asOne(runNode(bin('@biomejs', 'biome', 'bin', 'biome'), ['ci', '.'])) },
  { name: 'types', run: () => asOne(runNode(join(root, 'test', 'types.ts'), [])) },
  {
    name: 'unit',
    run: () => {
      const report = join(results, 'unit.json')
      const ok = runNode(bin('vitest', 'vitest.mjs'), [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ])
      return suite(
        ok,
        readReport<{ numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number }>(
          'unit.json',
          (r) => ({
            passed: r.numPassedTests,
            failed: r.numFailedTests,
            skipped: r.numPendingTests + r.numTodoTests,
          }),
        ),
      )
    },
  },
  { name: 'build', run: () => asOne(runNode(bin('electron-vite', 'bin', 'electron-vite.js'), ['build'])) },
  { name: 'packing', run: () => asOne(runNode(join(root, 'test', 'packaging.ts'), [])) },
  {
    name: 'browser',
    run: () => suite(runNode(join(root, 'test', 'browser.ts'), []), readPlaywright('browser.json')),
  },
  {
    name: 'desktop program',
    // Says loudly why it skipped where Electron's program or a display is missing: that counts as one skipped.
    run: () => {
      const ok = runNode(join(root, 'test', 'electron', 'run.ts'), [])
      return suite(ok, readPlaywright('electron.json') ?? (ok ? { passed: 0, failed: 0, skipped: 1 } : null))
    },
  },
]

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
for (const { name, run } of steps) {
  const started = performance.now()
  console.log(`\n── ${name}`)
  const counts = run()
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  lines.push(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s`)
}
console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)
