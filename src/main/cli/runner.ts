import type { Command } from 'commander'
import { CameoError, exitCodeOf, exitCodes, toErrorRecord } from '#core/model/errors.ts'
import type { Report } from './report.ts'
import { createSession, type Session } from './session.ts'

/** Where a command reads and writes. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

export interface GlobalOptions {
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * Turns what a command does into what commander calls: with the command's arguments in order, then its options. A command
 * without a report prints by itself.
 */
export type Runner = <Given extends unknown[]>(
  action: (session: Session, ...given: Given) => Promise<Report | null>,
) => (...given: unknown[]) => Promise<void>

/** npm repeats the terminal's signal to the command it runs: that is not a second wish. */
const repeatMs = 1000

/** The first Ctrl-C cancels; a later one ends the process at once. */
const listenForInterrupt = (): { readonly signal: AbortSignal; stop(): void } => {
  const controller = new AbortController()
  let firstMs = 0
  const interrupt = (): void => {
    if (controller.signal.aborted && performance.now() > firstMs + repeatMs) process.exit(exitCodes.cancelled)
    if (!controller.signal.aborted) firstMs = performance.now()
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.on(name, interrupt)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signals) process.off(name, interrupt)
    },
  }
}

export const printJson = ({ stdout }: Pick<Streams, 'stdout'>, value: object): void => {
  stdout.write(`${JSON.stringify(value)}\n`)
}

/** Says what went wrong, on stderr for people and as the one object of `--json`. Gives the exit code. */
export const reportError = (streams: Streams, error: unknown, { json = false }: GlobalOptions): number => {
  const record = toErrorRecord(error)
  streams.stderr.write(`cameo: ${record.message}\n`)
  // Only what nobody foresaw needs its place in the code.
  if (!(error instanceof CameoError) && error instanceof Error && error.stack) streams.stderr.write(`${error.stack}\n`)
  if (json) printJson(streams, { error: record })
  return exitCodeOf(error)
}

const printReport = ({ stdout, stderr }: Streams, report: Report, { json = false }: GlobalOptions): void => {
  if (json) {
    printJson({ stdout }, report.json)
    return
  }
  const text = report.text()
  if (text !== '') stdout.write(`${text}\n`)
  for (const { message, line } of report.warnings ?? []) {
    stderr.write(`warning: ${message}${line === undefined ? '' : ` (line ${line})`}\n`)
  }
}

export const createRunner =
  (streams: Streams, onEnd: (exitCode: number) => void): Runner =>
  <Given extends unknown[]>(action: (session: Session, ...given: Given) => Promise<Report | null>) =>
  async (...given: unknown[]) => {
    // Commander adds the command itself as the last one.
    const command = given[given.length - 1] as Command
    const options = command.optsWithGlobals<GlobalOptions>()
    const interrupt = listenForInterrupt()
    const { signal } = interrupt
    const session = createSession({ signal, quiet: options.quiet ?? false, stderr: streams.stderr })
    try {
      const report = await action(session, ...(given.slice(0, -1) as Given))
      if (report) printReport(streams, report, options)
      onEnd(report?.exitCode ?? exitCodes.done)
    } catch (error) {
      onEnd(reportError(streams, error, options))
    } finally {
      await session.close()
      interrupt.stop()
    }
  }
