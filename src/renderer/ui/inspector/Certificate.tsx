import { type Verdict, verdictRank } from '#core/model/alignment.ts'
import { VerdictMark } from '../align/VerdictMark.tsx'
import { Facts } from '../controls/Facts.tsx'
import '../align/align.css'

interface Reason {
  readonly code: string
  readonly message: string
  readonly verdict: Verdict
  /** What to do about it. */
  readonly advice?: string
}

const verdictTexts = { green: 'Can be trusted', amber: 'Look at it', red: 'Do not use unseen' } as const

/** Whether a result can be trusted, what speaks for and against it, and what to do. */
export const Certificate = (props: {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly facts?: readonly { readonly name: string; readonly value: string }[]
}) => {
  const { verdict, reasons, facts = [] } = props
  const ordered = reasons.toSorted((a, b) => verdictRank[b.verdict] - verdictRank[a.verdict])
  return (
    <section className={`certificate certificate-${verdict} column`} aria-label="Certificate">
      <div className="row certificate-head">
        <VerdictMark verdict={verdict} size={22} />
        <div className="grow">
          <div className="strong">{verdictTexts[verdict]}</div>
          <div className="muted">Certificate: {verdict}</div>
        </div>
      </div>
      <ul className="plain-list certificate-reasons">
        {ordered.map(({ code, message, advice, verdict: of }) => (
          <li key={code} className="certificate-reason">
            <VerdictMark verdict={of} />
            <span>
              {message}
              {advice && <span className="muted certificate-advice">{advice}</span>}
            </span>
          </li>
        ))}
      </ul>
      {facts.length > 0 && <Facts facts={facts} />}
    </section>
  )
}
