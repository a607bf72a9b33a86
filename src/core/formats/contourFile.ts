import { z } from 'zod'
import { badInput } from '../model/errors.ts'
import { contourMeaning, type FaceContour } from '../model/faceContours.ts'
import type { Warning } from '../model/mesh.ts'
import type { Vec3 } from '../model/transform.ts'
import { WarningList } from './warningList.ts'

const document = z.object({
  contours: z
    .array(
      z.object({
        name: z.string().min(1),
        isClosed: z.boolean().optional(),
        points: z.array(z.tuple([z.number(), z.number(), z.number()])),
      }),
    )
    .max(100),
})

interface Line {
  readonly name: string
  readonly isClosed?: boolean | undefined
  readonly points: readonly Vec3[]
}

export interface ContourReading {
  readonly contours: readonly FaceContour[]
  readonly warnings: readonly Warning[]
}

/**
 * Reads lines along lips and lids, in the scan's frame and unit: `{"contours": [{"name", "isClosed", "points"}]}` as
 * JSON, or the `l` lines of an OBJ under their `o` or `g` names. A line whose last point is its first is closed.
 *
 * @throws input/contours where the file holds no line that is called lips or lids.
 */
export const readContours = (bytes: Uint8Array, fileName: string): ContourReading => {
  const text = new TextDecoder().decode(bytes)
  const lines = /\.obj$/i.test(fileName) ? objLines(text, fileName) : jsonLines(text, fileName)
  const warnings = new WarningList()
  const contours = lines.flatMap(({ name, isClosed, points: all }): FaceContour[] => {
    const meaning = contourMeaning(name)
    if (!meaning) {
      warnings.add('contour-name', `${name} is called neither lips nor lids (with their side) and was left out.`)
      return []
    }
    const endsMeet = all.length > 2 && all[0].every((value, axis) => value === all[all.length - 1][axis])
    const points = endsMeet ? all.slice(0, -1) : all
    if (points.length < 3) {
      warnings.add('contour-short', `${name} has fewer than three points and was left out.`)
      return []
    }
    return [{ name, ...meaning, isClosed: isClosed ?? endsMeet, points, anchors: null }]
  })
  if (contours.length > 0) return { contours, warnings: warnings.toArray() }
  const names = lines.map(({ name }) => name).join(', ') || 'no lines at all'
  throw badInput(
    'contours',
    `${fileName} holds no contour: there ${lines.length === 1 ? 'is' : 'are'} ${names}. Call the lines inner-lips, outer-lips, right-lids or left-lids (with upper or lower for a half).`,
  )
}

const jsonLines = (text: string, fileName: string): readonly Line[] => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw badInput('contours', `${fileName} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = document.safeParse(json)
  if (parsed.success) return parsed.data.contours
  const [{ path, message }] = parsed.error.issues
  throw badInput(
    'contours',
    `${fileName} holds no contours at ${path.join('.') || 'its top'}: ${message}. Expected {"contours": [{"name": "right-lids", "isClosed": true, "points": [[x, y, z], …]}]}.`,
  )
}

const objLines = (text: string, fileName: string): readonly Line[] => {
  const vertices: Vec3[] = []
  const lines: Line[] = []
  let name = ''
  for (const [i, row] of text.split(/\r\n|\r|\n/).entries()) {
    const [key, ...words] = row.trim().split(/\s+/)
    if (key === 'v') {
      const [x, y, z] = words.map(Number)
      if (![x, y, z].every(Number.isFinite)) throw badInput('contours', `${fileName}, line ${i + 1}: no three numbers.`)
      vertices.push([x, y, z])
    } else if (key === 'o' || key === 'g') name = words.join(' ')
    else if (key === 'l') {
      const points = words.map((word) => {
        const index = Number.parseInt(word, 10)
        const vertex = vertices[index < 0 ? vertices.length + index : index - 1]
        if (!vertex) throw badInput('contours', `${fileName}, line ${i + 1}: there is no vertex ${word}.`)
        return vertex
      })
      const last = lines.at(-1)
      // Many programs write a polyline as pieces of two.
      const isContinued = last?.name === name && last.points.at(-1) === points[0]
      if (isContinued) lines.splice(-1, 1, { name, points: [...last.points, ...points.slice(1)] })
      else lines.push({ name, points })
    }
  }
  return lines
}
