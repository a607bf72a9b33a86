import { basename, resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { exitCodes } from '#core/model/errors.ts'
import { orderedMeshFormats } from '#core/model/meshFormats.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import { certificateText } from '../certificateText.ts'
import type { CommandSet } from '../commandSet.ts'
import { meshFormatOption } from '../meshFormatOption.ts'
import { millimetres, percentage, secondsText } from '../numbers.ts'
import { isGoodEnough, type Requirement, requirements } from '../requireVerdict.ts'
import { factTable } from '../tables.ts'
import { addTextureOptions, type TextureOptions, textureOf, textureText } from '../textureOptions.ts'

interface RegisterOptions extends TextureOptions {
  readonly scan: string
  readonly landmarks: string
  readonly model: string
  readonly embedding?: string
  readonly regions?: string
  readonly contours?: string
  readonly unit: 'auto' | 'm' | 'cm' | 'mm'
  readonly out: string
  readonly propagate?: readonly string[]
  readonly labels?: string
  readonly meshFormat: (typeof orderedMeshFormats)[number]
  readonly require?: Requirement
  readonly report?: string
}

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

type Result = Output<'files.register'>

const heldOutText = ({ measured: { heldOutMm } }: Result): string =>
  heldOutMm === null
    ? 'not tested'
    : `${millimetres(heldOutMm.registration)} (${millimetres(heldOutMm.model)} by the model alone)`

/** Scan to mesh without the points that lie in an opening of the mesh. */
const insideText = ({ measured: { scanToMeshMm: all, scanToMeshInsideMm: inside = all } }: Result): string =>
  `${millimetres(inside.median)} median, ${millimetres(inside.mean)} mean (${all.count - inside.count} points left out)`

const registerFacts = (result: Result): string =>
  factTable([
    ['Scan to mesh, median', millimetres(result.scanToMeshMm.median)],
    ['Scan to mesh, mean', millimetres(result.scanToMeshMm.mean)],
    ['Scan to mesh, 90 % below', millimetres(result.scanToMeshMm.p90)],
    ['Within 1 mm', percentage(result.scanToMeshMm.within1mm)],
    ['The same beside no opening', insideText(result)],
    ['Mesh to scan in the face, median', millimetres(result.measured.meshToScanMm.median)],
    ['Landmarks, RMS', millimetres(result.landmarkRmsMm)],
    ['Landmarks left out, median', heldOutText(result)],
    ...(result.carried?.landmarks ?? []).map(({ scheme, file, points }): [string, string] => [
      `Landmarks ${scheme ?? basename(file)}`,
      `${points.filter(({ status }) => status === 'placed').length} of ${points.length} on the scan`,
    ]),
    ...(result.texture ? [['Texture', textureText(result.texture)] satisfies [string, string]] : []),
    ['Flipped faces', String(result.flippedFaces)],
    ['Unit of the scan', result.unit],
    ['Time', secondsText(result.seconds)],
    ['Written', result.files.join('\n')],
  ])

export const register: CommandSet = (program, run) => {
  const command = program
    .command('register')
    .summary('fit the head model to a scan')
    .description(
      'Fits a FLAME model to a scan, then lets its vertices go to the surface. Writes registration.obj (model topology, metres, in the frame of the scan), parameters.npz and report.json.',
    )
    .requiredOption('--scan <mesh>', 'the scan')
    .requiredOption('--landmarks <file>', 'landmarks of the scan (json, pp, npy, csv)')
    .requiredOption('--model <file>', 'the FLAME model (.pkl or .npz)')
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(meshFormatOption('obj', orderedMeshFormats))
    .option('--embedding <file>', 'where landmarks lie on the model; needed for 51, 68 and 105 points')
    .option('--regions <file>', 'vertex regions of the model (FLAME_masks)')
    .option(
      '--contours <file>',
      'lines along lips and lids of the scan (.json, .obj); those of 51, 68 and 105 landmarks count without',
    )
    .addOption(new Option('--unit <unit>', 'unit of the scan').choices(['auto', 'm', 'cm', 'mm']).default('auto'))
    .option('--report <html>', 'write a page with pictures and numbers; it shows the face of the person')
    .option(
      '--propagate <schemes...>',
      'carry landmarks back to the scan: names of schemes (head-8, h3ds-6, now-7) or embedding files',
    )
    .option('--labels <name>', 'label the parts of the scan in <name>.ply and <name>.json')

  addTextureOptions(command)
    .addOption(new Option('--require <verdict>', 'exit code 4 where the verdict is worse').choices(requirements))
    .action(
      run(async (session, options: RegisterOptions) => {
        const result = await session.run('files.register', {
          scan: resolve(options.scan),
          landmarks: resolve(options.landmarks),
          model: resolve(options.model),
          embedding: resolveOptional(options.embedding),
          regions: resolveOptional(options.regions),
          contours: resolveOptional(options.contours),
          unit: options.unit,
          out: resolve(options.out),
          report: resolveOptional(options.report),
          propagate: (options.propagate ?? []).map((text) => (landmarkSchemes.has(text) ? text : resolve(text))),
          labels: options.labels ?? null,
          meshFormat: options.meshFormat,
          texture: textureOf(options),
        })
        return {
          json: result,
          text: () => `${certificateText(result.certificate)}\n\n${registerFacts(result)}`,
          warnings: result.warnings,
          exitCode: isGoodEnough(result.certificate, options.require) ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
