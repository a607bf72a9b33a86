import { createReadStream, existsSync, statSync } from 'node:fs'
import { join, normalize, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { createServer, type Plugin } from 'vite'

const serveFiles = (folders: Readonly<Record<string, string>>): Plugin => ({
  name: 'harness-files',
  configureServer: (server) => {
    for (const [name, folder] of Object.entries(folders)) {
      server.middlewares.use(`/files/${name}`, (request, response, next) => {
        const relative = normalize(decodeURIComponent((request.url ?? '/').split('?')[0]))
        const path = join(resolve(folder), relative)
        if (!existsSync(path) || !statSync(path).isFile()) return next()
        response.setHeader('Cache-Control', 'no-store')
        createReadStream(path).pipe(response)
      })
    }
  },
})

/** Serves the harness page with Vite; `folders` appear at /files/<name>/… */
export const startHarness = async (o: {
  readonly folders: Readonly<Record<string, string>>
  readonly port?: number
}): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const root = resolve(import.meta.dirname, '..', '..', '..', '..')
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [react(), serveFiles(o.folders)],
    server: {
      // Isolated as the product's own host isolates its page: picking shares memory with its worker.
      headers: {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      },
      port: o.port ?? 0,
      host: '127.0.0.1',
      hmr: false,
      watch: null,
    },
    cacheDir: join(root, 'node_modules', '.cache', 'viewport-harness'),
    worker: { format: 'es' },
  })
  await server.listen()
  const base = server.resolvedUrls?.local[0] ?? ''
  return { url: `${base}test/browser/harness/viewport/index.html`, close: () => server.close() }
}
