import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createHost, type Host } from '#main/services/index.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'

const hosts: Host[] = []

/** To be called once in a file that starts hosts: files may share this module. */
export const closeHostsAtEnd = (): void => {
  afterAll(async () => {
    for (const host of hosts.splice(0)) await host.close()
  })
}

/** A folder for the tests of a file, with settings of its own, and an end for the hosts they start. */
export const testRoot = (name: string): string => {
  const root = temporaryFolder(name)
  process.env.CAMEO_CONFIG_DIR = join(root, 'settings')
  closeHostsAtEnd()
  return root
}

/** A real host with one worker, closed after the tests of the file (`testRoot`). */
export const startHost = (userName = 'Ada'): Host => {
  const host = createHost({ door: 'local', userName, workers: 1 })
  hosts.push(host)
  return host
}

/** A host with a new project open. */
export const startProject = async (root: string, name: string): Promise<Host & { readonly folder: string }> => {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const host = startHost()
  await host.client.call('projects.create', { path: folder, name, licenceNote: '' })
  return { ...host, folder }
}
