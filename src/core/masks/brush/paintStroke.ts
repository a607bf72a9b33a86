import { badInput } from '../../model/errors.ts'
import type { TileEdit } from '../tiles/tileEdit.ts'
import type { BrushStroke } from '../types.ts'
import { StrokePainter } from './strokePainter.ts'

/**
 * Draws a whole stroke into an edit.
 * @throws input/stroke where the radii or the points are unusable; nothing has been drawn then.
 */
export const paintStroke = (edit: TileEdit, stroke: BrushStroke): void => {
  const { points, radiusPx, radiiPx, hardness = 1, mode } = stroke
  const count = points.length / 2
  if (count < 1 || points.length % 2 !== 0 || !points.every(Number.isFinite)) {
    throw badInput('stroke', 'A stroke is a list of finite x y pairs, at least one.')
  }
  if (radiiPx && (radiiPx.length !== count || !radiiPx.every((radius) => radius >= 0.5 && Number.isFinite(radius)))) {
    throw badInput('stroke', 'A stroke of changing width has one radius of at least 0.5 pixels for each point.')
  }
  const painter = new StrokePainter(edit, { mode, hardness })
  for (let i = 0; i < count; i++) painter.addPoint(points[2 * i], points[2 * i + 1], radiiPx?.[i] ?? radiusPx)
}
