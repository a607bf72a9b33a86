import type { Browser, CDPSession, Cookie } from '@playwright/test'

/**
 * A page of the same browser that no driver listens to. What drives a page records its network for whoever may ask, and
 * keeps every answer in the memory of the page's process: 0.5 MB a subject in a walk, none of it the window's own.
 */
export interface PlainPage {
  send(method: string, params?: object): Promise<unknown>
  /** What the expression, or the promise that it is, comes to. */
  evaluate<T>(expression: string): Promise<T>
  /** Resolves once the expression holds. */
  until(expression: string): Promise<void>
}

const lookEveryMs = 50

interface Reply {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

const senderTo = (browserSession: CDPSession, sessionId: string): PlainPage['send'] => {
  const waiting = new Map<number, (reply: Reply) => void>()
  let lastId = 0
  browserSession.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return
    const reply = JSON.parse(event.message) as Reply
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  return async (method, params = {}) => {
    lastId += 1
    const id = lastId
    const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve))
    await browserSession.send('Target.sendMessageToTarget', {
      message: JSON.stringify({ id, method, params }),
      sessionId,
    })
    const { result, error } = await reply
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
}

/** @param o.prepare is run in the page before anything of it. */
export const openPlainPage = async (
  browser: Browser,
  o: {
    readonly url: string
    readonly cookies: readonly Cookie[]
    readonly size: { readonly width: number; readonly height: number }
    readonly prepare: () => void
  },
): Promise<PlainPage> => {
  const session = await browser.newBrowserCDPSession()
  const { browserContextId } = await session.send('Target.createBrowserContext')
  const cookies = o.cookies.map(({ name, value, domain, path, httpOnly, sameSite }) => ({
    ...{ name, value, domain, path, httpOnly, sameSite },
  }))
  await session.send('Storage.setCookies', { cookies, browserContextId })
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId, ...o.size })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
  const send = senderTo(session, sessionId)
  const evaluate = async <T>(expression: string): Promise<T> => {
    const found = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as {
      readonly result: { readonly value: T }
      readonly exceptionDetails?: { readonly text: string }
    }
    if (found.exceptionDetails) throw new Error(`${found.exceptionDetails.text} in ${expression}`)
    return found.result.value
  }
  await send('Emulation.setDeviceMetricsOverride', { ...o.size, deviceScaleFactor: 1, mobile: false })
  await send('Emulation.setFocusEmulationEnabled', { enabled: true })
  await send('Page.enable')
  await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${o.prepare})()` })
  await send('Page.navigate', { url: o.url })
  return {
    send,
    evaluate,
    until: async (expression) => {
      const look = `new Promise((resolve) => {
        const timer = setInterval(() => {
          if (!(${expression})) return
          clearInterval(timer)
          resolve(true)
        }, ${lookEveryMs})
      })`
      await evaluate(look)
    },
  }
}
