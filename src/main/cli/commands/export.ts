import { resolve } from 'node:path'
import { Option } from 'commander'
import { badInput, exitCodes } from '#core/model/errors.ts'
import type { CommandSet } from '../commandSet.ts'
import { byteSize } from '../numbers.ts'
import type { Session } from '../session.ts'
import { findSubjectIds } from '../subjectIds.ts'

interface ExportOptions {
  readonly project: string
  readonly layout: 'h3ds' | 'mica'
  readonly out: string
  readonly subjects?: readonly string[]
  readonly acknowledgeLicence?: boolean
}

/** An export is refused until the project's licence note was acknowledged; here is how that is done. */
const openLicensedProject = async (session: Session, options: ExportOptions): Promise<void> => {
  const { licenceNote, licenceAcknowledged } = await session.openProject(resolve(options.project))
  if (licenceNote === '' || licenceAcknowledged) return
  if (!options.acknowledgeLicence) {
    throw badInput(
      'licence-not-acknowledged',
      `The project carries this licence note: "${licenceNote}". Add --acknowledge-licence where the export keeps to it.`,
    )
  }
  await session.call('projects.setLicence', { licenceNote, acknowledged: true })
}

export const exportDataset: CommandSet = (program, run) => {
  program
    .command('export')
    .summary('write a dataset')
    .description('Writes a dataset in a layout that training code reads, with a SHA-256 manifest written last.')
    .requiredOption('--project <dir>', 'the project')
    .addOption(new Option('--layout <layout>', 'the layout').choices(['h3ds', 'mica']).makeOptionMandatory())
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--subjects <name...>', 'only these subjects')
    .option('--acknowledge-licence', "acknowledge the project's licence note, as an export needs")
    .action(
      run(async (session, options: ExportOptions) => {
        await openLicensedProject(session, options)
        const subjectIds = await findSubjectIds(session, options.subjects)
        const result = await session.run('exports.run', {
          layout: options.layout,
          out: resolve(options.out),
          subjectIds,
        })
        return {
          json: result,
          text: () =>
            [
              `${result.files} files, ${byteSize(result.sizeBytes)}, in ${result.out}`,
              `Manifest: ${result.manifestSha256}`,
              ...result.skipped.map(({ subjectName, reason }) => `left out: ${subjectName}: ${reason}`),
            ].join('\n'),
          warnings: result.warnings,
          exitCode: result.skipped.length === 0 ? exitCodes.done : exitCodes.failedItems,
        }
      }),
    )
}
