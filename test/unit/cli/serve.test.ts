import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureWindowIsBuilt } from '../../../src/main/cli/windowBuild.ts'
import { findElectron } from '../../../src/main/electronProgram.ts'
import { httpRequest } from '../doors/httpRequest.ts'
import { type RunningCameo, runCameo, startCameo } from './cameoProcess.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cameo-serve-')))
beforeAll(async () => {
  await ensureWindowIsBuilt(() => {})
  await runCameo(['project', 'create', 'heads'], { cwd: folder })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const addressOf = async (running: RunningCameo): Promise<URL> => {
  const [, url] = await running.waitFor('stdout', /(http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+)/)
  return new URL(url)
}

/** Opens the address as a browser would and gives what the window's first call answers. */
const comeIn = async ({ port, search }: URL): Promise<unknown> => {
  const signedIn = await httpRequest({ port: Number(port), path: `/${search}` })
  const cookie = signedIn.headers['set-cookie']?.[0].split(';')[0] ?? ''
  const page = await httpRequest({ port: Number(port), path: '/', headers: { cookie } })
  expect(page.body.toString()).toContain('<div id="root">')
  const answer = await httpRequest({
    port: Number(port),
    path: '/call/projects.current',
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{}',
  })
  return JSON.parse(answer.body.toString()).result.project?.path
}

describe('serve', () => {
  it('prints one object with the address, serves the project, gives a new address, and ends well', async () => {
    const running = startCameo(['serve', '--project', 'heads', '--json'], { cwd: folder })
    const url = await addressOf(running)
    expect(await comeIn(url)).toBe(join(folder, 'heads'))
    const [, next] = await running.waitFor('stderr', /For another one: (\S+)/)
    expect(await comeIn(new URL(next))).toBe(join(folder, 'heads'))
    running.child.kill('SIGTERM')
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ url: url.href, port: Number(url.port), project: join(folder, 'heads') })
    // The project is free again.
    expect((await runCameo(['project', 'info', 'heads'], { cwd: folder })).exitCode).toBe(0)
  })

  it('ends with 3 where the project is missing', async () => {
    expect((await runCameo(['serve', '--project', 'none'], { cwd: folder })).exitCode).toBe(3)
  })
})

describe('start', () => {
  it('says in one sentence why there is no window of its own and goes on in the browser', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'no-electron') }
    const running = startCameo(['start', 'heads'], { cwd: folder, env })
    expect(await comeIn(await addressOf(running))).toBe(join(folder, 'heads'))
    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(0)
    expect(stderr.split('\n')[0]).toBe(
      'Cameo opens in the browser instead of its own window: the Electron program is not here (npx install-electron fetches it).',
    )
  })

  it.skipIf(process.platform === 'win32')('goes on in the browser where Electron ends at once', async () => {
    // Stands where Electron's program would, and fails as it does without its libraries.
    writeFileSync(join(folder, 'electron'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
    const env = { ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':0' }
    const running = startCameo(['start'], { cwd: folder, env })
    expect(await comeIn(await addressOf(running))).toBeUndefined()
    running.child.kill('SIGINT')
    expect((await running.ended).stderr).toContain('Electron ended at once (exit code 127)')
  })

  it.runIf(process.platform === 'linux')('looks for Electron’s program and a display', () => {
    const dist = join(folder, 'dist')
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0' })).toHaveProperty('reason')
    writeFileSync(join(folder, 'electron'), '')
    const found = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    expect(findElectron(found)).toEqual({ reason: 'there is no display' })
    for (const display of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) {
      expect(findElectron({ ...found, ...display })).toEqual({ path: join(folder, 'electron') })
    }
  })
})
