import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import type { CommandSet } from '../commandSet.ts'
import { doubtText, proposalText, studyText } from '../landmarkText.ts'
import { shortNumber } from '../numbers.ts'
import { factTable, listTable } from '../tables.ts'

const comparisonText = ({ points, rms, bias, unit, findings, onlyA, onlyB }: Output<'files.compareLandmarks'>) => {
  const table = listTable({
    columns: [
      { title: 'Point', value: ({ name }) => name },
      {
        title: unit ? `Distance, ${unit}` : 'Distance',
        value: ({ distance }) => shortNumber(distance),
        align: 'right',
      },
    ],
    rows: points,
    empty: '',
  })
  const facts: [string, string][] = [
    ['Root mean square', shortNumber(rms)],
    ['Mean difference, B less A', bias.map(shortNumber).join(' ')],
  ]
  if (onlyA.length > 0) facts.push(['Only in A', onlyA.join(', ')])
  if (onlyB.length > 0) facts.push(['Only in B', onlyB.join(', ')])
  return [table, factTable(facts), ...findings.map(({ message }) => message)].join('\n\n')
}

interface ConvertOptions {
  readonly semiLandmarks?: boolean
  readonly scheme?: string
  readonly mesh?: string
}

interface ProposeOptions {
  readonly scheme: string
  readonly model?: string
  readonly embedding?: string
  readonly output?: string
}

/** Beside distances that matter those of rounding are nothing. */
const distanceText = (distance: number): string => (distance < 5e-4 ? '0' : shortNumber(distance))

const movedText = ({ moved }: Output<'files.convertLandmarks'>): string[] =>
  moved.length === 0
    ? []
    : [
        listTable({
          columns: [
            { title: 'Point', value: ({ name }) => name },
            { title: 'Moved to the surface by', value: ({ distance }) => distanceText(distance), align: 'right' },
          ],
          rows: moved,
          empty: '',
        }),
      ]

export const landmarks: CommandSet = (program, run) => {
  const group = program.command('landmarks').summary('convert, check, compare, propose and study landmarks')
  group
    .command('convert')
    .description('Writes landmarks in the format that the ending of the output names; says what it cannot hold.')
    .argument('<in>', 'the landmarks to read')
    .argument('<out>', 'the landmarks to write')
    .option('--scheme <name>', 'the points of this scheme (or scheme file), in its order')
    .option('--mesh <file>', 'the scan: points are moved onto its surface, and each distance is reported')
    .option('--semi-landmarks', "behind the points those of the scheme's curves, along the scan")
    .action(
      run(async (session, input: string, output: string, options: ConvertOptions) => {
        const { scheme = null, mesh, semiLandmarks = false } = options
        const request = {
          input: resolve(input),
          output: resolve(output),
          scheme,
          mesh: mesh === undefined ? null : resolve(mesh),
          semiLandmarks,
        }
        const result = await session.call('files.convertLandmarks', request)
        const facts: [string, string][] = [
          ['Points', String(result.points)],
          ['Placed', String(result.placed)],
          ['Scheme', result.scheme ?? 'none'],
          ['Written', result.output],
        ]
        return {
          json: result,
          text: () => [factTable(facts), ...movedText(result)].join('\n\n'),
          warnings: result.warnings,
        }
      }),
    )
  group
    .command('check')
    .description('What looks swapped, mirrored, in another unit or clicked beside, in words.')
    .argument('<file>', 'the landmarks')
    .option('--other <file>', 'landmarks of another scan of the same head')
    .action(
      run(async (session, path: string, { other }: { readonly other?: string }) => {
        const request = { path: resolve(path), other: other === undefined ? null : resolve(other) }
        const result = await session.call('files.checkLandmarks', request)
        return { json: result, text: () => doubtText(result), warnings: result.warnings }
      }),
    )
  group
    .command('propose')
    .description(
      'Places for the other points of a scheme from three placed ones on: by its mean shape, or by a head model that is fitted to points and scan. In what is written proposals are uncertain points that fits do not use.',
    )
    .argument('<mesh>', 'the scan')
    .argument('<landmarks>', 'its placed points')
    .requiredOption('--scheme <name>', 'whose points are wanted (a name, or a scheme file)')
    .option('--model <file>', 'a FLAME model, which proposes closer')
    .option('--embedding <file>', 'where its landmarks lie on it')
    .option('--output <file>', 'write placed and proposed points; its ending chooses the format')
    .action(
      run(async (session, mesh: string, points: string, options: ProposeOptions) => {
        const result = await session.run('files.proposeLandmarks', {
          mesh: resolve(mesh),
          landmarks: resolve(points),
          scheme: options.scheme,
          model: options.model === undefined ? null : resolve(options.model),
          embedding: options.embedding === undefined ? null : resolve(options.embedding),
          output: options.output === undefined ? null : resolve(options.output),
        })
        return { json: result, text: () => proposalText(result), warnings: result.warnings }
      }),
    )
  group
    .command('study')
    .description(
      'How well annotators agree: technical errors, ICC(2,1), bias. Takes a project with sets of several annotators, or a folder with a folder for each annotator (anna, ben; anna@2 for a second session) and a landmark file for each scan.',
    )
    .argument('<dir>', 'project or folder')
    .action(
      run(async (session, dir: string) => {
        const path = resolve(dir)
        const isProject = existsSync(join(path, 'catalogue.sqlite'))
        if (isProject) await session.openProject(path)
        const result = isProject
          ? await session.call('landmarks.study', {})
          : await session.call('files.studyLandmarks', { path })
        return { json: result, text: () => studyText(result), warnings: result.warnings }
      }),
    )
  group
    .command('compare')
    .description('Distances between the points of two files of one scan, and what looks exchanged, mirrored or scaled.')
    .argument('<a>', 'landmarks')
    .argument('<b>', 'landmarks of the same scan, in its frame')
    .action(
      run(async (session, a: string, b: string) => {
        const result = await session.call('files.compareLandmarks', { a: resolve(a), b: resolve(b) })
        return { json: result, text: () => comparisonText(result), warnings: result.warnings }
      }),
    )
}
