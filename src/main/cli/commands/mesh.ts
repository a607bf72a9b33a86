import { resolve } from 'node:path'
import { Option } from 'commander'
import { type LengthUnit, lengthUnits } from '#core/model/units.ts'
import type { CommandSet } from '../commandSet.ts'
import { parseWhole } from '../optionParsers.ts'
import { addInfoCommand } from './meshInfo.ts'
import { addSurfaceCommands } from './meshSurface.ts'

interface SampleOptions {
  readonly count: number
  readonly seed: number
  readonly even: boolean
}

interface ConvertOptions {
  readonly unitFrom?: LengthUnit
  readonly unitTo?: LengthUnit
  readonly for?: 'h3ds' | 'now'
  readonly compress?: 'draco' | 'meshopt'
  readonly normals?: 'area' | 'angle'
}

export const mesh: CommandSet = (program, run) => {
  const group = program.command('mesh').summary('look at and convert mesh files').description('Mesh files.')
  addInfoCommand(group, run)
  group
    .command('convert')
    .description('Writes a mesh in another format or unit. The format is told by the ending of the file.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the file to write')
    .addOption(new Option('--unit-from <unit>', 'unit of the mesh').choices(lengthUnits))
    .addOption(new Option('--unit-to <unit>', 'unit to write').choices(lengthUnits))
    .addOption(new Option('--for <reader>', 'only what this reader understands').choices(['h3ds', 'now']))
    .addOption(new Option('--compress <coder>', 'pack a .glb').choices(['draco', 'meshopt']))
    .addOption(
      new Option('--normals <weight>', 'compute normals, triangles weighted by this').choices(['area', 'angle']),
    )
    .action(
      run(async (session, input: string, output: string, options: ConvertOptions) => {
        const result = await session.run('meshes.convert', {
          input: resolve(input),
          output: resolve(output),
          unitFrom: options.unitFrom ?? null,
          unitTo: options.unitTo ?? null,
          strictFor: options.for ?? null,
          compression: options.compress ?? null,
          normals: options.normals ?? null,
        })
        return {
          json: result,
          text: () => `${result.output}: ${result.vertices} vertices, ${result.faces} faces`,
          warnings: result.warnings,
        }
      }),
    )
  group
    .command('sample')
    .description('Draws points from the surface of a mesh, evenly by area, and writes them as a PLY or GLB.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the .ply or .glb to write')
    .requiredOption('--count <n>', 'how many points', parseWhole(1, 10_000_000))
    .option('--seed <n>', 'the same seed draws the same points', parseWhole(0, 0xffffffff), 1)
    .option('--even', 'each at its distance from the others (at most 500000)', false)
    .action(
      run(async (session, input: string, output: string, { count, seed, even }: SampleOptions) => {
        const request = { input: resolve(input), output: resolve(output), count, seed, even }
        const result = await session.run('meshes.sample', request)
        return { json: result, text: () => `${result.output}: ${result.points} points`, warnings: result.warnings }
      }),
    )
  addSurfaceCommands(group, run)
}
