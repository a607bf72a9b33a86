import { Disable, EyeOff, Help, Lock, Ring, TickCircle } from '@blueprintjs/icons'
import type { KeyboardEvent } from 'react'
import type { GuideRow } from '#core/editor/landmarkGuide.ts'
import type { LandmarkStatus } from '#core/model/landmarks.ts'

const statusTexts: Readonly<Record<LandmarkStatus, string>> = {
  placed: 'placed',
  unplaced: 'not placed',
  missing: 'missing',
  occluded: 'occluded',
  uncertain: 'uncertain',
  hidden: 'hidden',
}

const statusLooks = {
  placed: { icon: TickCircle, className: 'state-done' },
  unplaced: { icon: Ring, className: 'quiet' },
  missing: { icon: Disable, className: 'landmark-absent' },
  occluded: { icon: EyeOff, className: 'landmark-absent' },
  uncertain: { icon: Help, className: 'landmark-absent' },
  hidden: { icon: Lock, className: 'landmark-absent' },
} as const

/** A pair this far apart is worth a second look, in millimetres. */
const suspiciousMm = 5

/** The row in words, for a screen reader. */
const rowText = ({ title, status, reason, isAccepted }: GuideRow, residualMm: number | undefined): string => {
  const accepted = isAccepted && status === 'placed' ? ', accepted' : ''
  const distance = residualMm === undefined ? '' : `, ${residualMm.toFixed(1)} mm`
  return `${title}: ${statusTexts[status]}${reason ? `, ${reason}` : ''}${accepted}${distance}`
}

export interface LandmarkListProps {
  readonly label: string
  readonly rows: readonly GuideRow[]
  readonly current: string | null
  /** Distance of the pair in millimetres by point name; null while there are too few pairs. */
  readonly residuals: ReadonlyMap<string, number> | null
  readonly onChoose: (name: string) => void
}

/** Every point with its status; the arrow keys and a click choose the one to place. */
export const LandmarkList = ({ label, rows, current, residuals, onChoose }: LandmarkListProps) => {
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!by || event.altKey || rows.length === 0) return
    event.preventDefault()
    const at = rows.findIndex(({ name }) => name === current)
    onChoose(rows[(at + by + rows.length) % rows.length].name)
  }
  return (
    <div className="landmark-list" role="listbox" aria-label={label} tabIndex={0} onKeyDown={move}>
      {rows.map(({ name, title, status, reason, isAccepted }, index) => {
        const { icon: Icon, className } = statusLooks[status]
        const residualMm = residuals?.get(name)
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
          <div
            key={name}
            role="option"
            tabIndex={-1}
            aria-selected={name === current}
            data-point={name}
            data-status={status}
            className="landmark-row row"
            onClick={() => onChoose(name)}
          >
            <span className="visually-hidden">{rowText(rows[index], residualMm)}</span>
            <Icon size={14} className={className} />
            <span className="grow one-line" aria-hidden="true" title={reason ?? undefined}>
              {title}
              {reason && <span className="quiet"> · {reason}</span>}
            </span>
            {isAccepted && status === 'placed' && (
              <span className="quiet" aria-hidden="true" title="Its place was proposed and accepted, not clicked">
                accepted
              </span>
            )}
            {residualMm !== undefined ? (
              <span
                aria-hidden="true"
                className={residualMm > suspiciousMm ? 'state-failed' : 'quiet'}
                title="Distance of this pair"
              >
                {residualMm.toFixed(1)} mm
              </span>
            ) : (
              status !== 'unplaced' &&
              status !== 'placed' && (
                <span className="quiet" aria-hidden="true">
                  {statusTexts[status]}
                </span>
              )
            )}
          </div>
        )
      })}
    </div>
  )
}
