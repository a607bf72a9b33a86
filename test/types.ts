import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

// Each layer is checked with the platform it may use, and no more: src/core sees neither Node nor the DOM.
const layers = ['src/core', 'src/main', 'src/preload', 'src/renderer', 'test', 'bench']
const root = join(import.meta.dirname, '..')
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

let failed = 0
for (const layer of layers) {
  if (!existsSync(join(root, layer, 'tsconfig.json'))) throw new Error(`${layer} has no tsconfig.json`)
  const { status } = spawnSync(process.execPath, [compiler, '-p', layer, '--pretty', 'false'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) failed += 1
}
if (failed > 0) console.error(`types: ${failed} of ${layers.length} layers have errors`)
process.exit(failed > 0 ? 1 : 0)
