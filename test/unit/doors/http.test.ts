import { createHash, randomFillSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { securityHeaders } from '../../../src/main/hosts/content/securityHeaders.ts'
import { maxJsonBytes } from '../../../src/main/hosts/http/readJsonBody.ts'
import { type HttpHost, startHttpHost } from '../../../src/main/hosts/http.ts'
import { httpRequest, type RawAnswer, type RawRequest } from './httpRequest.ts'
import { createMemoryHost, type MemoryHost } from './memoryHost.ts'

const folder = mkdtempSync(join(tmpdir(), 'cameo-http-'))
const rendererDir = join(folder, 'renderer')

beforeAll(() => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Cameo</title>')
  writeFileSync(join(rendererDir, 'assets', 'index-1a2b.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  symlinkSync(join(folder, 'secret.txt'), join(rendererDir, 'link.txt'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let host: MemoryHost
let door: HttpHost
let signIns: number
let cookie: string

const ask = (more: Partial<RawRequest> & { path: string }): Promise<RawAnswer> =>
  httpRequest({ port: door.port, ...more, headers: { cookie, ...more.headers } })

const call = (method: string, input: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  ask({
    path: `/call/${method}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  })

const json = ({ body }: RawAnswer) => JSON.parse(body.toString())
const tokenPath = (url: string): string => url.slice(url.indexOf('/?'))

beforeEach(async () => {
  host = createMemoryHost()
  signIns = 0
  door = await startHttpHost({ host, port: 0, rendererDir, onSignIn: () => (signIns += 1) })
  cookie = ''
  const { headers } = await ask({ path: tokenPath(door.url) })
  cookie = headers['set-cookie']?.[0].split(';')[0] ?? ''
})
afterEach(() => door.close())

describe('signing in', () => {
  it('moves the token from the address into a cookie that scripts cannot read', async () => {
    const { status, headers } = await ask({ path: tokenPath(door.createUrl()), headers: { cookie: '' } })
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']?.[0]).toMatch(
      /^cameo_\d+=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
    )
    expect(signIns).toBe(2)
  })

  it('gives tokens of at least 128 bits, each another', () => {
    const tokens = [door.createUrl(), door.createUrl()].map((url) => new URL(url).searchParams.get('token') ?? '')
    expect(tokens[0]).not.toBe(tokens[1])
    for (const token of tokens) expect(Buffer.from(token, 'base64url').byteLength).toBeGreaterThanOrEqual(16)
  })

  it('opens one browser per address; the one that is in may come back by it', async () => {
    const used = tokenPath(door.url)
    expect((await ask({ path: used, headers: { cookie: '' } })).status).toBe(401)
    expect((await ask({ path: used })).status).toBe(303)
    expect(signIns).toBe(1)
  })

  it.each(['', 'cameo_1=x', 'COOKIE', `x=1; COOKIE x`])('refuses the cookie "%s"', async (given) => {
    const forged = given.replace('COOKIE', cookie.slice(0, -1))
    for (const path of ['/', '/events', '/bytes/mesh/1', '/assets/index-1a2b.js', '/nothing']) {
      expect((await ask({ path, headers: { cookie: forged } })).status).toBe(401)
    }
    expect((await call('host.info', {}, { cookie: forged })).status).toBe(401)
  })

  it('tells a person what to do, on a page without a script', async () => {
    const { status, headers, body } = await ask({ path: '/', headers: { cookie: '', accept: 'text/html' } })
    expect(status).toBe(401)
    expect(headers['content-type']).toContain('text/html')
    expect(body.toString()).toContain('Open the address that Cameo printed last')
    expect(body.toString()).not.toContain('<script')
  })
})

describe('who may ask', () => {
  const paths = ['/', '/events', '/bytes/mesh/1', '/call/host.info', '/upload/upload-1/a', '/nothing']

  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
    'refuses the name %s on every route (DNS rebinding)',
    async (name) => {
      for (const path of [...paths, tokenPath(door.createUrl())]) {
        const { status } = await ask({ path, headers: { host: name.replace('PORT', String(door.port)) } })
        expect(status).toBe(403)
      }
    },
  )

  it.each(['http://evil.example', 'null', 'https://127.0.0.1:PORT', 'http://localhost:PORT', 'http://127.0.0.1:1'])(
    'refuses the origin %s on every route',
    async (name) => {
      for (const path of [...paths, tokenPath(door.createUrl())]) {
        const { status } = await ask({ path, headers: { origin: name.replace('PORT', String(door.port)) } })
        expect(status).toBe(403)
      }
    },
  )

  it.each(['cross-site', 'same-site'])('refuses what the browser says was sent from a %s page', async (site) => {
    expect((await call('host.info', {}, { 'sec-fetch-site': site })).status).toBe(403)
  })

  it('serves its own page under both names', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const own = `${name}:${door.port}`
      const { status } = await call('host.info', {}, { host: own, origin: `http://${own}` })
      expect(status).toBe(200)
    }
  })
})

describe('headers', () => {
  it('stand on every answer, errors included, and never share with another origin', async () => {
    host.bytes.set('mesh/1', { bytes: new Uint8Array(9), contentType: 'application/octet-stream', immutable: true })
    const answers = await Promise.all([
      ask({ path: '/' }),
      ask({ path: '/nothing' }),
      ask({ path: '/%' }),
      ask({ path: '/bytes/mesh/1' }),
      ask({ path: '/bytes/mesh/1', headers: { range: 'bytes=99-' } }),
      ask({ path: '/bytes/mesh/1', method: 'DELETE' }),
      ask({ path: '/', headers: { cookie: '' } }),
      ask({ path: '/', headers: { host: 'evil.example' } }),
      ask({ path: tokenPath(door.createUrl()) }),
      call('host.info', {}),
      call('no.such', {}),
      call('folders.list', { path: null }),
      ask({ path: '/call/host.info', method: 'OPTIONS' }),
    ])
    for (const { headers } of answers) {
      expect(headers).toMatchObject(securityHeaders)
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
    expect(answers.map(({ status }) => status)).toEqual([
      200, 404, 400, 200, 416, 405, 401, 403, 303, 200, 200, 200, 405,
    ])
  })

  it('hold a policy without eval that lets nothing load from elsewhere', () => {
    const policy = securityHeaders['content-security-policy']
    expect(policy).not.toContain("'unsafe-eval'")
    expect(policy).not.toMatch(/https?:|\*/)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(securityHeaders['cross-origin-opener-policy']).toBe('same-origin')
    expect(securityHeaders['cross-origin-embedder-policy']).toBe('require-corp')
  })

  it('stand even on the answer to what is not HTTP', async () => {
    const socket = connect(door.port, '127.0.0.1')
    socket.end('nonsense\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('x-content-type-options: nosniff')
  })
})

describe('calls', () => {
  it('answer with the method’s result', async () => {
    expect(json(await call('host.info', {}))).toMatchObject({ ok: true, result: { door: 'http' } })
  })

  it('carry errors as code, message and detail', async () => {
    const codes = await Promise.all(
      [
        call('no.such', {}),
        call('toString', {}),
        call('projects.open', { path: 7 }),
        call('projects.open', { path: '/missing' }),
        call('folders.list', { path: null }),
      ].map(async (answer) => json(await answer).error.code),
    )
    expect(codes).toEqual([
      'usage/unknown-method',
      'usage/unknown-method',
      'usage/invalid-input',
      'project/not-found',
      'internal/unexpected',
    ])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ''])(
    'refuse the content type "%s"',
    async (type) => {
      const { status } = await call('host.info', {}, { 'content-type': type })
      expect(status).toBe(415)
    },
  )

  it('refuse what is not JSON in UTF-8', async () => {
    for (const body of ['{', '', Buffer.from([0x22, 0xff, 0x22])]) {
      const answer = await ask({
        path: '/call/host.info',
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body,
      })
      expect(answer.status).toBe(400)
      expect(json(answer).error.code).toBe('usage/not-json')
    }
  })

  it('refuse a body over the limit, whether it says so or not', async () => {
    const body = Buffer.alloc(maxJsonBytes + 1, ' ')
    const headers = { 'content-type': 'application/json' }
    const declared = await ask({ path: '/call/host.info', method: 'POST', headers, body })
    const chunked = await ask({
      path: '/call/host.info',
      method: 'POST',
      headers: { ...headers, 'transfer-encoding': 'chunked' },
      body,
    })
    expect([declared.status, chunked.status]).toEqual([413, 413])
  })

  it('cancel a running job', async () => {
    const { jobId } = json(await call('exports.verify', { path: '/somewhere' })).result
    const result = call('jobs.result', { jobId })
    expect(json(await call('jobs.cancel', { jobId })).ok).toBe(true)
    expect(json(await result).error.code).toBe('job/cancelled')
  })
})

describe('bytes', () => {
  const content = randomFillSync(Buffer.alloc(3 * 1024 * 1024 + 17))
  const path = join(folder, 'mesh.bin')

  beforeEach(() => {
    writeFileSync(path, content)
    host.bytes.set('mesh/file', { path, contentType: 'application/octet-stream', immutable: false })
    host.bytes.set('mask/bytes', { bytes: content.subarray(0, 100), contentType: 'image/png', immutable: true })
    host.bytes.set('mesh/gone', { path: `${path}.gone`, contentType: 'application/octet-stream', immutable: false })
  })

  it('come whole, from a file as from memory', async () => {
    const file = await ask({ path: '/bytes/mesh/file?v=3' })
    expect(file.body.equals(content)).toBe(true)
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(content.byteLength),
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
    })
    const memory = await ask({ path: '/bytes/mask/bytes' })
    expect(memory.body.equals(content.subarray(0, 100))).toBe(true)
    expect(memory.headers['cache-control']).toBe('private, max-age=31536000, immutable')
  })

  it('come in ranges', async () => {
    const size = content.byteLength
    const cases = [
      ['bytes=0-0', 0, 1],
      ['bytes=10-19', 10, 20],
      [`bytes=${size - 5}-`, size - 5, size],
      ['bytes=-7', size - 7, size],
      [`bytes=5-${size * 2}`, 5, size],
    ] as const
    for (const [range, start, end] of cases) {
      const { status, headers, body } = await ask({ path: '/bytes/mesh/file', headers: { range } })
      expect(status).toBe(206)
      expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${size}`)
      expect(body.equals(content.subarray(start, end))).toBe(true)
    }
    const outside = await ask({ path: '/bytes/mesh/file', headers: { range: `bytes=${size}-` } })
    expect(outside.status).toBe(416)
    expect(outside.headers['content-range']).toBe(`bytes */${size}`)
    const several = await ask({ path: '/bytes/mesh/file', headers: { range: 'bytes=0-1,5-6' } })
    expect(several.status).toBe(200)
  })

  it('are not sent again where the browser has them, and a range only of what it began with', async () => {
    for (const route of ['mesh/file', 'mask/bytes']) {
      const etag = (await ask({ path: `/bytes/${route}`, method: 'HEAD' })).headers.etag ?? ''
      const again = await ask({ path: `/bytes/${route}`, headers: { 'if-none-match': `"other", ${etag}` } })
      expect([again.status, again.body.byteLength]).toEqual([304, 0])
      const range = { range: 'bytes=0-4' }
      expect((await ask({ path: `/bytes/${route}`, headers: { ...range, 'if-range': etag } })).status).toBe(206)
      expect((await ask({ path: `/bytes/${route}`, headers: { ...range, 'if-range': '"old"' } })).status).toBe(200)
    }
  })

  it('that are not there are 404', async () => {
    for (const route of ['mesh/gone', 'mesh/unknown', '', '../secret.txt']) {
      expect((await ask({ path: `/bytes/${route}` })).status).toBe(404)
    }
  })

  it('of an empty file are none', async () => {
    writeFileSync(path, '')
    const { status, body } = await ask({ path: '/bytes/mesh/file' })
    expect([status, body.byteLength]).toEqual([200, 0])
  })
})

describe('the window’s files', () => {
  it('are served, the ones named by their content for ever', async () => {
    const page = await ask({ path: '/' })
    expect(page.body.toString()).toContain('<title>Cameo</title>')
    expect(page.headers['cache-control']).toBe('private, no-cache')
    const script = await ask({ path: '/assets/index-1a2b.js' })
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(script.headers['cache-control']).toContain('immutable')
  })

  it('are found when the window was built again meanwhile', async () => {
    await ask({ path: '/' })
    writeFileSync(join(rendererDir, 'assets', 'index-3c4d.js'), 'export {}')
    expect((await ask({ path: '/assets/index-3c4d.js' })).status).toBe(200)
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets\\..\\..\\secret.txt',
    '//secret.txt',
    '/link.txt',
    '/index.html%00.js',
    '/./index.html',
  ])('hold nothing at %s', async (path) => {
    const { status, body } = await ask({ path })
    expect(status).toBe(404)
    expect(body.toString()).not.toContain('secret')
  })
})

describe('uploads', () => {
  it('are streamed to the host under their path', async () => {
    const body = randomFillSync(Buffer.alloc(5 * 1024 * 1024))
    const answer = await ask({ path: `/upload/upload-1/${encodeURIComponent('a b/ü.ply')}`, method: 'PUT', body })
    expect(json(answer)).toEqual({ ok: true, result: {} })
    expect(host.uploads.get('a b/ü.ply')).toEqual({
      sizeBytes: body.byteLength,
      sha256: createHash('sha256').update(body).digest('hex'),
    })
  })

  it('answer with the host’s refusal, however much was still to come', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024)
    const unknown = await ask({ path: '/upload/upload-2/a.ply', method: 'PUT', body })
    expect(json(unknown).error.code).toBe('input/unknown-upload')
    const outside = await ask({ path: '/upload/upload-1/..%2fa.ply', method: 'PUT', body })
    expect(json(outside).error.code).toBe('input/unsafe-path')
    expect(host.uploads.size).toBe(0)
  })
})

describe('the port', () => {
  it('is refused in one sentence where it is taken', async () => {
    await expect(startHttpHost({ host, port: door.port, rendererDir })).rejects.toMatchObject({
      code: 'usage/port-in-use',
    })
  })

  it('is on the loopback interface only and free again after closing', async () => {
    const { port } = door
    await door.close()
    await expect(httpRequest({ port, path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    door = await startHttpHost({ host, port, rendererDir })
    expect(door.port).toBe(port)
  })
})
