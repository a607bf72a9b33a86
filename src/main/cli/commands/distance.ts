import { basename, extname, resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { CallInput, Output } from '#core/contract/contract.ts'
import { type LengthUnit, lengthUnits } from '#core/model/units.ts'
import type { CommandSet } from '../commandSet.ts'
import { percentage, shortNumber } from '../numbers.ts'
import { parsePositives, parseWhole } from '../optionParsers.ts'
import { factTable, listTable } from '../tables.ts'

type Region = NonNullable<CallInput<'files.distance'>['regions']>[number]
type Statistics = Output<'files.distance'>['aToB'][number]

interface DistanceOptions {
  readonly signed?: boolean
  readonly both?: boolean
  readonly vertices?: boolean
  readonly unit?: LengthUnit
  readonly regions?: readonly Region[]
  readonly landmarks?: string
  readonly within?: readonly number[]
  readonly histogram?: number
  readonly out?: string
  readonly threads?: number
}

/** `NAME=LANDMARK:RADIUS` (mm), or a file of vertex indices, named by its stem. */
const parseRegion = (text: string, before: readonly Region[] = []): readonly Region[] => {
  const sphere = /^([^=]+)=(.+):([^:]+)$/.exec(text)
  if (!sphere) return [...before, { kind: 'file', name: basename(text, extname(text)), path: resolve(text) }]
  const radiusMm = Number(sphere[3])
  if (!(radiusMm > 0 && radiusMm < Infinity)) {
    throw new InvalidArgumentError('The radius of a sphere is a positive number of mm: face_sphere=nose_tip:95.')
  }
  return [...before, { kind: 'sphere', name: sphere[1], landmark: sphere[2], radiusMm }]
}

const binRows = ({ histogram }: Statistics): readonly (readonly [string, string])[] => {
  if (!histogram) return []
  const { from, to, counts } = histogram
  const step = (to - from) / counts.length
  const most = Math.max(...counts, 1)
  return counts.map((count, i) => [
    shortNumber(from + i * step),
    `${'█'.repeat(Math.round((30 * count) / most))} ${count}`,
  ])
}

const directionText = (title: string, statistics: readonly Statistics[]): string => {
  const isSigned = statistics[0].signed !== null
  const limits = statistics[0].within.map(({ limit }, i) => ({
    title: `≤ ${shortNumber(limit)}`,
    value: ({ within }: Statistics) => percentage(within[i].share),
    align: 'right' as const,
  }))
  const number = (columnTitle: string, value: (row: Statistics) => number) => ({
    title: columnTitle,
    value: (row: Statistics) => shortNumber(value(row)),
    align: 'right' as const,
  })
  const table = listTable({
    columns: [
      { title: title, value: ({ name }) => name },
      number('points', ({ summary }) => summary.count),
      number('mean', ({ summary }) => summary.mean),
      number('median', ({ summary }) => summary.median),
      number('rms', ({ summary }) => summary.rms),
      number('90 %', ({ summary }) => summary.p90),
      number('max', ({ summary }) => summary.max),
      ...(isSigned
        ? [
            number('signed mean', ({ signed }) => signed?.mean ?? 0),
            { title: 'outside', value: ({ signed }: Statistics) => percentage(signed?.outside ?? 0) },
          ]
        : []),
      ...limits,
    ],
    rows: statistics,
    empty: '',
  })
  const bins = binRows(statistics[0])
  return bins.length === 0 ? table : `${table}\n\n${factTable(bins)}`
}

const distanceText = (result: Output<'files.distance'>): string => {
  const unit = result.unit ? `, ${result.unit}` : ''
  const parts = [directionText(`A to B${unit}`, result.aToB)]
  if (result.bToA) parts.push(directionText(`B to A${unit}`, result.bToA))
  if (result.output) {
    const scale = result.heatEnd === null ? '' : ` (red: ${shortNumber(result.heatEnd)} and more)`
    parts.push(`Written: ${result.output}${scale}`)
  }
  return parts.join('\n\n')
}

export const distance: CommandSet = (program, run) => {
  program
    .command('distance')
    .summary('measure how far one mesh lies from another')
    .description(
      'Distances from every vertex of A to the surface of B (or to its nearest vertex). Both lie in one frame and unit: align them first.',
    )
    .argument('<a>', 'the mesh whose vertices are measured')
    .argument('<b>', 'the mesh that is measured to')
    .option('--signed', 'positive outside B, negative inside')
    .option('--both', 'also from B to A')
    .option('--vertices', 'to the nearest vertex instead of the surface, as H3DS does')
    .addOption(new Option('--unit <unit>', 'unit of both meshes').choices(lengthUnits))
    .option(
      '--regions <region...>',
      'parts of A: a file with one vertex index a line, or NAME=LANDMARK:RADIUS in mm, such as face_sphere=nose_tip:95',
      parseRegion,
    )
    .option('--landmarks <file>', 'landmarks of A, for spheres')
    .option('--within <list>', 'distances whose shares are told', parsePositives)
    .option('--histogram <bins>', 'count the distances in this many steps', parseWhole(1, 10000))
    .option('--out <file>', 'A in the colours of a heat map (.ply, .obj), or the distances as .npy')
    .option('--threads <n>', 'threads to measure with (default: as many as the machine has)', parseWhole(1, 256))
    .action(
      run(async (session, a: string, b: string, options: DistanceOptions) => {
        const input = {
          a: resolve(a),
          b: resolve(b),
          measure: options.vertices ? ('vertices' as const) : ('surface' as const),
          signed: options.signed ?? false,
          both: options.both ?? false,
          unit: options.unit ?? null,
          regions: [...(options.regions ?? [])],
          landmarks: options.landmarks === undefined ? null : resolve(options.landmarks),
          ...(options.within && { limits: [...options.within] }),
          bins: options.histogram ?? null,
          out: options.out === undefined ? null : resolve(options.out),
        }
        const result = await session.run('files.distance', input, { workers: options.threads })
        return { json: result, text: () => distanceText(result), warnings: result.warnings }
      }),
    )
}
