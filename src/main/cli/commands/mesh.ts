import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { type LengthUnit, lengthUnits } from '#core/model/units.ts'
import type { CommandSet } from '../commandSet.ts'
import { percentage, shortNumber } from '../numbers.ts'
import { parseWhole } from '../optionParsers.ts'
import { factTable } from '../tables.ts'
import { addSurfaceCommands } from './meshSurface.ts'

interface SampleOptions {
  readonly count: number
  readonly seed: number
}

interface ConvertOptions {
  readonly unitFrom?: LengthUnit
  readonly unitTo?: LengthUnit
  readonly for?: 'h3ds' | 'now'
  readonly compress?: 'draco' | 'meshopt'
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

const meshFacts = (info: Output<'meshes.info'>): string => {
  const { min, max } = info.bounds
  const unit = info.unit.guess
  const size = max.map((value, axis) => shortNumber(value - min[axis])).join(' × ')
  return factTable([
    ['Format', info.format],
    ['Vertices', String(info.vertices)],
    ['Faces', String(info.faces)],
    ['Normals', yesNo(info.hasNormals)],
    ['Colours', yesNo(info.hasColors)],
    ['Texture coordinates', yesNo(info.hasUvs)],
    ['Unit', unit ? `${unit} (guessed, ${percentage(info.unit.confidence)} sure)` : 'not known'],
    ['Up', info.up.guess ? `${info.up.guess} (guessed)` : 'not known'],
    ['Size', unit ? `${size} ${unit}` : size],
    ['Components', String(info.components)],
    ['Boundary loops', String(info.boundaryLoops)],
    ['Non-manifold edges', String(info.nonManifoldEdges)],
    ['Non-manifold vertices', String(info.nonManifoldVertices)],
    ['Degenerate faces', String(info.degenerateFaces)],
    ['Watertight', yesNo(info.isWatertight)],
    ['Area', `${shortNumber(info.area)}${unit ? ` ${unit}²` : ''}`],
    ['Volume', info.volume === null ? 'not closed' : `${shortNumber(info.volume)}${unit ? ` ${unit}³` : ''}`],
  ])
}

export const mesh: CommandSet = (program, run) => {
  const group = program.command('mesh').summary('look at and convert mesh files').description('Mesh files.')
  group
    .command('info')
    .description('What is in a mesh file: OBJ, PLY, STL or OFF.')
    .argument('<file>', 'the mesh')
    .action(
      run(async (session, file: string) => {
        const info = await session.call('meshes.info', { path: resolve(file) })
        return { json: info, text: () => meshFacts(info), warnings: info.warnings }
      }),
    )
  group
    .command('convert')
    .description('Writes a mesh in another format or unit. The format is told by the ending of the file.')
    .argument('<in>', 'the mesh to read')
    .argument('<out>', 'the file to write')
    .addOption(new Option('--unit-from <unit>', 'unit of the mesh').choices(lengthUnits))
    .addOption(new Option('--unit-to <unit>', 'unit to write').choices(lengthUnits))
    .addOption(new Option('--for <reader>', 'only what this reader understands').choices(['h3ds', 'now']))
    .addOption(new Option('--compress <coder>', 'pack a .glb').choices(['draco', 'meshopt']))
    .action(
      run(async (session, input: string, output: string, options: ConvertOptions) => {
        const result = await session.run('meshes.convert', {
          input: resolve(input),
          output: resolve(output),
          unitFrom: options.unitFrom ?? null,
          unitTo: options.unitTo ?? null,
          strictFor: options.for ?? null,
          compression: options.compress ?? null,
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
    .action(
      run(async (session, input: string, output: string, { count, seed }: SampleOptions) => {
        const request = { input: resolve(input), output: resolve(output), count, seed }
        const result = await session.run('meshes.sample', request)
        return { json: result, text: () => `${result.output}: ${result.points} points`, warnings: result.warnings }
      }),
    )
  addSurfaceCommands(group, run)
}
