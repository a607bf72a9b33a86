import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { exitCodes } from '#core/model/errors.ts'
import { orderedMeshFormats } from '#core/model/meshFormats.ts'
import { type LengthUnit, lengthUnits } from '#core/model/units.ts'
import { certificateText } from '../certificateText.ts'
import type { CommandSet } from '../commandSet.ts'
import { meshFormatOption } from '../meshFormatOption.ts'
import { millimetres, percentage, secondsText } from '../numbers.ts'
import { isGoodEnough, type Requirement, requirements } from '../requireVerdict.ts'
import { factTable } from '../tables.ts'
import { addTextureOptions, type TextureOptions, textureOf, textureText } from '../textureOptions.ts'

interface RegisterTemplateOptions extends TextureOptions {
  readonly template: string
  readonly templateLandmarks?: string
  readonly landmarks?: string
  readonly unit?: LengthUnit
  readonly templateUnit?: LengthUnit
  readonly out: string
  readonly meshFormat: (typeof orderedMeshFormats)[number]
  readonly require?: Requirement
}

type Result = Output<'files.registerTemplate'>

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

const facts = (result: Result): string => {
  const { measured } = result
  const { heldOutMm } = measured
  const leftOut =
    heldOutMm &&
    `${millimetres(heldOutMm.registration)} (${millimetres(heldOutMm.model)} by the similarity of the others)`
  return factTable([
    ['Start', result.start === 'landmarks' ? `${result.landmarksUsed.length} landmarks` : 'the shape alone'],
    ['Scan to mesh, median', millimetres(measured.scanToMeshMm.median)],
    ['Scan to mesh, mean', millimetres(measured.scanToMeshMm.mean)],
    ['Within 1 mm', percentage(measured.scanToMeshMm.within1mm)],
    ['Mesh to scan, median', millimetres(measured.meshToScanMm.median)],
    ['Landmarks, RMS', result.landmarkRmsMm === null ? 'none used' : millimetres(result.landmarkRmsMm)],
    ['Landmarks left out, median', leftOut ?? 'not tested'],
    ...(result.texture ? [['Texture', textureText(result.texture)] satisfies [string, string]] : []),
    ['Flipped faces', String(measured.flippedFaces.outsideEars)],
    ['Unit of the scan', result.unit],
    ['Time', secondsText(result.seconds)],
    ['Written', result.files.join('\n')],
  ])
}

export const registerTemplate: CommandSet = (program, run) => {
  const command = program
    .command('register-template')
    .summary('fit any template to a scan')
    .description(
      "Lays a template on a scan by landmarks both have, whatever their scheme (without: by shape), then lets its vertices go to the surface. Writes registration.obj (the template's triangles, in the frame and unit of the scan) and report.json.",
    )
    .argument('<scan>', 'the scan')
    .requiredOption('--template <mesh>', 'the template: a mesh, or a FLAME model (.pkl, .npz)')
    .option(
      '--template-landmarks <file>',
      'landmarks of the template, or an embedding; FLAME templates know the points of head-8',
    )
    .option('--landmarks <file>', 'landmarks of the scan')
    .addOption(new Option('--unit <unit>', 'unit of the scan; without: guessed').choices(lengthUnits))
    .addOption(new Option('--template-unit <unit>', 'unit of the template; without: guessed').choices(lengthUnits))
    .requiredOption('--out <dir>', 'folder to write to')
    .addOption(meshFormatOption('obj', orderedMeshFormats))

  addTextureOptions(command)
    .addOption(new Option('--require <verdict>', 'exit code 4 where the verdict is worse').choices(requirements))
    .action(
      run(async (session, scan: string, options: RegisterTemplateOptions) => {
        const result = await session.run('files.registerTemplate', {
          scan: resolve(scan),
          landmarks: resolveOptional(options.landmarks),
          template: resolve(options.template),
          templateLandmarks: resolveOptional(options.templateLandmarks),
          unit: options.unit ?? null,
          templateUnit: options.templateUnit ?? null,
          out: resolve(options.out),
          meshFormat: options.meshFormat,
          texture: textureOf(options),
        })
        return {
          json: result,
          text: () => `${certificateText(result.certificate)}\n\n${facts(result)}`,
          warnings: result.warnings,
          exitCode: isGoodEnough(result.certificate, options.require) ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
