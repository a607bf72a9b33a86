import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CommandSet } from '../commandSet.ts'
import { parseWhole } from '../optionParsers.ts'
import { type GlobalOptions, printJson } from '../runner.ts'

interface ServeCommandOptions extends GlobalOptions {
  readonly project?: string
  readonly port: number
}

interface Served {
  readonly url: string
}

/** Printed while the host goes on running. */
const announceServed = (json: boolean | undefined) => (served: Served) => {
  if (json) printJson(process, served)
  else process.stdout.write(`Cameo: ${served.url}\nCtrl-C ends it.\n`)
}

const port = ['--port <n>', 'port on 127.0.0.1; any free one where it is 0', parseWhole(0, 65535), 0] as const

export const serveInBrowser: CommandSet = (program, run) => {
  const command: Command = program
    .command('serve')
    .summary('open Cameo in a browser on this machine')
    .description(
      'Starts the browser host and prints the address to open. Only this machine can reach it; the address opens one browser.',
    )
    .option('--project <dir>', 'open this project')
    .option(...port)
    .action(
      run(async (session, options: ServeCommandOptions) => {
        const { serve } = await import('../../serve.ts')
        await serve({
          projectPath: options.project === undefined ? null : resolve(options.project),
          port: options.port,
          signal: session.signal,
          announce: announceServed(command.optsWithGlobals<GlobalOptions>().json),
          say: session.say,
        })
        return null
      }),
    )
}

export const startWindow: CommandSet = (program, run) => {
  const command: Command = program
    .command('start')
    .summary('open Cameo in its own window')
    .description(
      'Opens the desktop window. Where Electron or a display is missing it says so and starts the browser host instead.',
    )
    .argument('[project]', 'open this project')
    .option(...port)
    .action(
      run(async (session, project: string | undefined, options: { readonly port: number }) => {
        const { start } = await import('../../start.ts')
        await start({
          projectPath: project === undefined ? null : resolve(project),
          port: options.port,
          signal: session.signal,
          announce: announceServed(command.optsWithGlobals<GlobalOptions>().json),
          say: session.say,
        })
        return null
      }),
    )
}
