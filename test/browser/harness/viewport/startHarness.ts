import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type Plugin, preview } from 'vite'

const serveFiles = (folders: Readonly<Record<string, string>>): Plugin => ({
  name: 'harness-files',
  configurePreviewServer: (server) => {
    for (const [name, folder] of Object.entries(folders)) {
      server.middlewares.use(`/files/${name}`, (request, response) => {
        const relative = normalize(decodeURIComponent((request.url ?? '/').split('?')[0]))
        const path = join(resolve(folder), relative)
        if (!existsSync(path) || !statSync(path).isFile()) {
          response.statusCode = 404
          response.end()
          return
        }
        response.setHeader('Cache-Control', 'no-store')
        createReadStream(path).pipe(response)
      })
    }
  },
})

/**
 * Builds the harness page once and serves it; `folders` appear at /files/<name>/… Every test has a page of its own,
 * and module by module each of them would take seconds to open.
 */
export const startHarness = async (o: {
  readonly folders: Readonly<Record<string, string>>
  readonly port?: number
}): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const outDir = mkdtempSync(join(tmpdir(), 'cameo-harness-'))
  const common = { root: import.meta.dirname, configFile: false, logLevel: 'error' } as const
  await build({
    ...common,
    // React checks more, and runs effects twice, where it is not built for production.
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [react()],
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, minify: false, target: 'es2022', reportCompressedSize: false },
  })
  const server = await preview({
    ...common,
    plugins: [serveFiles(o.folders)],
    build: { outDir },
    preview: {
      // Isolated as the product's own host isolates its page: picking shares memory with its worker.
      headers: {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      },
      port: o.port ?? 0,
      host: '127.0.0.1',
    },
  })
  const close = async (): Promise<void> => {
    await server.close()
    rmSync(outDir, { recursive: true, force: true })
  }
  return { url: server.resolvedUrls?.local[0] ?? '', close }
}
