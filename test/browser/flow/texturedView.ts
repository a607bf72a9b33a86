import { expect, type Locator, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { Registration } from '#core/contract/contract.ts'
import { loadFlameModel } from '#core/flame/model.ts'
import { readMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { pagePixelOf } from './scanView.ts'

/** A UV layout of a head model as a file: its front seen from before in the left half, its back in the right one. */
export const frontAndBackUv = (modelBytes: Uint8Array): Uint8Array => {
  const { template, triangles } = loadFlameModel(modelBytes, 'model.npz')
  const extent = template.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const vt = new Float64Array(triangles.length * 2)
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => template.subarray(triangles[at + k] * 3, triangles[at + k] * 3 + 3))
    const isFront = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
    for (const [k, corner] of [a, b, c].entries()) {
      vt[(at + k) * 2] = (isFront ? 0.25 : 0.75) + (0.22 * corner[0]) / extent
      vt[(at + k) * 2 + 1] = 0.5 + (0.45 * corner[1]) / extent
    }
  }
  return writeNpz([
    ['vt', { shape: [triangles.length, 2], data: vt }],
    ['ft', { shape: [triangles.length / 3, 3], data: Uint32Array.from({ length: triangles.length }, (_, i) => i) }],
  ])
}

const fetched = async (page: Page, url: string): Promise<Buffer> => {
  const answer = await page.context().request.get(new URL(url, page.url()).href)
  expect(answer.ok()).toBe(true)
  return answer.body()
}

interface Pixels {
  readonly data: Buffer
  readonly width: number
  readonly height: number
}

const pixelsOf = async (picture: Buffer): Promise<Pixels> => {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

const colorAt = ({ data, width }: Pixels, x: number, y: number): number[] => {
  const at = (Math.floor(y) * width + Math.floor(x)) * 3
  return [...data.subarray(at, at + 3)]
}

/**
 * For each point of the scan (mm) how far, in levels of 255, the screen's colour of the registered triangle nearest to it
 * is from the texel that belongs there; smallest first.
 */
export const textureErrors = async (
  page: Page,
  view: Locator,
  { texture, metresFromScan }: Registration,
  points: Iterable<Vec3>,
): Promise<number[]> => {
  if (!texture) throw new Error('the registration has no texture')
  const { mesh } = readMesh(await fetched(page, texture.meshUrl), 'registration.obj')
  const { positions, triangles, uvs = new Float32Array(), uvTriangles = triangles } = mesh
  const picture = await pixelsOf(await fetched(page, texture.pictureUrl))
  const screen = await pixelsOf(await page.screenshot())
  const centre = (values: ArrayLike<number>, of: Uint32Array, triangle: number, width: number): number[] =>
    Array.from({ length: width }, (_, axis) =>
      [0, 1, 2].reduce((sum, k) => sum + values[of[triangle * 3 + k] * width + axis] / 3, 0),
    )
  const scanFromMetres = 1 / metresFromScan[0]
  const errors: number[] = []
  for (const point of points) {
    let nearest = { distance: Number.POSITIVE_INFINITY, triangle: 0, place: [0, 0, 0] }
    for (let triangle = 0; triangle < triangles.length / 3; triangle++) {
      const place = centre(positions, triangles, triangle, 3).map((value) => value * scanFromMetres)
      const distance = Math.hypot(...place.map((value, axis) => value - point[axis]))
      if (distance < nearest.distance) nearest = { distance, triangle, place }
    }
    const [u, v] = centre(uvs, uvTriangles, nearest.triangle, 2)
    const texel = colorAt(picture, u * picture.width, (1 - v) * picture.height)
    const { x, y } = await pagePixelOf(view, nearest.place as unknown as Vec3)
    const seen = colorAt(screen, x, y)
    errors.push(Math.max(...texel.map((value, channel) => Math.abs(value - seen[channel]))))
  }
  return errors.sort((a, b) => a - b)
}
