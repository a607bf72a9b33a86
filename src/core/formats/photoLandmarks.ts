import { z } from 'zod'
import { badInput } from '../model/errors.ts'
import type { PhotoLandmarks } from '../model/landmarks.ts'
import { parseDocument, parseJson } from './landmarks/parseDocument.ts'

/*
 * Cameo's own landmarks of a photo, UTF-8 JSON; px, x to the right, y down, the middle of the first pixel is 0 0:
 *
 * { "format": "cameo-photo-landmarks", "version": 1, "landmarks": { "nose_tip": [412.5, 388], "left_eye": null } }
 */
const ownFile = z.object({
  format: z.literal('cameo-photo-landmarks'),
  version: z.literal(1),
  landmarks: z.record(z.string().min(1), z.tuple([z.number(), z.number()]).nullable()),
})

/** Points of iBUG's 68 that the head schemes know by name. */
const namesIn68: ReadonlyMap<number, string> = new Map([
  [30, 'nose_tip'],
  [33, 'nose_base'],
  [36, 'right_eye_outer'],
  [39, 'right_eye'],
  [42, 'left_eye'],
  [45, 'left_eye_outer'],
  [48, 'right_lips'],
  [54, 'left_lips'],
])

/**
 * Reads the landmarks of a photo: Cameo's JSON, or iBUG's `.pts` (its pixels are counted from 1). The 68 are named
 * `68:0` … `68:67`, and those that the head schemes know by those names too.
 *
 * @throws input/photo-landmarks, input/landmark-json
 */
export const readPhotoLandmarks = (bytes: Uint8Array, fileName: string): PhotoLandmarks => {
  if (fileName.toLowerCase().endsWith('.pts')) return readPts(new TextDecoder().decode(bytes), fileName)
  const { landmarks } = parseDocument(ownFile, parseJson(bytes))
  return new Map(Object.entries(landmarks).flatMap(([name, at]) => (at ? [[name, at] as const] : [])))
}

/** Whether a file holds landmarks of a photo, in either form. */
export const isPhotoLandmarks = (bytes: Uint8Array, fileName: string): boolean => {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096))
  if (!fileName.toLowerCase().endsWith('.pts')) return head.includes('"cameo-photo-landmarks"')
  const first = /\{\s*([^\n}]*)/.exec(head)?.[1].trim() ?? ''
  return /^\s*version\s*:/i.test(head) && first.split(/\s+/).length === 2
}

/** Writes Cameo's own form, described at the top of this file. */
export const writePhotoLandmarksJson = (landmarks: PhotoLandmarks): Uint8Array => {
  const file = { format: 'cameo-photo-landmarks', version: 1, landmarks: Object.fromEntries(landmarks) }
  return new TextEncoder().encode(`${JSON.stringify(file, null, 1)}\n`)
}

/**
 * Writes iBUG's `.pts`, whose pixels are counted from 1: the points of a list (`68:0`, `68:1`, …) in its order, or all
 * points in theirs.
 *
 * @throws input/photo-landmarks for a list with gaps, or no points.
 */
export const writePhotoLandmarksPts = (landmarks: PhotoLandmarks): Uint8Array => {
  const listLength = [...landmarks.keys()]
    .map((name) => /^(\d+):\d+$/.exec(name)?.[1])
    .find((text) => text !== undefined)
  const names =
    listLength === undefined
      ? [...landmarks.keys()]
      : Array.from({ length: Number(listLength) }, (_, i) => `${listLength}:${i}`)
  const absent = names.filter((name) => !landmarks.has(name))
  if (names.length === 0 || absent.length > 0) {
    throw badInput('photo-landmarks', `A .pts cannot say that points are missing: ${absent.join(', ') || 'all'}.`)
  }
  const rows = names.map((name) =>
    landmarks
      .get(name)!
      .map((px) => px + 1)
      .join(' '),
  )
  return new TextEncoder().encode(['version: 1', `n_points: ${names.length}`, '{', ...rows, '}', ''].join('\n'))
}

const readPts = (text: string, fileName: string): PhotoLandmarks => {
  const lines = text.split('\n').map((line) => line.trim())
  const count = Number(/^n_points:\s*(\d+)$/.exec(lines[1] ?? '')?.[1])
  if (!/^version:\s*1$/.test(lines[0]) || !(count > 0)) {
    throw badInput(
      'photo-landmarks',
      `${fileName}: this is no iBUG .pts of a photo, which begins with “version: 1” and “n_points: 68”.`,
    )
  }
  const open = lines.indexOf('{')
  const rows = lines.slice(open + 1, lines.indexOf('}')).filter((line) => line !== '')
  if (open < 0 || rows.length !== count) {
    throw badInput(
      'photo-landmarks',
      `${fileName}: ${count} points are announced, but ${rows.length} lie between { and }.`,
    )
  }
  const points = new Map<string, readonly [number, number]>()
  for (const [i, row] of rows.entries()) {
    const [x, y, ...more] = row.split(/\s+/).map(Number)
    if (!(Number.isFinite(x) && Number.isFinite(y)) || more.length > 0) {
      throw badInput('photo-landmarks', `${fileName}: point ${i + 1} is “${row.slice(0, 60)}”, not two numbers.`)
    }
    const at = [x - 1, y - 1] as const
    points.set(`${count}:${i}`, at)
    const name = count === 68 ? namesIn68.get(i) : undefined
    if (name) points.set(name, at)
  }
  return points
}
