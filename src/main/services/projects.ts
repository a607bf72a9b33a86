import { realpath } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Project } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { CameoError } from '#core/model/errors.ts'
import { schemaVersionOf } from '../catalogue/migrate.ts'
import { catalogueFileName } from '../catalogue/open.ts'
import { rememberProject } from '../files/recentProjects.ts'
import { checkProject } from './checkProject.ts'
import type { House } from './house.ts'
import { KeyedQueue } from './keyedQueue.ts'
import { OpenProject, type ProjectSetting } from './openProject.ts'

export const projectRecord = ({ folder, catalogue, tables }: OpenProject): Project => {
  const { name, licenceNote, acknowledgedNote, createdAt } = tables.projects.get()
  return {
    path: folder,
    name,
    licenceNote,
    licenceAcknowledged: licenceNote === '' || acknowledgedNote === licenceNote,
    createdAt,
    schemaVersion: schemaVersionOf(catalogue.db),
    counts: tables.projects.counts(),
  }
}

type ProjectMethods =
  | 'projects.create'
  | 'projects.open'
  | 'projects.close'
  | 'projects.current'
  | 'projects.setLicence'
  | 'projects.check'

/** Ends what runs on the open project and puts another (or none) in its place. */
const changeProject = async ({ session, jobs, emit }: House, next: OpenProject | null): Promise<void> => {
  await jobs.cancelAll({ onlyProject: true })
  await session.current?.edits.idle()
  session.current?.close()
  session.replace(next)
  emit({ type: 'project.changed', subjectIds: [] })
}

const enterProject = async (house: House, project: OpenProject): Promise<Project> => {
  await changeProject(house, project)
  const record = projectRecord(project)
  await rememberProject({ path: record.path, name: record.name })
  return record
}

const openProject = async (house: House, path: string, setting: ProjectSetting): Promise<Project> => {
  const folder = await realpath(resolve(path)).catch(() => {
    throw new CameoError('project/not-found', `There is no folder ${path}.`, { path })
  })
  const { current } = house.session
  if (current?.folder === folder) return projectRecord(current)
  if (basename(folder) === catalogueFileName) {
    const message = `Open the project's folder, not its catalogue: ${resolve(folder, '..')}`
    throw new CameoError('project/not-found', message)
  }
  return enterProject(house, await OpenProject.open(folder, setting))
}

export const projectServices = (house: House): Pick<Services, ProjectMethods> => {
  const { session } = house
  const setting: ProjectSetting = { actor: house.userName, toolVersion: house.version, emit: house.emit }
  const changes = new KeyedQueue()
  // Two windows may open the same project at once: the second finds it open.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => changes.run('project', work)
  return {
    'projects.create': ({ path, name, licenceNote }) =>
      inTurn(async () => enterProject(house, await OpenProject.create(resolve(path), { name, licenceNote }, setting))),

    'projects.open': ({ path }) => inTurn(() => openProject(house, path, setting)),

    'projects.close': () =>
      inTurn(async () => {
        await changeProject(house, null)
        return {}
      }),

    'projects.current': async () => ({ project: session.current && projectRecord(session.current) }),

    'projects.setLicence': async ({ licenceNote, acknowledged }) => {
      const project = session.open
      const { tables } = project
      const before = tables.projects.get()
      project.transaction(() => {
        tables.projects.setLicence(licenceNote, acknowledged ? licenceNote : null)
        project.record('project.licence-changed', null, {
          old: { licenceNote: before.licenceNote, acknowledgedNote: before.acknowledgedNote },
          new: { licenceNote, acknowledged },
        })
      })
      project.changed()
      return projectRecord(project)
    },

    'projects.check': async () => {
      const findings = await checkProject(session.open)
      return { ok: findings.every(({ severity }) => severity !== 'error'), findings }
    },
  }
}
