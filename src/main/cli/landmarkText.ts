import type { Output } from '#core/contract/contract.ts'
import { shortNumber } from './numbers.ts'
import { factTable, listTable } from './tables.ts'

export const doubtText = ({ findings, doubts, placed }: Output<'files.checkLandmarks'>): string => {
  const sentences = [...findings.map(({ message }) => message), ...(doubts?.strays ?? []).map(({ message }) => message)]
  if (sentences.length > 0) return sentences.join('\n')
  return doubts === null
    ? `Nothing looks wrong, but of ${placed} points too few are known to tell.`
    : `Nothing looks wrong in ${placed} points.`
}

export const proposalText = (proposed: Output<'files.proposeLandmarks'>): string => {
  const { proposals, withheld, anchors, output } = proposed
  const table = listTable({
    columns: [
      { title: 'Point', value: ({ name }) => name },
      { title: 'Place', value: ({ position }) => position.map(shortNumber).join(' ') },
      { title: 'Right to about, mm', value: ({ sigmaMm }) => sigmaMm.toFixed(1), align: 'right' },
      { title: 'From', value: ({ basis }) => basis },
    ],
    rows: proposals,
    empty: 'Every point of the scheme is decided.',
  })
  const facts: [string, string][] = [['From the points', anchors.join(', ')]]
  if (output !== null) facts.push(['Written', output])
  return [table, ...withheld.map(({ name, reason }) => `Not ${name}: ${reason}`), factTable(facts)].join('\n\n')
}

const axisTitles = {
  head: ['right/left', 'down/up', 'back/front'],
  common: ['x', 'y', 'z'],
  scan: ['x', 'y', 'z'],
} as const

type Study = Output<'files.studyLandmarks'>

const iccText = (icc: Study['points'][number]['icc'][number]): string =>
  icc === null ? '-' : `${icc.value.toFixed(3)} (${icc.low.toFixed(2)} to ${icc.high.toFixed(2)})`

const pointTable = ({ points, axes, unit }: Study): string => {
  const inUnit = unit ? `, ${unit}` : ''
  return listTable({
    columns: [
      { title: 'Point', value: ({ name }) => name },
      { title: 'Scans', value: ({ scans }) => String(scans), align: 'right' },
      { title: `TEM${inUnit}`, value: ({ tem }) => shortNumber(tem.total), align: 'right' },
      {
        title: 'Relative',
        value: ({ relativeTem }) => (relativeTem === null ? '-' : `${relativeTem.toFixed(2)} %`),
        align: 'right',
      },
      ...axisTitles[axes].map((title, axis) => ({
        title: `ICC ${title}`,
        value: ({ icc }: Study['points'][number]) => iccText(icc[axis]),
        align: 'right' as const,
      })),
    ],
    rows: points,
    empty: '',
  })
}

const largestBias = ({ bias, annotators }: Study): string[] =>
  annotators.flatMap((annotator) => {
    const own = bias.filter((each) => each.annotator === annotator)
    if (own.length === 0) return []
    const worst = own.reduce((a, b) => (Math.hypot(...b.mean) > Math.hypot(...a.mean) ? b : a))
    return [`Largest bias of ${annotator}: ${worst.name}, ${worst.mean.map(shortNumber).join(' ')}`]
  })

export const studyText = (study: Study): string => {
  const { annotators, scans, unit, totalTem, repeatability, farthest, notes } = study
  const facts: [string, string][] = [
    ['Annotators', annotators.join(', ')],
    ['Scans', String(scans.length)],
    [
      'Technical error, all points',
      totalTem === null ? 'one annotator only' : `${shortNumber(totalTem)} ${unit ?? ''}`,
    ],
    ...repeatability.map(({ annotator, sessions, total }): [string, string] => [
      `${annotator} against themselves`,
      `${shortNumber(total)} ${unit ?? ''} over ${sessions} sessions`,
    ]),
  ]
  const [worst] = farthest
  const parts = [factTable(facts), pointTable(study), largestBias(study).join('\n'), notes.join('\n')]
  if (worst) {
    parts.push(
      `Farthest from the others: ${worst.annotator}, ${worst.scan}, ${worst.name}: ${shortNumber(worst.distance)}`,
    )
  }
  return parts.filter((part) => part !== '').join('\n\n')
}
