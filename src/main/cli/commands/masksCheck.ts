import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { shortNumber } from '../numbers.ts'
import { parsePositive, parseWhole } from '../optionParsers.ts'
import type { Runner } from '../runner.ts'
import { listTable } from '../tables.ts'

type Check = Output<'files.checkMasks'>

const checkText = ({ views, shiftMm, carvers }: Check): string => {
  const table = listTable({
    columns: [
      { title: 'Mask', value: ({ file }) => file },
      { title: 'IoU', align: 'right', value: ({ iou }) => iou.toFixed(4) },
      { title: 'Area', align: 'right', value: ({ areaRatio }) => areaRatio.toFixed(3) },
      { title: 'p95 px', align: 'right', value: ({ boundaryP95Px }) => boundaryP95Px.toFixed(1) },
      { title: 'Islands', align: 'right', value: ({ islands }) => String(islands) },
      { title: 'z', align: 'right', value: ({ robustZ }) => robustZ.toFixed(1) },
      { title: 'Suspect', value: ({ suspect }) => suspect },
      { title: '', value: ({ suspect, reason }) => (suspect === 'none' ? '' : reason) },
    ],
    rows: [...views].sort((a, b) => a.iou - b.iou),
    empty: 'No masks.',
  })
  const shift =
    shiftMm && `The views agree on a shift of the scan: ${shiftMm.map((mm) => mm.toFixed(2)).join(', ')} mm.`
  const carved = carvers.map(
    ({ view, share }) => `View ${view} alone carves ${shortNumber(100 * share)} % of what the other masks have.`,
  )
  return [table, shift, ...carved].filter(Boolean).join('\n')
}

interface CheckOptions {
  readonly mesh: string
  readonly cameras: string
  readonly masks: string
  readonly sigmaMm?: number
  readonly alignment?: string
  readonly tolerance?: number
  readonly cut?: string
}

export const addMaskCheck = (group: Command, run: Runner): void => {
  group
    .command('check')
    .description(
      "Compares masks with a scan's silhouettes and with each other, and says for each view whether the mask, the camera or the registration is to be suspected.",
    )
    .requiredOption('--mesh <mesh>', 'the scan, in the frame of the cameras')
    .requiredOption('--cameras <file>', 'cameras: cameras.npz, cameras.txt or transforms.json')
    .requiredOption('--masks <dir>', 'folder of the masks, with the numbers of the cameras in their names')
    .option('--sigma-mm <mm>', 'how far the outline of the mesh may lie from the photo (1)', parsePositive)
    .option('--alignment <report.json>', 'take it from the residual of this alignment')
    .option(
      '--tolerance <views>',
      'so many views may be wrong about a place of the visual hull (1)',
      parseWhole(0, 100),
    )
    .option('--cut <json>', 'a plane or polyline on the mesh, beyond which masks are not judged')
    .action(
      run(async (session, options: CheckOptions) => {
        const result = await session.run('files.checkMasks', {
          mesh: resolve(options.mesh),
          cameras: resolve(options.cameras),
          masks: resolve(options.masks),
          sigmaMm: options.sigmaMm ?? null,
          alignment: options.alignment === undefined ? null : resolve(options.alignment),
          tolerance: options.tolerance,
          cut: options.cut === undefined ? null : resolve(options.cut),
        })
        return { json: result, text: () => checkText(result), warnings: result.warnings }
      }),
    )
  group
    .command('compare')
    .argument('<a>', 'folder of masks')
    .argument('<b>', 'another folder, with files of the same names')
    .description('Tells how far two annotators agree: IoU and the F measure of the outlines, mask by mask.')
    .option('--tolerance-px <px>', 'within which outlines agree (0.8 % of the diagonal)', parsePositive)
    .action(
      run(async (session, a: string, b: string, { tolerancePx }: { readonly tolerancePx?: number }) => {
        const result = await session.run('files.compareMasks', {
          a: resolve(a),
          b: resolve(b),
          tolerancePx: tolerancePx ?? null,
        })
        const table = () =>
          listTable({
            columns: [
              { title: 'Mask', value: ({ file }) => file },
              { title: 'IoU', align: 'right', value: ({ iou }) => iou.toFixed(4) },
              { title: 'Outline F', align: 'right', value: ({ boundaryF }) => boundaryF.toFixed(4) },
              { title: 'p95 px', align: 'right', value: ({ boundaryP95Px }) => boundaryP95Px.toFixed(1) },
            ],
            rows: [...result.masks].sort((first, second) => first.iou - second.iou),
            empty: 'No masks.',
          })
        const means = `Mean IoU ${result.meanIou.toFixed(4)}, mean outline F ${result.meanBoundaryF.toFixed(4)}`
        return { json: result, text: () => `${table()}\n${means}`, warnings: result.warnings }
      }),
    )
}
