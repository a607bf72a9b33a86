import { homedir, platform } from 'node:os'
import type { Services } from '#core/contract/dispatch.ts'
import { readRecentProjects } from '../files/recentProjects.ts'
import type { House } from './house.ts'
import { isProjectFolder } from './looksLike.ts'

export const hostServices = (house: House): Pick<Services, 'host.info'> => ({
  'host.info': async () => ({
    version: house.version,
    door: house.door,
    platform: platform(),
    homePath: homedir(),
    userName: house.userName,
    recentProjects: await Promise.all(
      (await readRecentProjects()).map(async (project) => ({
        ...project,
        present: await isProjectFolder(project.path),
      })),
    ),
  }),
})
