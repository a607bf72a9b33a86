import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HttpFault } from './fault.ts'

/** 256 bits. */
const createSecret = (): string => randomBytes(32).toString('base64url')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
const isEqualSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret))

const cookieValue = (header: string | undefined, name: string): string | null => {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}

/** Who may come in through the HTTP door. */
export interface Access {
  /** Throws where the request is addressed to another name or comes from another page. */
  checkOrigin(request: IncomingMessage): void
  /** Throws unless the browser has signed in. */
  checkSession(request: IncomingMessage): void
  /** A new secret for an address; it opens one browser. */
  issueToken(): string
  /** Uses a token up: the cookie to set, or null where it is not valid (any more). */
  redeem(token: string): string | null
}

/**
 * Guards a host on 127.0.0.1 at `port` against other pages in the same browser, other users of the machine and names
 * that were made to point here (DNS rebinding). The secret of the address moves into a cookie that scripts cannot read.
 */
export const createAccess = ({ port }: { port: number }): Access => {
  const names = ['127.0.0.1', 'localhost']
  const allowedHosts = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  // Cookies do not tell ports apart: two hosts on one machine must not overwrite each other's.
  const cookieName = `cameo_${port}`
  const sessionSecret = createSecret()
  let tokens: readonly string[] = []

  return {
    checkOrigin: ({ headers }) => {
      const host = headers.host?.toLowerCase()
      if (host === undefined || !allowedHosts.includes(host)) {
        throw new HttpFault(403, 'usage/foreign-host', 'This host answers only to 127.0.0.1 and localhost.')
      }
      const isForeign = headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`
      const site = headers['sec-fetch-site']
      const isSentElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
      if (isForeign || isSentElsewhere) {
        throw new HttpFault(
          403,
          'usage/foreign-origin',
          'Another page may not use this host. Copy the address into the address bar of the browser.',
        )
      }
    },
    checkSession: ({ headers }) => {
      const given = cookieValue(headers.cookie, cookieName)
      if (given !== null && isEqualSecret(given, sessionSecret)) return
      throw new HttpFault(
        401,
        'usage/not-signed-in',
        'This browser is not signed in. Open the address that Cameo printed last; each address opens one browser.',
      )
    },
    issueToken: () => {
      const token = createSecret()
      // Addresses that nobody opened are given up at some point.
      tokens = [...tokens, token].slice(-8)
      return token
    },
    redeem: (given) => {
      const used = tokens.filter((token) => isEqualSecret(given, token))
      if (used.length === 0) return null
      tokens = tokens.filter((token) => !used.includes(token))
      return `${cookieName}=${sessionSecret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`
    },
  }
}
