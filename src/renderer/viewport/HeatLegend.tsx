import { heatGradientCss, noValueCss, scaleTicks } from './heatColors.ts'

const gradient = heatGradientCss()

/** What the colours of the heat map mean, in millimetres. */
export const HeatLegend = ({ title, maxMm }: { readonly title: string; readonly maxMm: number }) => {
  const ticks = scaleTicks(maxMm)
  return (
    <figure className="cameo-legend" aria-label={`${title}: colours from 0 to ${maxMm} millimetres`}>
      <figcaption className="cameo-legend__title">
        {title} <span className="cameo-legend__unit">mm</span>
      </figcaption>
      <div className="cameo-legend__ramp" style={{ backgroundImage: gradient }} />
      <div className="cameo-legend__ticks">
        {ticks.map((mm) => (
          <span key={mm} className="cameo-legend__tick" style={{ left: `${(mm / maxMm) * 100}%` }}>
            {mm === ticks.at(-1) && mm >= maxMm * 0.999 ? `≥ ${mm}` : mm}
          </span>
        ))}
      </div>
      <div className="cameo-legend__none">
        <span className="cameo-legend__swatch" style={{ backgroundColor: noValueCss }} /> no counterpart
      </div>
    </figure>
  )
}
