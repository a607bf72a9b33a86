import { resolve } from 'node:path'
import type { HeadModel } from '#core/contract/contract.ts'
import type { CommandSet } from '../commandSet.ts'
import { listTable } from '../tables.ts'

interface AddOptions {
  readonly project: string
  readonly embedding?: string
  readonly regions?: string
  readonly uv?: string
}

const modelTable = (models: readonly HeadModel[]): string =>
  listTable({
    columns: [
      { title: 'Model', value: ({ name }) => name },
      { title: 'Version', value: ({ version }) => version },
      { title: 'Shape', value: ({ shapeComponents }) => String(shapeComponents), align: 'right' },
      { title: 'Expression', value: ({ expressionComponents }) => String(expressionComponents), align: 'right' },
      { title: 'Embedding', value: ({ embedding }) => (embedding ? 'yes' : 'no') },
      { title: 'Regions', value: ({ regions }) => (regions ? 'yes' : 'no') },
      { title: 'UV layout', value: ({ uv }) => (uv ? 'yes' : 'no') },
      { title: 'File', value: ({ file }) => file.path },
    ],
    rows: models,
    empty: 'The project has no head model: cameo model add <file> --project <dir>',
  })

export const model: CommandSet = (program, run) => {
  const group = program.command('model').summary('head models of a project').description('Head models of a project.')
  group
    .command('add')
    .description('Tells a project which FLAME model to register with. The file stays where it is.')
    .argument('<file>', 'the model (.pkl or .npz)')
    .requiredOption('--project <dir>', 'the project')
    .option('--embedding <file>', 'where landmarks lie on the model')
    .option('--regions <file>', 'vertex regions of the model (FLAME_masks)')
    .option('--uv <file>', 'its UV layout for textures (FLAME_texture.npz, or the OBJ template)')
    .action(
      run(async (session, file: string, options: AddOptions) => {
        await session.openProject(resolve(options.project))
        const added = await session.call('models.add', {
          path: resolve(file),
          embedding: options.embedding === undefined ? null : resolve(options.embedding),
          regions: options.regions === undefined ? null : resolve(options.regions),
          uv: options.uv === undefined ? null : resolve(options.uv),
        })
        return { json: added, text: () => modelTable([added]) }
      }),
    )
  group
    .command('list')
    .description('The head models of a project.')
    .requiredOption('--project <dir>', 'the project')
    .action(
      run(async (session, options: { readonly project: string }) => {
        await session.openProject(resolve(options.project))
        const result = await session.call('models.list', {})
        return { json: result, text: () => modelTable(result.models) }
      }),
    )
}
