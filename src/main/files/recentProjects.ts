import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { configFolder } from './configFolder.ts'
import { writeFileAtomic } from './writeFileAtomic.ts'

const recentProject = z.object({ path: z.string(), name: z.string() })
const recentList = z.object({ projects: z.array(recentProject) })

export type RecentProject = z.output<typeof recentProject>

const longestList = 20
const listPath = (): string => join(configFolder(), 'recent-projects.json')

/** Newest first. A list that cannot be read is an empty one: it is a convenience, not a record. */
export const readRecentProjects = async (): Promise<readonly RecentProject[]> => {
  try {
    return recentList.parse(JSON.parse(await readFile(listPath(), 'utf8'))).projects
  } catch {
    return []
  }
}

/** Puts a project on top of the list. A settings folder that cannot be written does not keep a project from opening. */
export const rememberProject = async (project: RecentProject): Promise<void> => {
  const others = (await readRecentProjects()).filter(({ path }) => path !== project.path)
  const projects = [project, ...others].slice(0, longestList)
  await writeFileAtomic(listPath(), `${JSON.stringify({ projects }, null, 2)}\n`).catch(() => {})
}
