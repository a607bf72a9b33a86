import { resolve } from 'node:path'
import type { CommandSet } from '../commandSet.ts'
import { shortNumber } from '../numbers.ts'
import { factTable } from '../tables.ts'

interface TransformOptions {
  readonly name?: string
  readonly invert?: boolean
  readonly mesh?: string
}

export const transform: CommandSet = (program, run) => {
  const group = program.command('transform').summary('convert transform files').description('Transforms, p′ = M·p.')
  group
    .command('convert')
    .description(
      'Writes a transform in the format that the ending of the output names: .txt (4×4, CloudCompare), .npy, .json, .h3ds.json, .tfm (ITK, LPS), .mlp (MeshLab).',
    )
    .argument('<in>', 'the transform to read; .txt may be a 4×4 matrix or an ITK transform')
    .argument('<out>', 'the transform to write')
    .option('--name <label>', 'which mesh of a MeshLab project')
    .option('--invert', 'write the inverse')
    .option('--mesh <file>', 'the mesh that a MeshLab project is written for')
    .action(
      run(async (session, input: string, output: string, { name, invert, mesh }: TransformOptions) => {
        const result = await session.call('files.convertTransform', {
          input: resolve(input),
          output: resolve(output),
          name: name ?? null,
          isInverted: invert ?? false,
          meshFileName: mesh ?? null,
        })
        const rows = [0, 4, 8, 12].map((start) =>
          result.matrix
            .slice(start, start + 4)
            .map(shortNumber)
            .join('  '),
        )
        const facts: [string, string][] = [
          ['Read as', result.from],
          ['Scale', result.isSimilarity ? shortNumber(result.scale) : 'no similarity: it shears or scales unevenly'],
          ['Matrix', rows.join('\n')],
          ['Written', result.output],
        ]
        return { json: result, text: () => factTable(facts), warnings: result.warnings }
      }),
    )
}
