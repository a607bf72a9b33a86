import { badInput } from '../../model/errors.ts'
import type { Warning } from '../../model/mesh.ts'
import type { ModelUv } from './modelUv.ts'

/** Where triangles of a layout lie outside the picture, u or v below 0 or above 1: they get no colours there. */
interface UvOutside {
  /** Triangles that lie outside in part, and those of them that do as a whole. */
  readonly count: number
  readonly wholeCount: number
  readonly first: number
  readonly uRange: readonly [number, number]
  readonly vRange: readonly [number, number]
}

/** Null where none lies outside by more than the margin. */
const uvOutside = ({ uvs, uvTriangles }: ModelUv, marginUv: number): UvOutside | null => {
  const isOutside = (value: number): boolean => value < -marginUv || value > 1 + marginUv
  let [count, wholeCount, first] = [0, 0, -1]
  const least = [Infinity, Infinity]
  const most = [-Infinity, -Infinity]
  for (let i = 0; i < uvTriangles.length; i += 3) {
    const corners = [0, 1, 2].map((k) => uvTriangles[i + k] * 2)
    if (!corners.some((at) => isOutside(uvs[at]) || isOutside(uvs[at + 1]))) continue
    const isBeside = [0, 1].some(
      (axis) => corners.every((at) => uvs[at + axis] >= 1) || corners.every((at) => uvs[at + axis] <= 0),
    )
    count++
    if (isBeside) wholeCount++
    if (first < 0) first = i / 3
    for (const at of corners) {
      for (let axis = 0; axis < 2; axis++) {
        least[axis] = Math.min(least[axis], uvs[at + axis])
        most[axis] = Math.max(most[axis], uvs[at + axis])
      }
    }
  }
  return count === 0
    ? null
    : { ...{ count, wholeCount, first }, uRange: [least[0], most[0]], vRange: [least[1], most[1]] }
}

const placeOf = ({ uRange, vRange }: UvOutside): string => {
  const range = ([least, most]: readonly [number, number]): string => `${least.toFixed(3)} to ${most.toFixed(3)}`
  return `u ${range(uRange)}, v ${range(vRange)}`
}

/** What a person is told where triangles lie outside by half a texel or more; null where none does. */
export const outsideWarning = (uv: ModelUv, sizePx: number): Warning | null => {
  const outside = uvOutside(uv, 0.5 / sizePx)
  if (!outside) return null
  const { count, wholeCount, first } = outside
  const triangles =
    count === 1
      ? `1 triangle, ${wholeCount === 1 ? 'wholly' : 'in part'}, gets`
      : `${count} triangles, ${wholeCount} of them wholly, get`
  return {
    code: 'uv-outside',
    message: `The UV layout leaves the picture (u and v from 0 to 1): ${triangles} no colours there. What leaves it reaches over ${placeOf(outside)}; the first is triangle ${first}. Move the charts of other tiles (UDIM) into one picture, or take a layout that lies in it.`,
  }
}

/** @throws CameoError `input/uv-outside` where nothing of a layout lies in the picture. */
export const requireInside = (uv: ModelUv, fileName: string): void => {
  const outside = uvOutside(uv, 0)
  if (!outside || outside.wholeCount < uv.uvTriangles.length / 3) return
  throw badInput(
    'uv-outside',
    `The UV layout of ${fileName} lies outside the picture as a whole: it reaches over ${placeOf(outside)}, and colours are kept for u and v from 0 to 1. Move its charts there (UDIM tiles by whole numbers), or take another layout.`,
  )
}
