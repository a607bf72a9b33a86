import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

// Each layer is checked with the platform it may use, and no more: src/core sees neither Node nor the DOM.
// What takes longest comes first.
const layers = ['test', 'src/renderer', 'src/main', 'bench', 'src/core', 'src/preload']
const atOnce = 2
const root = join(import.meta.dirname, '..')
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

/** Says what the compiler says, and whether it found nothing. Several checkers in one compiler do much of the work twice. */
const check = (layer: string): Promise<boolean> => {
  if (!existsSync(join(root, layer, 'tsconfig.json'))) throw new Error(`${layer} has no tsconfig.json`)
  const given = [compiler, '-p', layer, '--pretty', 'false', '--checkers', '1']
  const child = spawn(process.execPath, given, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => said.push(piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code === 0)
    })
  })
}

const left = layers.values()
let failed = 0
const checkTheRest = async (): Promise<void> => {
  for (const layer of left) if (!(await check(layer))) failed += 1
}
await Promise.all(Array.from({ length: atOnce }, checkTheRest))
if (failed > 0) console.error(`types: ${failed} of ${layers.length} layers have errors`)
process.exitCode = failed > 0 ? 1 : 0
