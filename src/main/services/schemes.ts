import { join, resolve } from 'node:path'
import type { ListedScheme, Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { writeSchemePptpl } from '#core/formats/schemes/schemePptpl.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import {
  type FoundScheme,
  projectSchemeFolder,
  readSchemeFile,
  readSchemeFolder,
  removeSchemeFile,
  type SchemeProblem,
  userSchemeFolder,
  writeSchemeFile,
} from '../files/schemeFiles.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

type Owner = 'user' | 'project'

const isShipped = (name: string): boolean => landmarkSchemes.has(name)

const shippedNameTaken = (name: string): CameoError =>
  badInput('scheme-shipped', `"${name}" is a scheme that comes with Cameo and cannot be changed. Choose another name.`)

/** All schemes there are, the project's before the user's of the same name. Files that are left out are named. */
export const listSchemes = async (projectFolder: string | null): Promise<Output<'schemes.list'>> => {
  const own = projectFolder === null ? null : await readSchemeFolder(projectSchemeFolder(projectFolder))
  const users = await readSchemeFolder(userSchemeFolder())
  const problems: SchemeProblem[] = [...(own?.problems ?? []), ...users.problems]
  const taken = new Map<string, string>([...landmarkSchemes.keys()].map((name) => [name, 'comes with Cameo']))
  const listed = (source: Owner, found: readonly FoundScheme[]): ListedScheme[] =>
    found.flatMap(({ scheme, path }) => {
      const other = taken.get(scheme.name)
      if (other !== undefined) {
        problems.push({ path, message: `"${scheme.name}" is left out: a scheme of this name ${other}.` })
        return []
      }
      taken.set(scheme.name, `is in the ${source === 'user' ? "user's folder" : 'project'}`)
      return [{ scheme, source, path }]
    })
  const shipped = [...landmarkSchemes.values()].map((scheme) => ({ scheme, source: 'shipped' as const, path: null }))
  const schemes = [...shipped, ...listed('project', own?.found ?? []), ...listed('user', users.found)]
  return { schemes, problems }
}

/**
 * The scheme of this name, or in a scheme file of this path.
 *
 * @throws usage/landmark-scheme with the names there are, input/scheme-….
 */
export const findScheme = async (nameOrPath: string, projectFolder: string | null): Promise<LandmarkScheme> => {
  if (/\.(json|pptpl|ya?ml)$/i.test(nameOrPath)) return (await readSchemeFile(resolve(nameOrPath))).scheme
  const { schemes } = await listSchemes(projectFolder)
  const entry = schemes.find(({ scheme }) => scheme.name === nameOrPath)
  if (entry) return entry.scheme
  const known = schemes.map(({ scheme }) => scheme.name).join(', ')
  throw new CameoError('usage/landmark-scheme', `“${nameOrPath}” is no scheme Cameo knows; there are ${known}.`)
}

const folderOf = (owner: Owner, project: () => OpenProject): string =>
  owner === 'user' ? userSchemeFolder() : projectSchemeFolder(project().folder)

type SchemeMethods = `schemes.${'list' | 'save' | 'remove' | 'read' | 'import' | 'export'}`

export const schemeServices = ({ session }: Pick<House, 'session'>): Pick<Services, SchemeMethods> => {
  const ofOwner = async (owner: Owner, name: string): Promise<FoundScheme | undefined> => {
    const { found } = await readSchemeFolder(folderOf(owner, () => session.open))
    return found.find(({ scheme }) => scheme.name === name)
  }

  /** In a project it is part of its record. */
  const tell = (owner: Owner, kind: string, name: string): void => {
    if (owner !== 'project') return
    const project = session.open
    project.transaction(() => project.record(kind, null, { name }))
    project.changed()
  }

  const save = async (scheme: LandmarkScheme, owner: Owner): Promise<ListedScheme> => {
    if (isShipped(scheme.name)) throw shippedNameTaken(scheme.name)
    const known = await ofOwner(owner, scheme.name)
    const path =
      known?.path ??
      join(
        folderOf(owner, () => session.open),
        `${scheme.name}.json`,
      )
    await writeSchemeFile(path, scheme)
    tell(owner, 'scheme.saved', scheme.name)
    return { scheme, source: owner, path }
  }

  return {
    'schemes.list': () => listSchemes(session.current?.folder ?? null),
    'schemes.save': ({ scheme, owner }) => save(scheme, owner),
    'schemes.remove': async ({ name, owner }) => {
      if (isShipped(name)) throw shippedNameTaken(name)
      const known = await ofOwner(owner, name)
      if (!known) {
        const place = owner === 'user' ? 'your settings' : 'this project'
        throw badInput('unknown-scheme', `There is no scheme "${name}" in ${place}.`)
      }
      await removeSchemeFile(known.path)
      tell(owner, 'scheme.removed', name)
      return {}
    },
    'schemes.export': async ({ name, output }) => {
      const path = resolve(output)
      const scheme = await findScheme(name, session.current?.folder ?? null)
      const isPptpl = path.toLowerCase().endsWith('.pptpl')
      if (!isPptpl && !path.toLowerCase().endsWith('.json')) {
        throw badInput('scheme-format', `${output}: Cameo writes schemes as .json and .pptpl.`)
      }
      if (isPptpl) await writeFileAtomic(path, writeSchemePptpl(scheme))
      else await writeSchemeFile(path, scheme)
      const message = 'A .pptpl holds the names alone: definitions, pictures, groups and curves were not written.'
      return {
        output: path,
        points: scheme.points.length,
        warnings: isPptpl ? [{ code: 'scheme-names-only', message }] : [],
      }
    },
    'schemes.read': async ({ path }) => {
      const { scheme, format, warnings } = await readSchemeFile(resolve(path))
      return { scheme, format, warnings: [...warnings] }
    },
    'schemes.import': async ({ path, owner, name }) => {
      const { scheme, format, warnings } = await readSchemeFile(resolve(path))
      const named = { ...scheme, name: name ?? scheme.name }
      if (await ofOwner(owner, named.name)) {
        throw badInput('scheme-exists', `There is a scheme "${named.name}" already. Give this one another name.`)
      }
      return { entry: await save(named, owner), format, warnings: [...warnings] }
    },
  }
}
