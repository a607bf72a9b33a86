import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { maskLayoutIds } from '#core/datasets/masks/maskLayouts.ts'
import type { Runner } from '../runner.ts'
import { findSubjectIds } from '../subjectIds.ts'

interface ExportOptions {
  readonly layout: string
  readonly masks: string
  readonly images: string
  readonly out: string
  readonly hair?: string
  readonly transforms?: string
}

interface ImportOptions {
  readonly from: string
  readonly source: string
  readonly images: string
  readonly out: string
  readonly label?: string
}

const absolute = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

interface SaveOptions {
  readonly project: string
  readonly out: string
  readonly class?: string
  readonly subjects?: readonly string[]
}

export const addMaskFiles = (group: Command, run: Runner): void => {
  group
    .command('save')
    .description(
      "Writes a project's masks of one class as <subject>/mask_%04d.png, one channel, 0 and 255: what “export” and other programs take.",
    )
    .requiredOption('--project <dir>', 'the project')
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--class <name>', 'foreground, hair, skin, clothing or a class of the project (foreground)')
    .option('--subjects <name...>', 'only these subjects')
    .action(
      run(async (session, options: SaveOptions) => {
        await session.openProject(resolve(options.project))
        const subjectIds = await findSubjectIds(session, options.subjects)
        const out = resolve(options.out)
        const result = await session.run('masks.save', { className: options.class, subjectIds, out })
        return { json: result, text: () => `${result.masks} masks in ${out}`, warnings: result.warnings }
      }),
    )
  group
    .command('export')
    .description(
      'Writes masks as another program reads them, into a new folder. Every file is read back before all are put in place.',
    )
    .addOption(new Option('--layout <layout>', 'the program').choices(maskLayoutIds).makeOptionMandatory())
    .requiredOption('--masks <dir>', 'masks, matched with the photos by name or number')
    .requiredOption('--images <dir>', 'folder of the photos')
    .requiredOption('--out <dir>', 'folder to make')
    .option('--hair <dir>', 'masks of the hair (neural-haircut)')
    .option('--transforms <json>', 'a transforms.json to which mask_path is added (nerfstudio)')
    .action(
      run(async (session, options: ExportOptions) => {
        const result = await session.run('files.exportMasks', {
          layout: options.layout,
          masks: resolve(options.masks),
          images: resolve(options.images),
          out: resolve(options.out),
          hair: absolute(options.hair),
          transforms: absolute(options.transforms),
        })
        const text = () => `${result.masks} masks for ${result.layout} in ${result.out}`
        return { json: result, text, warnings: result.warnings }
      }),
    )
  group
    .command('import')
    .description(
      'Brings masks of another program into mask_%04d.png, one channel, 0 and 255. Sizes must be those of the photos.',
    )
    .addOption(
      new Option('--from <layout>', 'where they come from')
        .choices([...maskLayoutIds, 'coco', 'labelme'])
        .makeOptionMandatory(),
    )
    .requiredOption('--source <path>', 'folder of the layout or of labelme files, or a COCO file')
    .requiredOption('--images <dir>', 'folder of the photos')
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--label <name>', 'this label or category alone (labelme, coco)')
    .action(
      run(async (session, options: ImportOptions) => {
        const result = await session.run('files.importMasks', {
          from: options.from,
          source: resolve(options.source),
          images: resolve(options.images),
          out: resolve(options.out),
          label: options.label ?? null,
        })
        return {
          json: result,
          text: () => `${result.masks} masks in ${resolve(options.out)}`,
          warnings: result.warnings,
        }
      }),
    )
}
