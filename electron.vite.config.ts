import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const fromRoot = (...parts: string[]): string => join(import.meta.dirname, ...parts)

/** Packages with binaries stay packages; everything else goes into the bundle. */
const withBinaries = [/^better-sqlite3$/, /^draco3dgltf(\/|$)/, /^onnxruntime-web$/, /^sharp$/]

export default defineConfig({
  main: {
    resolve: {
      // fflate's form for Node brings a variable `require`, as does the bundler. Only its synchronous part is used.
      alias: [{ find: /^fflate$/, replacement: 'fflate/browser' }],
    },
    build: {
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        external: withBinaries,
        input: {
          index: fromRoot('src', 'main', 'index.ts'),
          cli: fromRoot('src', 'main', 'cli.ts'),
          computeWorker: fromRoot('src', 'main', 'compute', 'worker.ts'),
          helperWorker: fromRoot('src', 'main', 'compute', 'helperWorker.ts'),
        },
        output: {
          // All side by side: the worker pool looks for its worker beside itself.
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: fromRoot('src', 'preload', 'index.ts') },
        // A sandboxed preload script is not a module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: fromRoot('src', 'renderer'),
    plugins: [react()],
    build: {
      minify: true,
      // Not Electron's Chromium alone: the same window opens in the browsers that people have.
      target: 'es2022',
      // The window comes from this machine: one large file is no harm.
      chunkSizeWarningLimit: 2500,
      rolldownOptions: { input: fromRoot('src', 'renderer', 'index.html') },
    },
    worker: { format: 'es' },
  },
})
