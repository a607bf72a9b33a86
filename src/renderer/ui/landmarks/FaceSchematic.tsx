import type { MouseEvent } from 'react'
import type { GuideRow } from '#core/editor/landmarkGuide.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'

/** A face from the front in the template's millimetres, y down; the scheme's points fall where they belong. */
const FaceLines = () => (
  <g className="face-lines">
    <path
      className="face-skin"
      d="M0-104C43-104 68-78 70-34 71-4 66 22 58 42 48 68 22 90 0 90S-48 68-58 42C-66 22-71-4-70-34-68-78-43-104 0-104Z"
    />
    <path d="M70-26c10-5 13 6 9 19-3 10-8 16-13 15M-70-26c-10-5-13 6-9 19 3 10 8 16 13 15" />
    <path d="M-45.5-20.5c7-8.5 20-9 27.6 0-6 6-20 7-27.6 0ZM45.9-20.6c-7-8.5-20-9-27.6 0 6 6 20 7 27.6 0Z" />
    <circle cx="-32" cy="-22" r="4.2" className="face-iris" />
    <circle cx="32" cy="-22" r="4.2" className="face-iris" />
    <path d="M-50-36c9-8 22-9 33-4M50-36c-9-8-22-9-33-4" className="face-brow" />
    <path d="M-9-18C-8-6-11 4-15 12c-3 7 3 11 8 9M9-18C8-6 11 4 15 12c3 7-3 11-8 9M-7 21c4 3 10 3 14 0" />
    <path d="M-24 44.1c8-5 16-8 20-6 3 1.5 5 1.5 8 0 4-2 12 1 20 6-8 9-15 12-24 12s-16-3-24-12ZM-24 44.1c10 2.5 38 2.5 48 0" />
  </g>
)

const pick = (event: MouseEvent<SVGSVGElement>, onPick: (xMm: number, yMm: number) => void): void => {
  const drawingFromScreen = event.currentTarget.getScreenCTM()?.inverse()
  if (!drawingFromScreen) return
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawingFromScreen)
  onPick(Math.round(x * 10) / 10, Math.round(y * 10) / 10)
}

export interface FaceSchematicProps {
  readonly scheme: LandmarkScheme
  readonly rows: readonly GuideRow[]
  readonly current: string | null
  /** A click on the drawing, mm from its middle, x to the subject's left, y down. */
  readonly onPick?: (xMm: number, yMm: number) => void
}

/** Where the current point is: a small drawn face, the subject's right on the left. */
export const FaceSchematic = ({ scheme, rows, current, onPick }: FaceSchematicProps) => {
  const statusOf = new Map(rows.map(({ name, status }) => [name, status]))
  const drawn = scheme.points.flatMap(({ name, picture }) => (picture ? [{ name, picture }] : []))
  const title = scheme.points.find(({ name }) => name === current)?.title
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a place on a drawing cannot be typed; all else of a point can
    <svg
      className={`face-schematic${onPick ? ' face-schematic-open' : ''}`}
      onClick={onPick && ((event) => pick(event, onPick))}
      viewBox="-88 -108 176 202"
      role="img"
      aria-label={title ? `${title} on a drawn face` : 'Drawn face with the points of the scheme'}
    >
      <FaceLines />
      {drawn.map(({ name, picture: [x, y] }) => (
        <circle
          key={name}
          className={`face-point face-point-${statusOf.get(name) ?? 'unplaced'}${name === current ? ' face-point-current' : ''}`}
          cx={x}
          cy={y}
          r={name === current ? 5.5 : 3.6}
        />
      ))}
      {drawn
        .filter(({ name }) => name === current)
        .map(({ name, picture: [x, y] }) => (
          <circle key={name} className="face-halo" cx={x} cy={y} r={12} />
        ))}
      <text className="face-side" x="-84" y="-96">
        R
      </text>
      <text className="face-side" x="84" y="-96" textAnchor="end">
        L
      </text>
    </svg>
  )
}
