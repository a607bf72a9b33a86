import type { Dirent } from 'node:fs'
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

/** The files of the built window. */
export interface WindowFiles {
  /** By the path of the URL (`/assets/index-1a2b.js`); `/` is the window itself. Null where there is no such file. */
  find(urlPath: string): Promise<BytesAnswer | null>
}

/** A folder that is not there holds nothing: it may be just being built. */
const entriesOf = async (folder: string): Promise<Dirent[]> => {
  try {
    return await files.readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const listFolder = async (folder: string, urlPath: string, found: Map<string, BytesAnswer>): Promise<void> => {
  for (const entry of await entriesOf(folder)) {
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
 * Serves the built window from a list of its files. A request can only name what is in that list, so no path from
 * outside ever reaches the file system: neither `..` nor a link nor an odd spelling leads anywhere. The list is made
 * anew when something is not in it: the window may have been built again meanwhile.
 */
export const openWindowFiles = (rendererDir: string): WindowFiles => {
  let known: ReadonlyMap<string, BytesAnswer> = new Map()
  const list = async (): Promise<ReadonlyMap<string, BytesAnswer>> => {
    const found = new Map<string, BytesAnswer>()
    await listFolder(rendererDir, '', found)
    return found
  }
  return {
    find: async (urlPath) => {
      const path = urlPath === '/' ? '/index.html' : urlPath
      if (!known.has(path)) known = await list()
      return known.get(path) ?? null
    },
  }
}
