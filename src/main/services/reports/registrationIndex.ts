import { type Verdict, verdictRank } from '#core/model/alignment.ts'
import { badge, page, table, text } from './pageStyle.ts'

export interface IndexEntry {
  readonly subjectName: string
  /** Beside the index. */
  readonly fileName: string
  readonly verdict: Verdict
  /** The worst reason. */
  readonly reason: string
  readonly medianMm: number
  readonly heldOutMm: number | null
  /** A data URL. */
  readonly thumbnail: string
}

/** Worst first: by verdict, then by the distance of the scan to the mesh. */
export const worstFirst = <Entry extends Pick<IndexEntry, 'verdict' | 'medianMm'>>(
  entries: readonly Entry[],
): Entry[] => [...entries].sort((a, b) => verdictRank[b.verdict] - verdictRank[a.verdict] || b.medianMm - a.medianMm)

const row = (entry: IndexEntry): readonly string[] => [
  `<a href="${encodeURIComponent(entry.fileName)}"><img src="${entry.thumbnail}" alt="" width="88" height="88"></a>`,
  `<a href="${encodeURIComponent(entry.fileName)}">${text(entry.subjectName)}</a>`,
  badge(entry.verdict),
  entry.medianMm.toFixed(2),
  entry.heldOutMm === null ? '–' : entry.heldOutMm.toFixed(2),
  `<span class="wrap">${text(entry.reason)}</span>`,
]

/** A table of all registrations of a project, those to look at first on top. */
export const registrationIndex = (o: {
  readonly title: string
  readonly entries: readonly IndexEntry[]
  readonly skipped: readonly { readonly subjectName: string; readonly reason: string }[]
  readonly version: string
}): string => {
  const count = (verdict: Verdict): number => o.entries.filter((entry) => entry.verdict === verdict).length
  const skipped = o.skipped.map(({ subjectName, reason }) => `<li>${text(subjectName)}: ${text(reason)}</li>`)
  return page(
    `Registrations of ${o.title}`,
    `<div class="head"><h1>${text(o.title)}</h1></div>
<p class="quiet">Registrations, worst first: ${count('red')} red, ${count('amber')} amber, ${count('green')} green.</p><br>
${table(['', 'Subject', 'Verdict', 'Scan to mesh, mm', 'Landmark left out, mm', 'Why'], worstFirst(o.entries).map(row))}
${skipped.length > 0 ? `<h2>Without a report</h2><ul class="card reasons">${skipped.join('')}</ul>` : ''}
<footer><p><b>These pages show the faces of persons.</b> Pass them on only as the licences of the scans and the persons' consent allow.</p><p>Cameo ${text(o.version)}.</p></footer>`,
  )
}
