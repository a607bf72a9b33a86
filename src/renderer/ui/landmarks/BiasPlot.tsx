import { useState } from 'react'
import type uPlot from 'uplot'
import type { Output } from '#core/contract/contract.ts'
import { Plot, type PlotColors, plotAxis } from '../align/Plot.tsx'
import { Picker } from '../controls/Picker.tsx'

type Study = Output<'landmarks.study'>

const heightPx = 170
/** Annotators are told apart by colour and by the size of their dots. */
const looks = (colors: PlotColors) => [colors.accent, colors.warn, colors.good, colors.text]

/** Mean departure of each annotator from the mean of all, per point, along one axis or its length. */
export const BiasPlot = (props: { readonly study: Study; readonly mm: number; readonly axes: readonly string[] }) => {
  const { study, mm, axes } = props
  const [axis, setAxis] = useState(0)
  const numbers = study.points.map((_, index) => index + 1)
  const biasOf = (annotator: string): number[] =>
    study.points.map(({ name }) => {
      const found = study.bias.find((each) => each.annotator === annotator && each.name === name)
      const mean = found ? found.mean : [0, 0, 0]
      return mm * (axis === 3 ? Math.hypot(...mean) : mean[axis])
    })
  const values = study.annotators.map(biasOf)
  const options = (colors: PlotColors): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0.4, numbers.length + 0.6] } },
    axes: [
      plotAxis(colors, { splits: () => numbers, values: (_, splits) => splits.map(String) }),
      plotAxis(colors, {
        ...{ label: 'bias, mm', size: 40 },
        // A line at nought alone would not say how large it is.
        space: 18,
      }),
    ],
    series: [
      {},
      ...study.annotators.map((_, index) => {
        const color = looks(colors)[index % 4]
        return { stroke: color, paths: () => null, points: { show: true, size: 9 - 2 * (index % 3), fill: color } }
      }),
    ],
  })
  const worst = Math.max(...values.flat().map(Math.abs))
  return (
    <section className="column" aria-label="Bias of the annotators">
      <div className="row row-tight row-wrap">
        <Picker
          size="small"
          label="Bias along"
          value={axis}
          options={[
            ...axes.map((text, value) => ({ value, text: `Bias to the ${text}` })),
            { value: 3, text: 'Length of the bias' },
          ]}
          onChange={setAxis}
        />
        {study.annotators.map((annotator, index) => (
          <span key={annotator} className="bias-key">
            <span className={`bias-dot bias-dot-${index % 4}`} aria-hidden="true" />
            {annotator}
          </span>
        ))}
      </div>
      <Plot
        label={`Bias of ${study.annotators.join(', ')} at ${numbers.length} points, up to ${worst.toFixed(1)} mm`}
        heightPx={heightPx}
        data={[numbers, ...values]}
        options={options}
        made={JSON.stringify(values)}
      />
    </section>
  )
}
