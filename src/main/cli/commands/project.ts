import { basename, resolve } from 'node:path'
import type { Project, SubjectSummary } from '#core/contract/contract.ts'
import { exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import { findingsText } from '../findingsText.ts'
import { factTable, listTable } from '../tables.ts'

interface CreateOptions {
  readonly name?: string
  readonly licenceNote: string
}

const projectFacts = ({ name, path, createdAt, licenceNote, licenceAcknowledged, counts }: Project): string =>
  factTable([
    ['Project', name],
    ['Folder', path],
    ['Created', createdAt],
    ['Licence note', licenceNote === '' ? 'none' : `${licenceNote}${licenceAcknowledged ? '' : ' (not acknowledged)'}`],
    ['Subjects', String(counts.subjects)],
    ['Scans', String(counts.scans)],
    ['Photos', String(counts.images)],
    ['Masks', String(counts.masks)],
    ['Alignments', String(counts.alignments)],
    ['Registrations', String(counts.registrations)],
    ['Exports', String(counts.exports)],
  ])

const subjectTable = (subjects: readonly SubjectSummary[]): string =>
  listTable({
    columns: [
      { title: 'Subject', value: ({ name }) => name },
      { title: 'Scans', value: ({ scanCount }) => String(scanCount), align: 'right' },
      { title: 'Photos', value: ({ imageCount }) => String(imageCount), align: 'right' },
      { title: 'Masks', value: ({ maskCount }) => String(maskCount), align: 'right' },
      { title: 'Landmarks', value: ({ status }) => status.landmarks },
      { title: 'Aligned', value: ({ status }) => status.align },
      { title: 'Registered', value: ({ status }) => status.register },
      { title: '', value: ({ notes }) => notes.join(' ') },
    ],
    rows: subjects,
    empty: 'No subjects yet: cameo import <folder> --project <dir>',
  })

const create: CommandSet = (group, run) => {
  group
    .command('create')
    .description('Makes a project in a new or empty folder.')
    .argument('<dir>', 'the folder')
    .option('--name <name>', "the project's name; the folder's where it is not given")
    .option('--licence-note <text>', 'what the data may be used for; acknowledged before an export', '')
    .action(
      run(async (session, dir: string, options: CreateOptions) => {
        const path = resolve(dir)
        const made = await session.call('projects.create', {
          path,
          name: options.name ?? basename(path),
          licenceNote: options.licenceNote,
        })
        return { json: made, text: () => projectFacts(made) }
      }),
    )
}

const info: CommandSet = (group, run) => {
  group
    .command('info')
    .description('What is in a project, and what can be done next.')
    .argument('<dir>', 'the project')
    .action(
      run(async (session, dir: string) => {
        const opened = await session.openProject(resolve(dir))
        const { subjects } = await session.call('subjects.list', {})
        return {
          json: { ...opened, subjects },
          text: () => `${projectFacts(opened)}\n\n${subjectTable(subjects)}`,
        }
      }),
    )
}

const check: CommandSet = (group, run) => {
  group
    .command('check')
    .description('Checks the catalogue, the files it names and their hashes.')
    .argument('<dir>', 'the project')
    .action(
      run(async (session, dir: string) => {
        await session.openProject(resolve(dir))
        const result = await session.call('projects.check', {})
        return {
          json: result,
          text: () => findingsText(result.findings, result.ok ? 'The project is in order.' : 'The project has errors.'),
          exitCode: result.ok ? exitCodes.done : exitCodes.badInput,
        }
      }),
    )
}

const relocate: CommandSet = (group, run) => {
  group
    .command('relocate')
    .description('Finds source files that were moved, below a folder, by name and SHA-256.')
    .argument('<dir>', 'the project')
    .requiredOption('--folder <dir>', 'where to look')
    .action(
      run(async (session, dir: string, options: { readonly folder: string }) => {
        await session.openProject(resolve(dir))
        const result = await session.call('sources.relocate', { folder: resolve(options.folder) })
        return {
          json: result,
          text: () => `${result.found} found, ${result.stillMissing} still missing`,
          exitCode: result.stillMissing === 0 ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}

export const project: CommandSet = (program, run) => {
  const group = program.command('project').summary('make, look at and check projects').description('Projects.')
  for (const addTo of [create, info, check, relocate]) addTo(group, run)
}
