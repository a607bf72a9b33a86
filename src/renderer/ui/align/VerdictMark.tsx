import { Endorsed, Error as Stop, WarningSign } from '@blueprintjs/icons'
import type { Verdict } from '#core/model/alignment.ts'

/** Each verdict has a shape and a word of its own: the colour only repeats them. */
const marks = {
  green: { icon: Endorsed, word: 'Green' },
  amber: { icon: WarningSign, word: 'Amber' },
  red: { icon: Stop, word: 'Red' },
} as const

export const VerdictMark = ({ verdict, size = 14 }: { readonly verdict: Verdict; readonly size?: number }) => {
  const { icon: Icon, word } = marks[verdict]
  return (
    <span className={`verdict-mark verdict-${verdict}`} role="img" aria-label={word}>
      <Icon size={size} />
    </span>
  )
}
