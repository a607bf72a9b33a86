import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core'
import { CaretDown, Export } from '@blueprintjs/icons'
import type { Alignment, SubjectDetail } from '#core/contract/contract.ts'
import { toMat4 } from '#core/model/transform.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { saveBytes } from './saveBytes.ts'
import { transformExports } from './transformExports.ts'

type Format = (typeof transformExports)[number]

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const save = async (subject: SubjectDetail, alignment: Alignment, { format, ending }: Format): Promise<void> => {
  const { writeTransform } = await import('#core/formats/transformFormats.ts')
  const source = subject.scans.find(({ id }) => id === alignment.sourceScanId)
  const meshFileName = baseName(source?.file.path ?? 'source.ply')
  const { bytes, warnings } = writeTransform(toMat4(alignment.targetFromSource), { format, meshFileName })
  saveBytes(`${subject.name}-transform.${ending}`, bytes)
  for (const { message } of warnings) void showNote({ message, intent: 'warning' })
}

/** Takes the whole transform along as a file. */
export const TransformMenu = (props: { readonly subject: SubjectDetail; readonly alignment: Alignment }) => (
  <PopoverNext
    placement="bottom-end"
    arrow={false}
    content={
      <Menu aria-label="Save the transform as">
        {transformExports.map((each) => (
          <MenuItem
            key={each.format}
            text={each.title}
            onClick={() => void attempt(() => save(props.subject, props.alignment, each))}
          />
        ))}
      </Menu>
    }
  >
    <Button size="small" icon={<Export />} endIcon={<CaretDown />} text="Save" aria-label="Save the transform as" />
  </PopoverNext>
)
