import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { shortNumber } from '../numbers.ts'
import { parseWhole } from '../optionParsers.ts'
import type { Runner } from '../runner.ts'
import { factTable } from '../tables.ts'

const parsePoint = (text: string): [number, number, number] => {
  const numbers = text.split(',').map(Number)
  const [x, y, z] = numbers
  if (numbers.length === 3 && numbers.every(Number.isFinite)) return [x, y, z]
  throw new InvalidArgumentError('It is three numbers with commas between them: x,y,z.')
}

const parseLength = (text: string): number => {
  const value = Number(text)
  if (value > 0 && value < Infinity) return value
  throw new InvalidArgumentError('It is a length above 0, in the unit of the mesh.')
}

interface DecimateOptions {
  readonly triangles?: number
  readonly error?: number
  readonly lockBorder?: boolean
}

/** The commands of `cameo mesh` that measure a surface or make it coarser. */
export const addSurfaceCommands = (group: Command, run: Runner): void => {
  group
    .command('decimate')
    .description('Writes the mesh with fewer triangles and says how far it lies from the original.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the mesh to write')
    .option('--triangles <n>', 'how many triangles are wanted', parseWhole(1, 2 ** 31 - 1))
    .option('--error <length>', 'how far the surface may move, in the unit of the mesh', parseLength)
    .option('--lock-border', 'vertices of the border stay where they are', false)
    .action(
      run(async (session, input: string, output: string, options: DecimateOptions) => {
        const result = await session.run('meshes.decimate', {
          input: resolve(input),
          output: resolve(output),
          triangles: options.triangles ?? null,
          largestError: options.error ?? null,
          keepBorder: options.lockBorder ?? false,
        })
        const { mean, p90, max } = result.distance
        const facts: [string, string][] = [
          ['Vertices', String(result.vertices)],
          ['Faces', String(result.faces)],
          ['From the original, mean', shortNumber(mean)],
          ['From the original, 90 % below', shortNumber(p90)],
          ['From the original, at most', shortNumber(max)],
          ['Written', result.output],
        ]
        return { json: result, text: () => factTable(facts), warnings: result.warnings }
      }),
    )
  const measured = (result: {
    readonly least: number
    readonly mean: number
    readonly largest: number
    readonly output: string
  }) =>
    factTable([
      ['Least', shortNumber(result.least)],
      ['Mean', shortNumber(result.mean)],
      ['Largest', shortNumber(result.largest)],
      ['Written', result.output],
    ])
  group
    .command('curvature')
    .description('Mean curvature of every vertex, 1/unit, as numbers (.npy) or as a coloured mesh.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the .npy, .ply or .obj to write')
    .action(
      run(async (session, input: string, output: string) => {
        const request = { input: resolve(input), output: resolve(output), measure: { kind: 'curvature' } } as const
        const result = await session.run('meshes.measure', request)
        return { json: result, text: () => measured(result), warnings: result.warnings }
      }),
    )
  group
    .command('geodesic')
    .description('Distance of every vertex along the surface from a point, as numbers (.npy) or as a coloured mesh.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the .npy, .ply or .obj to write')
    .requiredOption('--from <x,y,z>', 'the point, put onto the surface where it is nearest', parsePoint)
    .action(
      run(async (session, input: string, output: string, { from }: { readonly from: [number, number, number] }) => {
        const request = { input: resolve(input), output: resolve(output), measure: { kind: 'geodesic', from } } as const
        const result = await session.run('meshes.measure', request)
        return { json: result, text: () => measured(result), warnings: result.warnings }
      }),
    )
}
