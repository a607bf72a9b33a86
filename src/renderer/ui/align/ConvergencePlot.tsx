import { useMemo } from 'react'
import type uPlot from 'uplot'
import type { IterationPoint } from '../../app/state/convergence.ts'
import { Plot, type PlotColors, plotAxis } from './Plot.tsx'

/** Iterations at which a finer level begins. */
const levelStarts = (points: readonly IterationPoint[]): readonly number[] =>
  points.flatMap(({ level, iteration }, i) => (i > 0 && points[i - 1].level !== level ? [iteration] : []))

const drawLevels =
  (starts: readonly number[], colors: PlotColors) =>
  ({ ctx, bbox, valToPos }: uPlot): void => {
    ctx.save()
    ctx.strokeStyle = colors.text
    ctx.setLineDash([4, 4])
    for (const start of starts) {
      const x = valToPos(start - 0.5, 'x', true)
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
    }
    ctx.restore()
  }

/** How the iteration went, or goes: the residual, and the part of the source that has a counterpart. */
export const ConvergencePlot = (props: { readonly points: readonly IterationPoint[]; readonly stop: string }) => {
  const { points, stop } = props
  const data = useMemo<uPlot.AlignedData>(
    () => [
      points.map(({ iteration }) => iteration),
      points.map(({ rmsMm }) => rmsMm),
      points.map(({ overlap }) => overlap * 100),
    ],
    [points],
  )
  const starts = levelStarts(points)
  const last = points.at(-1)
  if (!last) return <p className="muted plain-text">The first iteration is on its way.</p>
  const sentence = `Iteration ${last.iteration}, level ${last.level}: ${last.rmsMm.toFixed(3)} mm rms, ${Math.round(last.overlap * 100)} % inliers (${Math.round(last.pairs).toLocaleString()} pairs)`
  return (
    <figure className="convergence column" aria-label="Convergence">
      <div className="row plot-keys">
        <span className="plot-key plot-key-accent">RMS, mm</span>
        <span className="grow" />
        <span className="plot-key plot-key-good">Inliers, %</span>
      </div>
      <Plot
        label={`Convergence of the alignment. ${sentence}. ${stop}`}
        heightPx={150}
        data={data}
        made={starts.join(' ')}
        options={(colors) => ({
          legend: { show: false },
          cursor: { show: false },
          padding: [6, 0, 0, 0],
          scales: {
            x: { time: false },
            mm: { range: (_, __, max) => [0, (max || 1) * 1.08] },
            share: { range: [0, 105] },
          },
          series: [
            {},
            { scale: 'mm', stroke: colors.accent, width: 2, points: { show: points.length < 3 } },
            { scale: 'share', stroke: colors.good, width: 2, dash: [6, 4], points: { show: points.length < 3 } },
          ],
          axes: [
            plotAxis(colors, { size: 24, incrs: [1, 2, 5, 10, 20, 50, 100] }),
            plotAxis(colors, { scale: 'mm', size: 34 }),
            plotAxis(colors, { scale: 'share', side: 1, size: 32, grid: { show: false }, incrs: [50] }),
          ],
          hooks: { draw: [drawLevels(starts, colors)] },
        })}
      />
      <figcaption className="muted plot-caption">
        {sentence}.{stop && ` ${stop}`}
      </figcaption>
    </figure>
  )
}
