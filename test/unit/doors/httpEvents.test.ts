import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent } from '#core/contract/contract.ts'
import { type HttpHost, startHttpHost } from '../../../src/main/hosts/http.ts'
import { httpRequest } from './httpRequest.ts'
import { createMemoryHost, type MemoryHost } from './memoryHost.ts'

interface Listener {
  readonly received: { readonly id: string; readonly event: HostEvent }[]
  readonly response: IncomingMessage
  /** Resolves when `count` events have come. */
  waitFor(count: number): Promise<void>
}

let folder: string
let host: MemoryHost
let door: HttpHost
let cookie: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cameo-events-'))
  writeFileSync(join(folder, 'index.html'), '')
  host = createMemoryHost()
  door = await startHttpHost({ host, port: 0, rendererDir: folder })
  const { headers } = await httpRequest({
    port: door.port,
    path: new URL(door.url).pathname + new URL(door.url).search,
  })
  cookie = headers['set-cookie']?.[0].split(';')[0] ?? ''
})
afterEach(async () => {
  await door.close()
  rmSync(folder, { recursive: true })
})

const listen = (headers: Record<string, string> = {}): Promise<Listener> =>
  new Promise((resolve, reject) => {
    const request = get({
      host: '127.0.0.1',
      port: door.port,
      path: '/events',
      agent: false,
      headers: { cookie, ...headers },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const received: Listener['received'] = []
      let rest = ''
      const waiting = new Set<() => void>()
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
          if (data) received.push({ id, event: JSON.parse(data) })
        }
        for (const check of waiting) check()
      })
      const waitFor = (count: number): Promise<void> =>
        new Promise((done) => {
          const check = (): void => {
            if (received.length < count) return
            waiting.delete(check)
            done()
          }
          waiting.add(check)
          check()
        })
      response.on('error', () => {})
      resolve({ received, response, waitFor })
    })
  })

const changed = (subjectId: string): HostEvent => ({ type: 'project.changed', subjectIds: [subjectId] })

describe('events', () => {
  it('reach every listening window in order', async () => {
    const windows = [await listen(), await listen()]
    for (const name of ['subject-a', 'subject-b']) host.emit(changed(name))
    for (const window of windows) {
      await window.waitFor(2)
      expect(window.received.map(({ event }) => event)).toEqual([changed('subject-a'), changed('subject-b')])
      expect(window.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
      expect(window.response.headers['cache-control']).toBe('no-store')
    }
  })

  it('tell a job’s way from start to end', async () => {
    const window = await listen()
    await host.client.run('meshes.convert', {
      input: '/a.ply',
      output: '/b.obj',
      unitFrom: null,
      unitTo: null,
      strictFor: null,
    })
    await window.waitFor(2)
    expect(window.received.map(({ event }) => event.type === 'job.changed' && event.job.status)).toEqual([
      'running',
      'done',
    ])
  })

  it('that were missed are sent to a window that comes back', async () => {
    const first = await listen()
    host.emit(changed('subject-a'))
    await first.waitFor(1)
    first.response.destroy()
    host.emit(changed('subject-b'))
    host.emit(changed('subject-c'))
    const back = await listen({ 'last-event-id': first.received[0].id })
    host.emit(changed('subject-d'))
    await back.waitFor(3)
    expect(back.received.map(({ event }) => event)).toEqual(['b', 'c', 'd'].map((name) => changed(`subject-${name}`)))
  })

  it('that are no longer known are replaced by the advice to ask anew', async () => {
    const first = await listen()
    host.emit(changed('subject-a'))
    await first.waitFor(1)
    for (let i = 0; i < 600; i++) host.emit(changed(`subject-${i}`))
    for (const lastSeen of [first.received[0].id, 'anotherrun-5', 'nonsense']) {
      const back = await listen({ 'last-event-id': lastSeen })
      await back.waitFor(1)
      expect(back.received[0].event).toEqual({ type: 'project.changed', subjectIds: [] })
    }
  })

  it('end when the host closes', async () => {
    const window = await listen()
    const ended = new Promise((resolve) => window.response.once('close', resolve))
    await door.close()
    await ended
  })
})
