import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { askHost, subjectNamed } from '../../test/browser/flow/hostCalls.ts'
import { writeLargeCapture } from '../../test/browser/flow/largeCapture.ts'
import { type BenchWindow, openBenchWindow } from '../window/benchWindow.ts'
import { countFrames } from './paintPage.ts'

/** 50 megapixels. */
const photoPx = 7072

/** Every photo gets a mask of a head's size: what is switched between has one. */
const paintMasks = async (page: Page): Promise<void> => {
  const { images } = await subjectNamed(page, 'subject_large')
  const strokes = [
    { mode: 'paint' as const, radiusPx: photoPx / 5, points: [0.5, 0.35, 0.5, 0.9].map((t) => t * photoPx) },
  ]
  for (const { id } of images) await askHost(page, 'masks.paint', { imageId: id, baseRevision: 0, strokes })
}

/** Waits for what the host makes by itself after an import and after strokes: it is no part of opening a photo. */
const awaitBackground = async (page: Page): Promise<void> => {
  const { images } = await subjectNamed(page, 'subject_large')
  for (const { previewUrl, maskUrl } of images) {
    await page.evaluate(
      async (urls) => {
        for (const url of urls) await (await fetch(url)).arrayBuffer()
      },
      [previewUrl, maskUrl].filter((url) => url !== null),
    )
  }
}

/** A generated head in `views` photos of 50 megapixels below `folder`, imported, and opened at the masks. */
export const openPaintWindow = async (
  folder: string,
  views: number,
  tell: (part: string) => void,
): Promise<BenchWindow> => {
  tell('two photos of 50 megapixels are generated')
  const capture = await writeLargeCapture(join(folder, 'captures'), { photos: 2, photoPx })
  // Generating a photo takes long: the others are copies, which no part of the window can know.
  for (let view = 2; view < views; view++) {
    const name = (number: number): string => join(capture, 'images', `img_${String(number).padStart(4, '0')}.jpg`)
    // What follows the end of a JPEG is read by nobody, and makes the file another one.
    writeFileSync(name(view), Buffer.concat([readFileSync(name(view % 2)), Buffer.from(`copy ${view}`)]))
  }
  tell(`${views} photos are imported`)
  const window = await openBenchWindow(folder, { capturePath: capture, prepare: countFrames })
  const { page } = window
  tell('every photo gets a mask')
  await paintMasks(page)
  await awaitBackground(page)
  await page.reload()
  await page.getByRole('tab', { name: /^Masks:/ }).click()
  await page.locator('.cameo-photo[data-ready="true"]').waitFor({ timeout: 60_000 })
  return window
}
