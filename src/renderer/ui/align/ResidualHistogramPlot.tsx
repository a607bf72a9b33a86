import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react'
import type uPlot from 'uplot'
import { residualHistogram } from '#core/editor/residualHistogram.ts'
import { heatColor } from '../../viewport/heatColors.ts'
import { Plot, type PlotColors, plotAxis } from './Plot.tsx'

const bins = 48
/** The plot shows a little more than the range, so that its end can be drawn out. */
const beyondShare = 1.35
/** Room at both sides for the numbers of the axis. */
const sidePx = 10

const cssOf = (fraction: number, kind: 'signed' | 'distance'): string =>
  `rgb(${heatColor(fraction, kind)
    .map((channel) => Math.round(channel * 255))
    .join(' ')})`

/** Bars in the colours that the heat map gives their values. */
const paintBars =
  (o: { readonly signed: boolean; readonly maxMm: number; readonly colors: PlotColors }) =>
  (plot: uPlot): void => {
    const { ctx, data, bbox } = plot
    const [xs, ys] = data as [number[], number[]]
    if (xs.length < 2) return
    const halfMm = (xs[1] - xs[0]) / 2
    const floor = bbox.top + bbox.height
    ctx.save()
    for (const [i, x] of xs.entries()) {
      const left = plot.valToPos(x - halfMm, 'x', true)
      const right = plot.valToPos(x + halfMm, 'x', true)
      const top = plot.valToPos(ys[i], 'y', true)
      const fraction = o.signed ? (x / o.maxMm + 1) / 2 : x / o.maxMm
      ctx.fillStyle = cssOf(fraction, o.signed ? 'signed' : 'distance')
      ctx.fillRect(left + 0.5, top, Math.max(1, right - left - 1), floor - top)
      ctx.strokeStyle = o.colors.line
      ctx.strokeRect(left + 0.5, top, Math.max(1, right - left - 1), floor - top)
    }
    const end = plot.valToPos(o.maxMm, 'x', true)
    ctx.strokeStyle = o.colors.text
    ctx.setLineDash([4, 3])
    ctx.beginPath()
    ctx.moveTo(end, bbox.top)
    ctx.lineTo(end, floor)
    ctx.stroke()
    ctx.restore()
  }

/** How often which distance occurs; its end of the range is dragged, or moved by the arrow keys. */
export const ResidualHistogramPlot = (props: {
  readonly values: Float32Array | null
  readonly signed: boolean
  readonly maxMm: number
  readonly onRange: (maxMm: number) => void
}) => {
  const { values, signed, maxMm, onRange } = props
  const place = useRef<HTMLDivElement>(null)
  const shownMm = maxMm * beyondShare
  const found = useMemo(
    () => residualHistogram(values ?? new Float32Array(), { signed, maxMm: shownMm, bins }),
    [values, signed, shownMm],
  )
  const data = useMemo<uPlot.AlignedData>(() => [[...found.middles], [...found.counts]], [found])
  const inRange = useMemo(
    () => residualHistogram(values ?? new Float32Array(), { signed, maxMm, bins: 1 }),
    [values, signed, maxMm],
  )
  const share = inRange.known > 0 ? (1 - inRange.beyond / inRange.known) * 100 : 0
  const end = signed ? (1 + 1 / beyondShare) / 2 : 1 / beyondShare

  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const box = place.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const at = (event.clientX - box.left - sidePx) / (box.width - 2 * sidePx)
    onRange(signed ? (2 * at - 1) * shownMm : at * shownMm)
  }
  const press = (event: KeyboardEvent): void => {
    const factor = { ArrowRight: 1.05, ArrowUp: 1.05, ArrowLeft: 1 / 1.05, ArrowDown: 1 / 1.05 }[event.key]
    if (!factor) return
    event.preventDefault()
    event.stopPropagation()
    onRange(maxMm * factor)
  }
  return (
    <figure className="histogram" aria-label="Histogram of the residuals">
      <div ref={place} className="histogram-plot">
        <Plot
          label={`Histogram of the residuals from ${signed ? -shownMm : 0} to ${shownMm.toFixed(2)} mm`}
          heightPx={120}
          data={data}
          made={`${signed} ${maxMm}`}
          options={(colors) => ({
            legend: { show: false },
            cursor: { show: false },
            padding: [6, sidePx, 0, sidePx],
            scales: {
              x: { time: false, range: [signed ? -shownMm : 0, shownMm] },
              y: { range: (_, __, max) => [0, Math.max(1, max) * 1.05] },
            },
            series: [{}, { paths: () => null, points: { show: false } }],
            axes: [
              plotAxis(colors, {
                size: 22,
                grid: { show: false },
                values: (_, ticks) => ticks.map((tick) => String(tick).replace('-', '−')),
              }),
              { show: false },
            ],
            hooks: { draw: [paintBars({ signed, maxMm, colors })] },
          })}
        />
        <div
          className="histogram-end"
          style={{ left: `calc(${sidePx}px + (100% - ${2 * sidePx}px) * ${end})` }}
          role="slider"
          tabIndex={0}
          aria-label="End of the range"
          aria-valuemin={0.05}
          aria-valuemax={100}
          aria-valuenow={maxMm}
          aria-valuetext={`${maxMm} mm`}
          onKeyDown={press}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
        />
      </div>
      <figcaption className="muted plot-caption">
        {values
          ? `${share.toFixed(share > 99 ? 1 : 0)} % of ${inRange.known.toLocaleString()} vertices lie within the range, mm.`
          : 'Reading the residuals.'}
      </figcaption>
    </figure>
  )
}
