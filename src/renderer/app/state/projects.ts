import type { CallInput, Project } from '#core/contract/contract.ts'
import { everyDocument } from '../documents/everyDocument.ts'
import { closeMaskLayers } from '../documents/maskLayers.ts'
import { client } from '../transport/client.ts'
import { setPreferences } from './preferences.ts'
import { refreshServerData } from './serverData.ts'
import { setSession } from './session.ts'

const enter = (project: Project | null): void => {
  for (const documents of everyDocument) documents.closeAll()
  closeMaskLayers()
  setPreferences({ projectPath: project?.path ?? null })
  setSession({ dialog: null, currentPoint: null, importReport: null, cutLine: false })
  refreshServerData()
}

export const createProject = async (input: CallInput<'projects.create'>): Promise<void> =>
  enter(await client.call('projects.create', input))

export const openProject = async (path: string): Promise<void> => enter(await client.call('projects.open', { path }))

export const closeProject = async (): Promise<void> => {
  await client.call('projects.close', {})
  enter(null)
}
