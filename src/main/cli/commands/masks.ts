import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { CameoError } from '#core/model/errors.ts'
import { batchReport } from '../batchReport.ts'
import type { CommandSet } from '../commandSet.ts'
import { parseBox, parsePositive } from '../optionParsers.ts'
import type { Report } from '../report.ts'
import type { Session } from '../session.ts'
import { findSubjectIds } from '../subjectIds.ts'
import { addMaskCheck } from './masksCheck.ts'
import { addMaskFiles } from './masksFiles.ts'

interface ProposeOptions {
  readonly refine?: 'none' | 'grabcut'
  readonly sigmaMm?: number
  readonly alignment?: string
  readonly box?: [number, number, number, number]
  readonly boxes?: string
  readonly scribbles?: string
  readonly cut?: string
  readonly matting?: string
  readonly samEncoder?: string
  readonly samDecoder?: string
  readonly mesh?: string
  readonly cameras?: string
  readonly images?: string
  readonly out?: string
  readonly project?: string
  readonly subjects?: readonly string[]
}

const absolute = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

const segmenterOf = ({ samEncoder, samDecoder }: ProposeOptions) => {
  if (samEncoder === undefined && samDecoder === undefined) return null
  if (samEncoder !== undefined && samDecoder !== undefined) {
    return { encoder: resolve(samEncoder), decoder: resolve(samDecoder) }
  }
  throw new CameoError(
    'usage/missing-option',
    'A model in SAM’s form has two files: give --sam-encoder and --sam-decoder.',
  )
}

const hasHints = ({ box, boxes, scribbles, matting }: ProposeOptions): boolean =>
  [box, boxes, scribbles, matting].some((hint) => hint !== undefined)

const hintsOf = (options: ProposeOptions) => ({
  box: options.box ?? null,
  boxes: absolute(options.boxes),
  scribbles: absolute(options.scribbles),
  matting: absolute(options.matting),
  segmenter: segmenterOf(options),
})

const proposeForFiles = async (session: Session, options: ProposeOptions): Promise<Report> => {
  const { images, out, mesh, cameras } = options
  if (
    images === undefined ||
    out === undefined ||
    ((mesh === undefined || cameras === undefined) && !hasHints(options))
  ) {
    throw new CameoError(
      'usage/missing-option',
      'Give --images and --out, with --mesh and --cameras or with --box, --boxes or --scribbles; or --project for a project.',
    )
  }
  const result = await session.run('files.proposeMasks', {
    mesh: absolute(mesh),
    cameras: absolute(cameras),
    images: resolve(images),
    out: resolve(out),
    refine: options.refine,
    sigmaMm: options.sigmaMm ?? null,
    alignment: absolute(options.alignment),
    cut: absolute(options.cut),
    ...hintsOf(options),
  })
  return {
    json: result,
    text: () => `${result.masks} masks in ${resolve(out)}`,
    warnings: result.warnings,
  }
}

const proposeHinted = async (
  session: Session,
  options: ProposeOptions,
  subjectIds: readonly string[] | null,
): Promise<Report> => {
  const { subjects: known } = await session.call('subjects.list', {})
  const chosen = known.filter(({ id }) => subjectIds === null || subjectIds.includes(id))
  const subjects = []
  for (const { id, name } of chosen) {
    subjects.push({
      subjectName: name,
      ...(await session.run('maskProposals.hinted', { subjectId: id, ...hintsOf(options) })),
    })
  }
  const proposed = subjects.reduce((sum, subject) => sum + subject.proposed, 0)
  return {
    json: { proposed, subjects },
    text: () => `${proposed} proposals for ${subjects.length} subjects`,
    warnings: subjects.flatMap(({ warnings }) => warnings),
  }
}

const proposeForProject = async (session: Session, options: ProposeOptions, project: string): Promise<Report> => {
  const { mesh, cameras, images, out, subjects, refine } = options
  if ([mesh, cameras, images, out].some((path) => path !== undefined)) {
    throw new CameoError(
      'usage/conflicting-options',
      '--project takes its meshes, cameras and images from the project.',
    )
  }
  await session.openProject(resolve(project))
  const subjectIds = await findSubjectIds(session, subjects)
  if (hasHints(options)) {
    if (refine !== undefined) {
      throw new CameoError(
        'usage/conflicting-options',
        '--refine moves the outline of a scan; boxes, scribbles and models need none.',
      )
    }
    return proposeHinted(session, options, subjectIds)
  }
  return batchReport(
    await session.run('batch.run', {
      steps: ['masks'],
      subjectIds,
      workers: Math.min(64, availableParallelism()),
      refine,
    }),
  )
}

export const masks: CommandSet = (program, run) => {
  const group = program
    .command('masks')
    .summary('propose, check and compare foreground masks')
    .description('Foreground masks of photos.')
  group
    .command('propose')
    .description(
      'Proposes a mask per photo: the silhouette of the mesh in its camera, refined by the photo if asked for; or without a mesh from boxes or scribbles. Writes mask_%04d.png, one channel, 0 and 255. With --project, proposals for all subjects of a project.',
    )
    .option('--mesh <mesh>', 'the scan, in the frame of the cameras')
    .option('--cameras <file>', 'cameras: cameras.npz, cameras.txt or transforms.json')
    .option('--images <dir>', 'folder of the photos')
    .option('--out <dir>', 'folder to write to')
    .addOption(new Option('--refine <how>', 'let the photo move the outline').choices(['none', 'grabcut']))
    .option('--sigma-mm <mm>', 'how far the outline of the mesh may lie from the photo (1)', parsePositive)
    .option('--alignment <report.json>', 'take it from the residual of this alignment')
    .option('--cut <json>', 'with a mesh: a plane or polyline on it, beyond which nothing is subject')
    .option('--box <x,y,w,h>', 'without a mesh: a box about the subject in every photo', parseBox)
    .option('--boxes <json>', 'without a mesh: {"img_0001.jpg": [x, y, w, h]}')
    .option('--scribbles <json>', 'without a mesh: {"img_0001.jpg": {"subject": [[x, y, …]], "background": […]}}')
    .option('--matting <onnx>', "without a mesh: your own matting model, in MODNet's form")
    .option('--sam-encoder <onnx>', "your own model in SAM's form, for boxes and scribbles, with")
    .option('--sam-decoder <onnx>', 'its decoder')
    .option('--project <dir>', 'work in a project instead')
    .option('--subjects <name...>', 'with --project: only these subjects')
    .action(
      run((session, options: ProposeOptions) =>
        options.project === undefined
          ? proposeForFiles(session, options)
          : proposeForProject(session, options, options.project),
      ),
    )
  addMaskCheck(group, run)
  addMaskFiles(group, run)
}
