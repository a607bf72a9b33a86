import { CaretRight } from '@blueprintjs/icons'
import type { ShapeDoubts } from '#core/model/landmarkFindings.ts'
import { signedMm } from './PairSummary.tsx'

const judgeOf = ({ heads }: ShapeDoubts): string =>
  heads > 0 ? `the others on this face and ${heads} other heads` : 'the others on this face'

/** How far every point lies from where the rest would have it, by axis: placed less expected. */
export const ShapeSummary = (props: { readonly shape: ShapeDoubts; readonly titleOf: (name: string) => string }) => {
  const { shape, titleOf } = props
  const worst = shape.points.reduce((a, b) => (b.chiSquare > a.chiSquare ? b : a))
  return (
    <details className="pair-summary">
      <summary>
        <span className="row" role="status" aria-label="Agreement with the shapes of faces">
          <CaretRight size={14} className="pair-caret" />
          <span className="grow muted">Least like {judgeOf(shape)}</span>
          <span className="strong">
            {titleOf(worst.name)}, {worst.distanceMm.toFixed(1)} mm
          </span>
        </span>
      </summary>
      <table className="pair-table" aria-label="Placed less expected by axis in mm">
        <thead>
          <tr>
            <th scope="col">Placed − expected, mm</th>
            {['left', 'up', 'front', 'usual'].map((axis) => (
              <th key={axis} scope="col">
                {axis}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shape.points.map(({ name, axesMm, sigmaMm }) => (
            <tr key={name}>
              <th scope="row">{titleOf(name)}</th>
              {(['left', 'up', 'front'] as const).map((axis, at) => (
                <td key={axis}>{signedMm(axesMm[at])}</td>
              ))}
              <td className="quiet">±{sigmaMm.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
