import { heatGradientCss, noValueCss, scaleTicks } from './heatColors.ts'
import type { HeatKind, Viewport3dProps } from './types.ts'

const gradients: Readonly<Record<HeatKind, string>> = {
  distance: heatGradientCss('distance'),
  signed: heatGradientCss('signed'),
  trust: heatGradientCss('trust'),
}

/** Places on the ramp from its left end, 0..1, with what they stand for. */
const ticksOf = (kind: HeatKind, maxMm: number): readonly { readonly at: number; readonly text: string }[] => {
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

/** What the colours of the heat map mean, in millimetres. */
export const HeatLegend = ({ title, maxMm, kind }: NonNullable<Viewport3dProps['legend']>) => {
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
