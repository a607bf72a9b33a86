import { Callout } from '@blueprintjs/core'
import type { Verdict } from '#core/model/alignment.ts'
import { Facts } from '../controls/Facts.tsx'

interface Reason {
  readonly code: string
  readonly message: string
  readonly verdict: Verdict
  /** What to do about it. */
  readonly advice?: string
}

const verdictTexts = { green: 'Can be trusted', amber: 'Look at it', red: 'Do not use unseen' } as const
const intents = { green: 'success', amber: 'warning', red: 'danger' } as const

/** Whether a result can be trusted, what speaks against it, and what to do. */
export const Certificate = (props: {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly facts?: readonly { readonly name: string; readonly value: string }[]
}) => {
  const { verdict, reasons, facts = [] } = props
  const against = reasons.filter((reason) => reason.verdict !== 'green')
  return (
    <section className="column" aria-label="Certificate">
      <Facts facts={[{ name: 'Certificate', value: `${verdict}: ${verdictTexts[verdict]}` }, ...facts]} />
      {against.length > 0 && (
        <Callout intent={intents[verdict]} compact icon={false}>
          <ul className="plain-list">
            {against.map(({ code, message, advice }) => (
              <li key={code}>
                {message}
                {advice && <div className="muted">{advice}</div>}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </section>
  )
}
