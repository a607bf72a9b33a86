import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'

/**
 * Finds a Chromium for the browser tests, or installs one; `source` says in words where it came from.
 * Order: the variable CAMEO_CHROMIUM, the system's, Playwright's own download, apt as root on Debian,
 * Playwright's installer, an npm package that carries the binary.
 */
export interface FoundChromium {
  readonly executablePath: string
  readonly source: string
}

/** First the one without windows of its own, which takes half of the processor time where software draws. */
const systemNames = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

const onPath = (): string | null => {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    for (const name of systemNames) {
      const candidate = join(folder, name)
      if (folder && existsSync(candidate)) return candidate
    }
  }
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  return existsSync(mac) ? mac : null
}

const fromEnvironment = (): string | null => {
  const path = process.env.CAMEO_CHROMIUM
  if (!path) return null
  if (!existsSync(path)) throw new Error(`CAMEO_CHROMIUM names ${path}, which is not there.`)
  return path
}

const fromPlaywright = (): string | null => {
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

const isDebianRoot = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')

const fromApt = (): string | null => {
  if (!isDebianRoot()) return null
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', ['update'], options)
  for (const name of ['chromium-headless-shell', 'chromium']) {
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options)
    const path = onPath()
    if (path) return path
  }
  return null
}

const fromPlaywrightInstaller = (): string | null => {
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 })
  return fromPlaywright()
}

const carrier = { name: '@sparticuz/chromium', version: '153.0.0' }

const fromNpmPackage = async (): Promise<string | null> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'chromium-package')
  mkdirSync(folder, { recursive: true })
  const installed = join(folder, 'node_modules', carrier.name)
  if (!existsSync(installed)) {
    execFileSync('npm', ['install', '--no-save', '--prefix', folder, `${carrier.name}@${carrier.version}`], {
      stdio: 'ignore',
    })
  }
  const { main, exports: entries } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const entry = typeof main === 'string' ? main : (entries?.['.']?.import ?? 'build/index.js')
  const carried = (await import(pathToFileURL(join(installed, entry)).href)) as {
    default: { executablePath(): Promise<string> }
  }
  return carried.default.executablePath()
}

const sources: readonly { readonly source: string; readonly find: () => string | null | Promise<string | null> }[] = [
  { source: 'the variable CAMEO_CHROMIUM', find: fromEnvironment },
  { source: 'the system', find: onPath },
  { source: "Playwright's own download", find: fromPlaywright },
  { source: "Debian's package, installed just now with apt", find: fromApt },
  { source: "Playwright's installer, run just now", find: fromPlaywrightInstaller },
  { source: `the npm package ${carrier.name}`, find: fromNpmPackage },
]

export const findChromium = async (): Promise<FoundChromium> => {
  for (const { source, find } of sources) {
    const executablePath = await find()
    if (executablePath) return { executablePath, source }
  }
  throw new Error('No Chromium was found or could be installed. Set CAMEO_CHROMIUM to the path of one.')
}

/** Software rendering: WebGL by SwiftShader, everything else without it, which takes less; no calls home. */
export const chromiumArguments: readonly string[] = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu-rasterization',
  '--force-color-profile=srgb',
]
