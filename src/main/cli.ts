import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { CameoError, exitCodes, toErrorRecord } from '#core/model/errors.ts'
import { commandSets } from './cli/commands/index.ts'
import { createRunner, printJson, reportError, type Streams } from './cli/runner.ts'
import { packageRoot } from './packageRoot.ts'

const versionOf = (): string => JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version

const createProgram = (streams: Streams, onEnd: (exitCode: number) => void): Command => {
  const program = new Command('cameo')
    .description('A workshop for 3D head datasets: landmarks, masks, alignment, registration to FLAME, export.')
    .version(versionOf(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option('--json', 'print one JSON object on stdout and nothing else there')
    .option('-q, --quiet', 'no progress on stderr')
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .exitOverride()
  const run = createRunner(streams, onEnd)
  for (const { heading, sets } of commandSets) {
    program.commandsGroup(heading)
    for (const addTo of sets) addTo(program, run)
  }
  return program
}

/** A reader that has seen enough (`cameo … | head`) is no failure. */
const endQuietlyOnClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

/** Runs one command line (without the program's name) and gives its exit code (docs/command-line.md). */
export const runCli = async (commandLine: readonly string[]): Promise<number> => {
  const streams: Streams = process
  process.stdout.on('error', endQuietlyOnClosedPipe)
  let exitCode: number = exitCodes.done
  const program = createProgram(streams, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(commandLine, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(streams, error, {})
    if (error.exitCode === 0) return exitCodes.done
    // Commander has told people already.
    if (!commandLine.includes('--json')) return exitCodes.usage
    const usage = new CameoError('usage/command-line', error.message.replace(/^error: /, ''))
    printJson(streams, { error: toErrorRecord(usage) })
    return exitCodes.usage
  }
}
