import { expect, type Locator, type Page } from '@playwright/test'
import type { Vec3 } from '#core/model/transform.ts'

/** What the 3D view publishes of its camera: a point of the scan is found on the screen by it. */
interface PublishedCamera {
  /** Column-major, as three.js has them. */
  readonly projection: readonly number[]
  readonly view: readonly number[]
  readonly widthPx: number
  readonly heightPx: number
}

const numbers = (text: string | null): readonly number[] => (text ?? '').split(/[\s,]+/).map(Number)

const transform = (m: readonly number[], [x, y, z, w]: readonly number[]): readonly number[] =>
  [0, 1, 2, 3].map((row) => m[row] * x + m[row + 4] * y + m[row + 8] * z + m[row + 12] * w)

export const scanView = (page: Page, name: RegExp): Locator => page.getByRole('application', { name })

export const waitForScan = async (view: Locator): Promise<void> => {
  await expect(view).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
}

const publishedCamera = async (view: Locator): Promise<PublishedCamera> => ({
  projection: numbers(await view.getAttribute('data-projection')),
  view: numbers(await view.getAttribute('data-view')),
  widthPx: Number(await view.getAttribute('data-width')),
  heightPx: Number(await view.getAttribute('data-height')),
})

/** Where a point of the scan's frame is: pixels of the view, and its distance from the camera along the view. */
const locate = (camera: PublishedCamera, point: Vec3): { xPx: number; yPx: number; depth: number } => {
  const inCamera = transform(camera.view, [...point, 1])
  const [x, y, , w] = transform(camera.projection, inCamera)
  return {
    xPx: ((x / w + 1) / 2) * camera.widthPx,
    yPx: ((1 - y / w) / 2) * camera.heightPx,
    depth: -inCamera[2],
  }
}

/** Around the nose, on both sides, above and below. */
const aroundNose = ['right_eye', 'left_eye', 'right_lips', 'left_lips']

/** Where the face looks, in the camera's axes (x right, y up, z towards the camera); a unit vector. */
const faceDirection = (camera: PublishedCamera, points: ReadonlyMap<string, Vec3>): Vec3 => {
  const around = aroundNose.map((name) => points.get(name) as Vec3)
  const nose = points.get('nose_tip') as Vec3
  const outward = nose.map((value, axis) => value - around.reduce((sum, point) => sum + point[axis], 0) / 4)
  const [x, y, z] = transform(camera.view, [...outward, 0])
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

/** Does something that moves the camera and waits until the view has published where it is now. */
const moving = async (view: Locator, move: () => Promise<void>): Promise<void> => {
  const before = await view.getAttribute('data-view')
  await move()
  // A movement that leads nowhere (the view was there already) changes nothing: then there is nothing to wait for.
  await expect
    .poll(() => view.getAttribute('data-view'), { timeout: 1500, intervals: [40] })
    .not.toBe(before)
    .catch(() => {})
}

/** Cosine of the angle at which a face is square enough to click on it. */
const squareEnough = Math.cos((18 * Math.PI) / 180)
/** And at which the nose is well in sight. */
const inSightEnough = Math.cos((50 * Math.PI) / 180)
const longestDragPx = 260

const clampPx = (px: number): number => Math.max(-longestDragPx, Math.min(longestDragPx, px))

/**
 * Turns the view as a person would until the face looks at the camera: the head follows the pointer, so a face that
 * looks to the right is dragged to the left. How far a pixel turns is learned from the drags themselves.
 */
const turnUntil = async (
  page: Page,
  view: Locator,
  points: ReadonlyMap<string, Vec3>,
  enough: number,
): Promise<void> => {
  const box = await view.boundingBox()
  if (!box) throw new Error('the 3D view is not on the screen')
  const look = async (): Promise<Vec3> => faceDirection(await publishedCamera(view), points)
  let radPerPx = 0.006
  await view.focus()
  for (let turn = 0; turn < 20; turn++) {
    const [x, y, z] = await look()
    if (z > enough) break
    const aside = Math.atan2(x, z)
    const by = [clampPx(-aside / radPerPx), clampPx(Math.asin(y) / radPerPx)] as const
    await moving(view, () => drag(page, box, by))
    const [xAfter, , zAfter] = await look()
    const turnedRad = Math.abs(Math.atan2(xAfter, zAfter) - aside)
    if (Math.abs(by[0]) > 60 && turnedRad < 2) radPerPx = Math.max(0.002, Math.min(0.02, turnedRad / Math.abs(by[0])))
  }
}

/** Until the face looks at the camera, all of the scan in the view. */
export const turnToFace = async (page: Page, view: Locator, points: ReadonlyMap<string, Vec3>): Promise<void> => {
  await turnUntil(page, view, points, squareEnough)
  await page.keyboard.press('f')
  await waitForScan(view)
}

/** Turns until the nose is in sight, and looks closely at it by the key for that: the face fills the view. */
export const lookAtFace = async (page: Page, view: Locator, points: ReadonlyMap<string, Vec3>): Promise<void> => {
  await turnUntil(page, view, points, inSightEnough)
  for (let turn = 0; turn < 3; turn++) {
    await waitForScan(view)
    const before = await view.getAttribute('data-view')
    const { x, y } = await pagePixelOf(view, points.get('nose_tip') as Vec3)
    await page.mouse.move(x, y)
    await page.keyboard.press('l')
    await expect.poll(() => view.getAttribute('data-view')).not.toBe(before)
    await waitForScan(view)
    if (faceDirection(await publishedCamera(view), points)[2] > squareEnough) break
  }
  await waitForScan(view)
}

/** Wheels in on the nose until the inner eye corners are this far apart: points on a small face cover each other. */
const comfortablePx = 150

export const zoomToFace = async (page: Page, view: Locator, points: ReadonlyMap<string, Vec3>): Promise<void> => {
  const box = await view.boundingBox()
  if (!box) throw new Error('the 3D view is not on the screen')
  const at = async (name: string) => locate(await publishedCamera(view), points.get(name) as Vec3)
  for (let turn = 0; turn < 30; turn++) {
    const [right, left, nose] = [await at('right_eye'), await at('left_eye'), await at('nose_tip')]
    if (Math.hypot(right.xPx - left.xPx, right.yPx - left.yPx) > comfortablePx) break
    await page.mouse.move(box.x + nose.xPx, box.y + nose.yPx)
    // A person does not wait between two turns of the wheel until all of the scan is drawn.
    await moving(view, () => page.mouse.wheel(0, -200))
  }
  await waitForScan(view)
}

const drag = async (
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  by: readonly number[],
) => {
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.9]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + by[0] / 2, y + by[1] / 2)
  await page.mouse.move(x + by[0], y + by[1])
  await page.mouse.up()
}

/** Where the camera sees a point of the scan, in pixels of the page. */
export const pagePixelOf = async (view: Locator, point: Vec3): Promise<{ x: number; y: number }> => {
  const box = await view.boundingBox()
  if (!box) throw new Error('the 3D view is not on the screen')
  const { xPx, yPx } = locate(await publishedCamera(view), point)
  return { x: box.x + xPx, y: box.y + yPx }
}

/** Clicks the place where the camera sees a point of the scan. */
export const clickPoint = async (page: Page, view: Locator, point: Vec3): Promise<void> => {
  const { x, y } = await pagePixelOf(view, point)
  await page.mouse.click(x, y)
}
