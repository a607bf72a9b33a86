import type { CallInput, Project } from '#core/contract/contract.ts'
import { landmarkDocuments } from '../documents/landmarkDocuments.ts'
import { maskCutDocuments } from '../documents/maskCutDocuments.ts'
import { maskDocuments } from '../documents/maskDocuments.ts'
import { closeMaskLayers } from '../documents/maskLayers.ts'
import { photoPointDocuments } from '../documents/photoPointDocuments.ts'
import { trustDocuments } from '../documents/trustDocuments.ts'
import { client } from '../transport/client.ts'
import { setPreferences } from './preferences.ts'
import { refreshServerData } from './serverData.ts'
import { setSession } from './session.ts'

const enter = (project: Project | null): void => {
  landmarkDocuments.closeAll()
  maskDocuments.closeAll()
  trustDocuments.closeAll()
  photoPointDocuments.closeAll()
  maskCutDocuments.closeAll()
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
