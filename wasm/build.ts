import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedFlagOffset } from './sharedFlagOffset.ts'
import { kernelSources, sourcesHash } from './sourcesHash.ts'

const target = join(import.meta.dirname, '..', 'src', 'core', 'kernels', 'kernelBinary.ts')

/**
 * Plain WebAssembly with SIMD: no libc, memory given by the host. The stack is an exported global, so that several
 * instances can work on one shared memory, each with a stack of its own.
 */
const flags = [
  '--target=wasm32',
  '-std=c11',
  '-O3',
  '-flto',
  '-msimd128',
  '-mbulk-memory',
  '-msign-ext',
  '-mnontrapping-fptoint',
  '-mmutable-globals',
  '-nostdlib',
  '-ffreestanding',
  '-fno-math-errno',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wl,--no-entry',
  '-Wl,--import-memory',
  '-Wl,--max-memory=4294901760',
  '-Wl,--export=__stack_pointer',
  '-Wl,--export=__heap_base',
  '-Wl,-z,stack-size=65536',
  '-Wl,--strip-all',
  '-Wl,--lto-O3',
]

const compile = (): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-kernels-'))
  try {
    const output = join(folder, 'kernels.wasm')
    const { error, status } = spawnSync('clang', [...flags, ...kernelSources('.c'), '-o', output], { stdio: 'inherit' })
    if (error) {
      throw new Error(
        'The kernels are built with clang and wasm-ld, which were not found. On Debian: apt-get install clang lld; ' +
          'on macOS: brew install llvm lld; on Windows: winget install LLVM.LLVM. Nothing was changed.',
      )
    }
    if (status !== 0) throw new Error('clang refused the kernels, see above. Nothing was changed.')
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const binary = compile()
writeFileSync(
  target,
  `// Made by \`npm run kernels\` from wasm/kernels. Do not edit.

/** SHA-256 of the sources this was made from. */
export const kernelSourcesHash = '${sourcesHash()}'

/** Where the binary says whether its memory is shared between threads: 1 own, 3 shared. */
export const sharedFlagOffset = ${sharedFlagOffset(binary)}

/** The module, base64. */
export const kernelBinary =
  '${binary.toString('base64')}'
`,
)
console.log(`kernels: ${binary.length} bytes of WebAssembly written to src/core/kernels/kernelBinary.ts`)
