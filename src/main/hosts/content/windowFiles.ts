// The default import: Electron teaches this very object to read inside the packed archive.
import files from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { BytesAnswer } from '../../services/host.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** The files of the built window by the path of their URL (`/assets/index-1a2b.js`). */
export type WindowFiles = ReadonlyMap<string, BytesAnswer>

const listFolder = async (folder: string, urlPath: string, found: Map<string, BytesAnswer>): Promise<void> => {
  for (const entry of await files.readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const url = `${urlPath}/${entry.name}`
    if (entry.isDirectory()) await listFolder(path, url, found)
    if (!entry.isFile()) continue
    const contentType = contentTypes[extname(entry.name).toLowerCase()] ?? 'application/octet-stream'
    // The bundler names everything in assets/ by its content.
    found.set(url, { path, contentType, immutable: urlPath === '/assets' })
  }
}

/**
 * Lists the built window once. A request can only name what is in this list, so no path from outside ever reaches the
 * file system: neither `..` nor a link nor an odd spelling leads anywhere.
 */
export const listWindowFiles = async (rendererDir: string): Promise<WindowFiles> => {
  const found = new Map<string, BytesAnswer>()
  await listFolder(rendererDir, '', found)
  return found
}

/** `/` is the window itself. */
export const findWindowFile = (windowFiles: WindowFiles, urlPath: string): BytesAnswer | null =>
  windowFiles.get(urlPath === '/' ? '/index.html' : urlPath) ?? null
