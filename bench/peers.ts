import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the peers come from, for the sentence that says why one was skipped. */
const packages: Readonly<Record<string, string>> = {
  nanoflann: 'g++ libnanoflann-dev',
  embree: 'g++ libembree-dev libtbb-dev',
}

/**
 * Compiles and runs a peer's driver (bench/peers/NAME.cpp) on the given arrays. Returns the milliseconds of each of its
 * tasks, empty where the peer is not installed.
 */
export const runPeer = (
  name: string,
  o: { readonly libraries: readonly string[]; readonly inputs: readonly (Float32Array | Uint32Array)[] },
): ReadonlyMap<string, number> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    const program = join(folder, name)
    const source = join(import.meta.dirname, 'peers', `${name}.cpp`)
    const compiled = spawnSync('g++', ['-O3', '-march=native', '-std=c++17', source, '-o', program, ...o.libraries])
    if (compiled.status !== 0) {
      console.error(`${name} was not run beside: it needs ${packages[name]} (Debian packages).`)
      return new Map()
    }
    const files = o.inputs.map((input, i) => {
      const path = join(folder, `input${i}`)
      writeFileSync(path, input)
      return path
    })
    const { stdout } = spawnSync(program, files, { encoding: 'utf8' })
    return new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' '))
        .map(([task, ms]) => [task, Number(ms)]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The peer's part of a line, absent where it did not run. */
export const besideLine = (
  peer: string,
  times: ReadonlyMap<string, number>,
  { task, storedMs }: { task: string; storedMs: number },
): { beside?: { peer: string; ms: number; storedMs: number } } => {
  const ms = times.get(task)
  return ms === undefined ? {} : { beside: { peer, ms, storedMs } }
}
