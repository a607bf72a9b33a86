import { resolve } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import { CameoError, exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import type { Session } from '../session.ts'
import { factTable, listTable } from '../tables.ts'

interface ProjectOption {
  readonly project?: string
}

const openIfGiven = async (session: Session, { project }: ProjectOption): Promise<void> => {
  if (project !== undefined) await session.openProject(resolve(project))
}

const sources = { shipped: 'comes with Cameo', user: 'yours', project: 'project' } as const

const listText = ({ schemes, problems }: Output<'schemes.list'>): string =>
  [
    listTable({
      columns: [
        { title: 'Name', value: ({ scheme }) => scheme.name },
        { title: 'Points', value: ({ scheme }) => String(scheme.points.length), align: 'right' },
        { title: 'From', value: ({ source }) => sources[source] },
        { title: 'Title', value: ({ scheme }) => scheme.title },
      ],
      rows: schemes,
      empty: '',
    }),
    ...problems.map(({ path, message }) => `Left out: ${path}\n  ${message}`),
  ].join('\n\n')

const schemeText = ({ scheme, source, path }: Output<'schemes.list'>['schemes'][number]): string =>
  [
    factTable([
      ['Name', scheme.name],
      ['Title', scheme.title],
      ['From', path ?? sources[source]],
      ['Groups', scheme.groups.map(({ title }) => title).join(', ') || 'none'],
      ['Curves', scheme.curves.map(({ title }) => title).join(', ') || 'none'],
      ...(scheme.embedding ? [['On a model', scheme.embedding.note] as const] : []),
    ]),
    listTable({
      columns: [
        { title: 'Point', value: ({ name }) => name },
        { title: 'Mirror', value: ({ mirror }) => mirror ?? '-' },
        { title: 'Definition', value: ({ title, definition }) => definition || title },
      ],
      rows: scheme.points,
      empty: '',
    }),
  ].join('\n\n')

const list: CommandSet = (group, run) => {
  group
    .command('list')
    .description('All landmark schemes: those that come with Cameo, yours, and those of a project.')
    .option('--project <dir>', 'also the schemes of this project')
    .action(
      run(async (session, options: ProjectOption) => {
        await openIfGiven(session, options)
        const result = await session.call('schemes.list', {})
        return { json: result, text: () => listText(result) }
      }),
    )
}

const show: CommandSet = (group, run) => {
  group
    .command('show')
    .description('The points of a scheme, in their order, with what each one is.')
    .argument('<name>', 'the scheme')
    .option('--project <dir>', 'look among the schemes of this project too')
    .action(
      run(async (session, name: string, options: ProjectOption) => {
        await openIfGiven(session, options)
        const { schemes } = await session.call('schemes.list', {})
        const entry = schemes.find(({ scheme }) => scheme.name === name)
        if (!entry) {
          const known = schemes.map(({ scheme }) => scheme.name).join(', ')
          throw new CameoError('usage/landmark-scheme', `“${name}” is no scheme Cameo knows; there are ${known}.`)
        }
        return { json: entry, text: () => schemeText(entry) }
      }),
    )
}

/** What a sound scheme may still lack for those who click by it. */
const gapsOf = ({ scheme }: Output<'schemes.read'>): string[] => {
  const without = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`Without ${what}: ${names.join(', ')}.`]
  const lacking = (isLacking: (point: (typeof scheme.points)[number]) => boolean): string[] =>
    scheme.points.filter(isLacking).map(({ name }) => name)
  return [
    ...without(
      'a definition',
      lacking(({ definition }) => definition.trim() === ''),
    ),
    ...without(
      'a place on the drawing',
      lacking(({ picture }) => picture === null),
    ),
    ...without(
      'a typical place, so that nothing can be proposed',
      lacking(({ templatePosition }) => templatePosition === null),
    ),
  ]
}

const check: CommandSet = (group, run) => {
  group
    .command('check')
    .description('Whether a scheme file can be used, and what its points lack.')
    .argument('<file>', 'a scheme (.json, .pptpl, .yaml)')
    .action(
      run(async (session, path: string) => {
        const reading = await session.call('schemes.read', { path: resolve(path) })
        const gaps = gapsOf(reading)
        const { scheme, format } = reading
        const head = `${scheme.name}: a sound ${format} with ${scheme.points.length} points.`
        return {
          json: { name: scheme.name, format, points: scheme.points.length, gaps },
          text: () => [head, ...gaps].join('\n'),
          exitCode: exitCodes.done,
        }
      }),
    )
}

const importScheme: CommandSet = (group, run) => {
  group
    .command('import')
    .description("Takes over a scheme: a scheme file, MeshLab's .pptpl or a template of landmarker.io (.yaml).")
    .argument('<file>', 'the file')
    .option('--project <dir>', 'keep it in this project, not among your own')
    .option('--name <name>', 'its name')
    .action(
      run(async (session, path: string, options: ProjectOption & { readonly name?: string }) => {
        await openIfGiven(session, options)
        const { entry, format, warnings } = await session.call('schemes.import', {
          path: resolve(path),
          owner: options.project === undefined ? 'user' : 'project',
          name: options.name ?? null,
        })
        const facts: [string, string][] = [
          ['Scheme', entry.scheme.name],
          ['Read as', format],
          ['Points', String(entry.scheme.points.length)],
          ['Written', entry.path ?? ''],
        ]
        return { json: { ...entry, format, warnings }, text: () => factTable(facts), warnings }
      }),
    )
}

const exportScheme: CommandSet = (group, run) => {
  group
    .command('export')
    .description("Writes a scheme as a file: all of it (.json), or its names as MeshLab's template (.pptpl).")
    .argument('<name>', 'the scheme')
    .argument('<out>', 'the file to write')
    .option('--project <dir>', 'look among the schemes of this project too')
    .action(
      run(async (session, name: string, output: string, options: ProjectOption) => {
        await openIfGiven(session, options)
        const result = await session.call('schemes.export', { name, output: resolve(output) })
        const facts: [string, string][] = [
          ['Points', String(result.points)],
          ['Written', result.output],
        ]
        return { json: result, text: () => factTable(facts), warnings: result.warnings }
      }),
    )
}

export const schemes: CommandSet = (program, run) => {
  const group = program
    .command('schemes')
    .summary('list, show, check, import and export landmark schemes')
    .description('Landmark schemes: named lists of points with what each one is.')
  for (const addTo of [list, show, check, importScheme, exportScheme]) addTo(group, run)
}
