import { resolve } from 'node:path'
import { Option } from 'commander'
import { exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import { parseWhole } from '../optionParsers.ts'
import { findSubjectIds } from '../subjectIds.ts'
import { listTable } from '../tables.ts'
import { textureText } from '../textureOptions.ts'

interface ProjectTextureOptions {
  readonly project: string
  readonly out: string
  readonly from: 'scan' | 'photos'
  readonly textureSize: number
  readonly uv?: string
  readonly subjects?: readonly string[]
}

export const texture: CommandSet = (program, run) => {
  program
    .command('texture')
    .summary('write textured meshes of all registrations')
    .description(
      "Writes, for the newest registration of each subject, the mesh with a texture in the model's UV layout: SUBJECT.obj, SUBJECT.mtl, SUBJECT.png and SUBJECT_mask.png (255 measured, 128 filled, 0 outside). The textures show the faces of the persons.",
    )
    .requiredOption('--project <dir>', 'the project')
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(
      new Option('--from <source>', 'the colours of the scan, or the photos of the subject through their cameras')
        .choices(['scan', 'photos'])
        .default('scan'),
    )
    .option('--texture-size <px>', 'width and height', parseWhole(64, 8192), 2048)
    .option(
      '--uv <file>',
      'the UV layout: FLAME_texture.npz (vt, ft) or the OBJ template with texture coordinates; remembered for a model that has none',
    )
    .option('--subjects <name...>', 'only these subjects')
    .action(
      run(async (session, options: ProjectTextureOptions) => {
        await session.openProject(resolve(options.project))
        const subjectIds = await findSubjectIds(session, options.subjects)
        const result = await session.run('registrations.texture', {
          ...{ out: resolve(options.out), subjectIds, from: options.from, sizePx: options.textureSize },
          uv: options.uv === undefined ? null : resolve(options.uv),
        })
        const table = listTable({
          columns: [
            { title: 'Subject', value: ({ subjectName }) => subjectName },
            { title: 'Texture', value: ({ texture: made }) => textureText(made) },
            { title: 'Mesh', value: ({ mesh }) => mesh },
          ],
          rows: result.subjects,
          empty: 'No texture was made.',
        })
        const skipped = result.skipped.map(({ subjectName, reason }) => `${subjectName}: ${reason}`)
        const isFailed = result.skipped.some(({ isFailure }) => isFailure)
        return {
          json: result,
          text: () => [table, ...skipped, ...result.notes].join('\n'),
          warnings: result.warnings,
          exitCode: isFailed ? exitCodes.failedItems : exitCodes.done,
        }
      }),
    )
}
