import { Tooltip } from '@blueprintjs/core'
import { Cube, Media, Person, WarningSign } from '@blueprintjs/icons'
import type { SubjectSummary } from '#core/contract/contract.ts'
import { counted } from '#core/formats/warningList.ts'
import { stepActions } from '../../app/actions/goToStep.ts'
import { optionalBytesAddress } from '../../app/transport/addresses.ts'
import { stateTitles } from '../controls/StateIcon.tsx'

const steps = ['landmarks', 'align', 'masks', 'register'] as const
const stepNames = { landmarks: 'Landmarks', align: 'Alignment', masks: 'Masks', register: 'Registration' } as const

/** The row in words, for a screen reader: the signs of the four steps say nothing to it. */
const rowText = ({ name, scanCount, imageCount, missingFiles, status }: SubjectSummary): string => {
  const states = steps.map((step) => `${stepNames[step]} ${stateTitles[status[step]]}`)
  const missing = missingFiles > 0 ? [`${counted(missingFiles, 'file')} missing`] : []
  return `${name}: ${[counted(scanCount, 'scan'), counted(imageCount, 'photo'), ...states, ...missing].join(', ')}`
}

const StatusSigns = ({ subject }: { readonly subject: SubjectSummary }) => (
  <span className="status-signs">
    {steps.map((step) => {
      const Icon = stepActions[step].icon
      return (
        <span key={step} className={`status-sign state-${subject.status[step]}`} data-state={subject.status[step]}>
          <Icon size={13} />
        </span>
      )
    })}
  </span>
)

export const SubjectRow = (props: {
  readonly subject: SubjectSummary
  readonly isSelected: boolean
  readonly topPx: number
  readonly heightPx: number
  readonly onSelect: () => void
}) => {
  const { subject, isSelected } = props
  const thumbnail = optionalBytesAddress(subject.thumbnailUrl)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
    <div
      id={`subject-${subject.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      className="subject-row"
      style={{ transform: `translateY(${props.topPx}px)`, height: props.heightPx }}
      onClick={props.onSelect}
    >
      <span className="visually-hidden">{rowText(subject)}</span>
      <span className="subject-thumbnail" aria-hidden="true">
        {thumbnail ? <img src={thumbnail} alt="" loading="lazy" draggable={false} /> : <Person size={18} />}
      </span>
      <span className="grow subject-text" aria-hidden="true">
        <span className="row row-tight">
          <span className="one-line grow subject-name">{subject.name}</span>
          {subject.missingFiles > 0 && (
            <Tooltip content={`${subject.missingFiles} files are not where they were`} placement="right">
              <WarningSign size={13} className="state-failed" />
            </Tooltip>
          )}
        </span>
        <span className="row subject-second">
          <span className="quiet row row-tight grow subject-counts">
            <Cube size={11} />
            {subject.scanCount}
            <Media size={11} />
            {subject.imageCount}
          </span>
          <StatusSigns subject={subject} />
        </span>
      </span>
    </div>
  )
}
