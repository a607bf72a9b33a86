import { regionTitle } from '#core/editor/regionTitle.ts'
import { scanLabels } from '#core/model/scanLabels.ts'
import { heatGradientCss, noValueCss, partColorsCss, scaleTicks } from './heatColors.ts'
import type { HeatKind, Viewport3dProps } from './types.ts'

type RampKind = Exclude<HeatKind, 'parts'>

const gradients: Readonly<Record<RampKind, string>> = {
  distance: heatGradientCss('distance'),
  signed: heatGradientCss('signed'),
  trust: heatGradientCss('trust'),
}

/** A line a part; both eyeballs share a colour and a line. */
const partLines = scanLabels.flatMap((label, i) =>
  label === 'right_eyeball'
    ? []
    : [{ title: label === 'left_eyeball' ? 'Eyeballs' : regionTitle(label), color: partColorsCss[i] }],
)

const PartsLegend = ({ title }: { readonly title: string }) => (
  <figure className="cameo-legend" data-kind="parts" aria-label={title}>
    <figcaption className="cameo-legend__title">{title}</figcaption>
    <ul className="cameo-legend__parts">
      {partLines.map((part) => (
        <li key={part.title}>
          <span className="cameo-legend__swatch" style={{ backgroundColor: part.color }} /> {part.title}
        </li>
      ))}
    </ul>
  </figure>
)

/** Places on the ramp from its left end, 0..1, with what they stand for. */
const ticksOf = (kind: RampKind, maxMm: number): readonly { readonly at: number; readonly text: string }[] => {
  if (kind === 'trust') {
    return [
      { at: 0, text: 'not at all' },
      { at: 1, text: 'fully' },
    ]
  }
  const ticks = scaleTicks(maxMm)
  const isLast = (mm: number): boolean => mm === ticks.at(-1) && mm >= maxMm * 0.999
  const right = ticks.map((mm) => ({ at: mm / maxMm, text: isLast(mm) ? `≥ ${mm}` : String(mm) }))
  if (kind === 'distance') return right
  const outer = ticks.filter((_, i) => i > 0 && (ticks.length < 4 || i % 2 === 0 || isLast(ticks[i])))
  return [
    ...outer.map((mm) => ({ at: 0.5 - mm / maxMm / 2, text: isLast(mm) ? `≤ −${mm}` : `−${mm}` })),
    { at: 0.5, text: '0' },
    ...outer.map((mm) => ({ at: 0.5 + mm / maxMm / 2, text: isLast(mm) ? `≥ ${mm}` : String(mm) })),
  ]
}

/** What the colours of the heat map mean, in millimetres, or by name. */
export const HeatLegend = ({ title, maxMm, kind }: NonNullable<Viewport3dProps['legend']>) => {
  if (kind === 'parts') return <PartsLegend title={title} />
  return (
    <figure
      className="cameo-legend"
      data-kind={kind}
      aria-label={
        kind === 'trust' ? title : `${title}: colours from ${kind === 'signed' ? -maxMm : 0} to ${maxMm} millimetres`
      }
    >
      <figcaption className="cameo-legend__title">
        {title} {kind !== 'trust' && <span className="cameo-legend__unit">mm</span>}
      </figcaption>
      <div className="cameo-legend__ramp" style={{ backgroundImage: gradients[kind] }} />
      <div className="cameo-legend__ticks">
        {ticksOf(kind, maxMm).map(({ at, text }) => (
          <span key={text} className="cameo-legend__tick" style={{ left: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      {kind === 'signed' && (
        <div className="cameo-legend__sides">
          <span>inside</span>
          <span>outside</span>
        </div>
      )}
      {kind !== 'trust' && (
        <div className="cameo-legend__none">
          <span className="cameo-legend__swatch" style={{ backgroundColor: noValueCss }} /> no counterpart
        </div>
      )}
    </figure>
  )
}
