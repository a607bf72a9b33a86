import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { CameoError } from '#core/model/errors.ts'
import { batchReport } from '../batchReport.ts'
import type { CommandSet } from '../commandSet.ts'
import type { Report } from '../report.ts'
import type { Session } from '../session.ts'
import { findSubjectIds } from '../subjectIds.ts'

interface ProposeOptions {
  readonly mesh?: string
  readonly cameras?: string
  readonly images?: string
  readonly out?: string
  readonly project?: string
  readonly subjects?: readonly string[]
}

const proposeForFiles = async (session: Session, { mesh, cameras, images, out }: ProposeOptions): Promise<Report> => {
  if (mesh === undefined || cameras === undefined || images === undefined || out === undefined) {
    throw new CameoError(
      'usage/missing-option',
      'Give --mesh, --cameras, --images and --out for files, or --project for a project.',
    )
  }
  const result = await session.run('files.proposeMasks', {
    mesh: resolve(mesh),
    cameras: resolve(cameras),
    images: resolve(images),
    out: resolve(out),
  })
  return {
    json: result,
    text: () => `${result.masks} masks in ${resolve(out)}`,
    warnings: result.warnings,
  }
}

const proposeForProject = async (
  session: Session,
  { mesh, cameras, images, out, subjects }: ProposeOptions,
  project: string,
): Promise<Report> => {
  if ([mesh, cameras, images, out].some((path) => path !== undefined)) {
    throw new CameoError(
      'usage/conflicting-options',
      '--project takes its meshes, cameras and images from the project.',
    )
  }
  await session.openProject(resolve(project))
  const subjectIds = await findSubjectIds(session, subjects)
  return batchReport(
    await session.run('batch.run', { steps: ['masks'], subjectIds, workers: Math.min(64, availableParallelism()) }),
  )
}

export const masks: CommandSet = (program, run) => {
  const group = program.command('masks').summary('propose foreground masks').description('Foreground masks of photos.')
  group
    .command('propose')
    .description(
      'Proposes a mask per photo: the silhouette of the mesh in its camera. Writes mask_%04d.png, one channel, 0 and 255. With --project, for all subjects of a project.',
    )
    .option('--mesh <mesh>', 'the scan, in the frame of the cameras')
    .option('--cameras <npz>', 'cameras (world_mat_<i>)')
    .option('--images <dir>', 'folder of the photos')
    .option('--out <dir>', 'folder to write to')
    .option('--project <dir>', 'work in a project instead')
    .option('--subjects <name...>', 'with --project: only these subjects')
    .action(
      run((session, options: ProposeOptions) =>
        options.project === undefined
          ? proposeForFiles(session, options)
          : proposeForProject(session, options, options.project),
      ),
    )
}
