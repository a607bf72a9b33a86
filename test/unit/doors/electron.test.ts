import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client } from '#core/contract/client.ts'
import { createClient } from '#core/contract/client.ts'
import { securityHeaders } from '../../../src/main/hosts/content/securityHeaders.ts'
import type { ElectronDoor } from '../../../src/main/hosts/electron.ts'
import type { PreloadBridge } from '../../../src/preload/index.ts'
import { createElectronStandIn } from '../../electron/standIn/electronStandIn.ts'
import type { StandInControl } from '../../electron/standIn/standInControl.ts'
import { createMemoryHost, type MemoryHost } from './memoryHost.ts'

let standIn = createElectronStandIn()

const folder = mkdtempSync(join(tmpdir(), 'cameo-electron-'))
const rendererDir = join(folder, 'renderer')
beforeAll(() => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Cameo</title>')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
})
afterAll(() => rmSync(folder, { recursive: true }))

let control: StandInControl
let host: MemoryHost
let door: ElectronDoor

beforeEach(async () => {
  vi.resetModules()
  standIn = createElectronStandIn()
  vi.doMock('electron', () => standIn.module)
  control = standIn.control
  host = createMemoryHost('electron')
  const { registerScheme } = await import('../../../src/main/hosts/electron/scheme.ts')
  const { openElectronDoor } = await import('../../../src/main/hosts/electron.ts')
  registerScheme()
  door = openElectronDoor({
    host,
    rendererDir,
    preloadPath: '/program/preload/index.cjs',
    iconPath: '/program/icon.png',
  })
  door.showWindow()
})

/** The preload script as a page sees it. */
const bridge = async (): Promise<PreloadBridge> => {
  await import('../../../src/preload/index.ts')
  return control.exposed.get('cameo') as PreloadBridge
}

const prevented = (): { readonly event: { preventDefault(): void; url: string }; wasPrevented: () => boolean } => {
  let was = false
  return {
    event: {
      url: '',
      preventDefault: () => {
        was = true
      },
    },
    wasPrevented: () => was,
  }
}

describe('the window', () => {
  it('is sandboxed, isolated and without Node', () => {
    expect(control.windows).toHaveLength(1)
    expect(control.windows[0].options.webPreferences).toEqual({
      preload: '/program/preload/index.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    })
  })

  it('shows our own page when it is ready', () => {
    expect(control.windows[0].url).toBe('cameo://app/index.html')
    expect(control.windows[0].did).toEqual([])
    control.windows[0].fire('ready-to-show')
    expect(control.windows[0].did).toEqual(['show'])
  })

  it('is brought to the front instead of opened twice, and opened again once it was closed', () => {
    door.showWindow()
    expect(control.windows).toHaveLength(1)
    expect(control.windows[0].did).toEqual(['show', 'focus'])
    control.windows[0].fire('closed')
    door.showWindow()
    expect(control.windows).toHaveLength(2)
  })

  it('stays open with unsaved edits unless the person lets them go', () => {
    for (const [button, closes] of [
      [0, false],
      [1, true],
    ] as const) {
      control.pressedButton = button
      const { event, wasPrevented } = prevented()
      control.windows[0].fireContents('will-prevent-unload', event)
      expect(wasPrevented()).toBe(closes)
    }
  })

  it('offers to load itself again after a crash', async () => {
    control.windows[0].fireContents('render-process-gone', {}, { reason: 'crashed' })
    await vi.waitFor(() => expect(control.windows[0].did).toEqual(['reload']))
  })
})

describe('the scheme', () => {
  it('is standard, secure and fetchable, and bypasses no policy', () => {
    expect(control.privilegedSchemes).toEqual([
      {
        scheme: 'cameo',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ])
  })

  it('serves the page with the content security policy and all other headers', async () => {
    const page = await control.fetch('cameo://app/')
    expect(await page.text()).toContain('<title>Cameo</title>')
    expect(page.headers.get('content-security-policy')).not.toContain("'unsafe-eval'")
    const answers = [page, await control.fetch('cameo://app/nothing'), await control.fetch('cameo://app/%')]
    for (const { headers } of answers) expect(Object.fromEntries(headers)).toMatchObject(securityHeaders)
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 500])
  })

  it('serves bytes, whole and in ranges', async () => {
    const path = join(folder, 'mesh.bin')
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
    writeFileSync(path, content)
    host.bytes.set('mesh/1', { path, contentType: 'application/octet-stream', immutable: true })
    const whole = await control.fetch('cameo://app/bytes/mesh/1?v=2')
    expect(content.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true)
    const part = await control.fetch('cameo://app/bytes/mesh/1', { headers: { range: 'bytes=5-9' } })
    expect(part.status).toBe(206)
    expect(content.subarray(5, 10).equals(Buffer.from(await part.arrayBuffer()))).toBe(true)
  })

  it.each([
    'cameo://app/../secret.txt',
    'cameo://app/%2e%2e/secret.txt',
    'cameo://app/..%2fsecret.txt',
    'cameo://other/index.html',
    'cameo://app/bytes/mesh/unknown',
  ])('holds nothing at %s', async (url) => {
    const { status } = await control.fetch(url)
    expect(status).toBe(404)
  })

  it('takes nothing in', async () => {
    expect((await control.fetch('cameo://app/', { method: 'POST', body: 'x' })).status).toBe(405)
  })
})

describe('what a page may do', () => {
  it('is nothing that needs a permission', () => {
    const { permissionRequest, permissionCheck, devicePermission, spellChecker } = control.sessionHandlers
    const { contents } = control.windows[0]
    const granted: boolean[] = []
    permissionRequest?.(contents, 'media', (answer) => granted.push(answer), {} as never)
    expect(granted).toEqual([false])
    expect(permissionCheck?.(contents, 'clipboard-read', 'cameo://app', {} as never)).toBe(false)
    expect(devicePermission?.({} as never)).toBe(false)
    expect(spellChecker).toBe(false)
  })

  it('is to reach its own host and nothing else', () => {
    const decisions = [
      'cameo://app/bytes/mesh/1',
      'blob:cameo://app/1',
      'data:image/png;base64,AA==',
      'https://example.com/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'ws://example.com/',
      'cameo://other/',
      'nonsense',
    ].map((url) => {
      let cancelled: boolean | undefined
      control.sessionHandlers.beforeRequest?.({ url }, ({ cancel }) => {
        cancelled = cancel
      })
      return cancelled
    })
    expect(decisions).toEqual([false, false, false, true, true, true, true, true, true])
  })

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('is not to leave (%s)', (name) => {
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'cameo://other/', 'javascript:alert(1)']) {
      const { event, wasPrevented } = prevented()
      control.windows[0].fireContents(name, { ...event, url })
      expect(wasPrevented()).toBe(true)
    }
    const { event, wasPrevented } = prevented()
    control.windows[0].fireContents(name, { ...event, url: 'cameo://app/index.html' })
    expect(wasPrevented()).toBe(false)
  })

  it('is not to attach a webview', () => {
    const { event, wasPrevented } = prevented()
    control.windows[0].fireContents('will-attach-webview', event, {}, {})
    expect(wasPrevented()).toBe(true)
  })

  it('is not to open windows; a few pages open in the system’s browser', () => {
    const open = (url: string) => control.windows[0].windowOpenHandler?.({ url } as never)
    for (const url of [
      'https://flame.is.tue.mpg.de/download.php',
      'https://flame.is.tue.mpg.de.evil.example/',
      'http://flame.is.tue.mpg.de/',
      'file:///etc/passwd',
      'smb://evil.example/share',
      'nonsense',
    ]) {
      expect(open(url)).toEqual({ action: 'deny' })
    }
    expect(control.opened).toEqual(['https://flame.is.tue.mpg.de/download.php'])
  })
})

describe('calls', () => {
  const ask = (
    frame: Parameters<StandInControl['invoke']>[1],
    method: unknown = 'host.info',
    window = control.windows[0],
  ) => control.invoke(window, frame, 'cameo:call', method, {})

  it('travel from the page through the preload to the host and back', async () => {
    const { call } = await bridge()
    expect(await call('host.info', {})).toMatchObject({ ok: true, result: { door: 'electron' } })
  })

  it('carry errors as code, message and detail', async () => {
    const client: Client = createClient(await bridge())
    await expect(client.call('projects.open', { path: '/missing' })).rejects.toMatchObject({
      code: 'project/not-found',
      message: 'There is no project in /missing.',
    })
    const { call } = await bridge()
    expect(await call('no.such', {})).toMatchObject({ ok: false, error: { code: 'usage/unknown-method' } })
    expect(await call('projects.open', { path: 7 })).toMatchObject({
      ok: false,
      error: { code: 'usage/invalid-input' },
    })
    expect(await ask(control.windows[0].mainFrame, { toString: 'host.info' })).toMatchObject({
      error: { code: 'usage/unknown-method' },
    })
  })

  it('run jobs to their end and cancel them', async () => {
    const client: Client = createClient(await bridge())
    const seen: string[] = []
    const conversion = { input: '/a.ply', output: '/b.obj', unitFrom: null, unitTo: null, strictFor: null }
    const result = await client.run('meshes.convert', conversion, { onProgress: ({ message }) => seen.push(message) })
    expect(result.output).toBe('/b.obj')
    expect(seen).toContain('Written')
    const controller = new AbortController()
    const running = client.run('exports.verify', { path: '/x' }, { signal: controller.signal })
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'job/cancelled' })
  })

  it('are refused from everyone but the top frame of our own window', async () => {
    const [window] = control.windows
    const own = window.mainFrame
    const frames = [
      null,
      { url: 'https://example.com/', parent: null },
      { url: 'cameo://other/index.html', parent: null },
      { url: own.url, parent: own },
      { url: 'about:blank', parent: null },
    ]
    for (const frame of frames) {
      expect(await ask(frame)).toMatchObject({ ok: false, error: { code: 'usage/foreign-sender' } })
    }
    const { BrowserWindow } = standIn.module
    new BrowserWindow({})
    expect(await ask(own, 'host.info', control.windows[1])).toMatchObject({ error: { code: 'usage/foreign-sender' } })
  })

  it('cannot bring functions across', async () => {
    const { call } = await bridge()
    await expect(async () => call('host.info', { run: () => {} })).rejects.toThrow()
  })
})

describe('the bridge', () => {
  it('gives a page four functions and no ipcRenderer', async () => {
    expect(Object.keys(await bridge()).sort()).toEqual(['call', 'onCommand', 'pathForFile', 'subscribe'])
    expect([...control.exposed.keys()]).toEqual(['cameo'])
  })

  it('brings events to the page until it has heard enough, never with Electron’s own event', async () => {
    const { subscribe } = await bridge()
    const heard: unknown[][] = []
    const stop = subscribe((...given) => heard.push(given))
    host.emit({ type: 'project.changed', subjectIds: ['subject-a'] })
    stop()
    host.emit({ type: 'project.changed', subjectIds: ['subject-b'] })
    expect(heard).toEqual([[{ type: 'project.changed', subjectIds: ['subject-a'] }]])
  })

  it('sends no events any more when the door is closed', () => {
    door.close()
    host.emit({ type: 'project.changed', subjectIds: [] })
    expect(control.windows[0].sent).toEqual([])
  })

  it('tells the path of a dropped file', async () => {
    const { pathForFile } = await bridge()
    expect(pathForFile(new File([], 'scan.ply'))).toBe('/dropped/scan.ply')
  })
})
