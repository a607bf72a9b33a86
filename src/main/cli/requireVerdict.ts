import { type Verdict, verdictRank } from '#core/model/alignment.ts'

/** What `--require` can ask for. */
export const requirements = ['green', 'amber'] as const
export type Requirement = (typeof requirements)[number]

/** Whether a certificate is as good as was asked for; none at all is not. */
export const isGoodEnough = (
  certificate: { readonly verdict: Verdict } | null,
  required: Requirement | undefined,
): boolean =>
  required === undefined || (certificate !== null && verdictRank[certificate.verdict] <= verdictRank[required])
