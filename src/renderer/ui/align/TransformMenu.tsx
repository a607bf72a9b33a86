import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core'
import { CaretDown, Export } from '@blueprintjs/icons'
import type { Alignment, SubjectDetail } from '#core/contract/contract.ts'
import { toMat4 } from '#core/model/transform.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { saveBytes } from './saveBytes.ts'
import { transformExports } from './transformExports.ts'

type Format = (typeof transformExports)[number]

/** A transform of a chain that can be taken along. */
export interface SavedTransform {
  /** What the button says, and what it is called where the button is only read. */
  readonly text: string
  readonly label: string
  /** Row-major, 16 numbers. */
  readonly matrix: readonly number[]
  /** Behind the subject's name in that of the file. */
  readonly fileName: string
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const save = async (
  { subject, alignment, matrix, fileName }: SavedTransform & { subject: SubjectDetail; alignment: Alignment },
  { format, ending }: Format,
): Promise<void> => {
  const { writeTransform } = await import('#core/formats/transformFormats.ts')
  const source = subject.scans.find(({ id }) => id === alignment.sourceScanId)
  const meshFileName = baseName(source?.file.path ?? 'source.ply')
  const { bytes, warnings } = writeTransform(toMat4(matrix), { format, meshFileName })
  saveBytes(`${subject.name}-${fileName}.${ending}`, bytes)
  for (const { message } of warnings) void showNote({ message, intent: 'warning' })
}

/** Takes a transform along as a file, in a format that is chosen. */
export const TransformMenu = (
  props: SavedTransform & { readonly subject: SubjectDetail; readonly alignment: Alignment },
) => (
  <PopoverNext
    placement="bottom-end"
    arrow={false}
    content={
      <Menu aria-label={props.label}>
        {transformExports.map((each) => (
          <MenuItem key={each.format} text={each.title} onClick={() => void attempt(() => save(props, each))} />
        ))}
      </Menu>
    }
  >
    <Button size="small" icon={<Export />} endIcon={<CaretDown />} text={props.text} aria-label={props.label} />
  </PopoverNext>
)
