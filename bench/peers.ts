import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type PeerBuild, type PeerName, peerBuilds } from './peerBuilds.ts'
import type { Contender, Sample } from './types.ts'

export type PeerInput = Float32Array | Uint32Array | Float64Array | Uint8Array | string

const sources = join(import.meta.dirname, 'peers')

/** Folders of headers that Debian does not have, for those who have them. */
const includes = (process.env.CAMEO_BENCH_INCLUDE ?? '').split(':').filter((folder) => folder !== '')

/** Compiled drivers are kept in the system's folder for temporary files, by everything that made them. */
const cacheFolder = (): string => {
  const folder = join(tmpdir(), `cameo-bench-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

const compiled = (build: PeerBuild): string | null => {
  const source = join(sources, build.file)
  const options = ['-O3', '-std=c++17', '-pthread', ...includes.map((folder) => `-I${folder}`)]
  const command = [...options, source, ...(build.compiler ?? [])]
  const hash = createHash('sha256').update(command.join(' '))
  for (const name of readdirSync(sources).filter((name) => name === build.file || extname(name) === '.h')) {
    hash.update(readFileSync(join(sources, name)))
  }
  const program = join(cacheFolder(), `${build.file}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  const partial = `${program}-${process.pid}`
  if (spawnSync('g++', [...command, '-o', partial]).status !== 0) return null
  renameSync(partial, program)
  return program
}

/** A peer's driver at work: it waits until a task is asked for. */
export class Peer {
  readonly name: string
  readonly tasks: ReadonlySet<string>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly #folder: string

  private constructor(
    name: string,
    o: {
      tasks: readonly string[]
      child: ChildProcessWithoutNullStreams
      lines: AsyncIterator<string>
      folder: string
    },
  ) {
    this.name = name
    this.tasks = new Set(o.tasks)
    this.#child = o.child
    this.#lines = o.lines
    this.#folder = o.folder
  }

  /** Null, after a sentence, where the peer is not installed. */
  static async open(name: PeerName, inputs: readonly PeerInput[]): Promise<Peer | null> {
    const build: PeerBuild = peerBuilds[name]
    const skip = (): null => {
      console.error(`${build.peer} was not run beside: it needs ${build.packages}.`)
      return null
    }
    const program = build.compiler ? compiled(build) : 'python3'
    if (program === null) return skip()
    const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
    const files = inputs.map((input, i) => {
      if (typeof input === 'string') return input
      const path = join(folder, `input${i}`)
      writeFileSync(path, input)
      return path
    })
    const script = build.compiler ? [] : [join(sources, build.file)]
    const child = spawn(program, [...script, ...files], { stdio: 'pipe' })
    child.on('error', () => {})
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ready = await answerOf(lines, '@ready')
    if (ready) return new Peer(build.peer, { tasks: ready, child, lines, folder })
    rmSync(folder, { recursive: true, force: true })
    return skip()
  }

  /** One run of a task that the driver knows. */
  async runOnce(task: string, threads: number): Promise<Sample> {
    this.#child.stdin.write(`${task} ${threads}\n`)
    const answer = await answerOf(this.#lines, '@ran')
    if (!answer) throw new Error(`The driver of ${this.name} ended in the task “${task}”.`)
    const [cpuMs, clockMs, peakMb, ...result] = answer.map(Number)
    return { cpuMs, clockMs, ...(peakMb >= 0 ? { peakMb } : {}), ...(result.length > 0 ? { result } : {}) }
  }

  contender(task: string, threads: number): Contender {
    return { name: this.name, runOnce: () => this.runOnce(task, threads) }
  }

  close(): void {
    this.#child.stdin.end()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The words after `mark` on the next line that begins with it; null at the end of the program. */
const answerOf = async (lines: AsyncIterator<string>, mark: string): Promise<string[] | null> => {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) return null
    const [first, ...words] = String(value).trim().split(' ')
    if (first === mark) return words
  }
}
