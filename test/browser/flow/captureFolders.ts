import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { generateDemo } from '#core/jobs/generateDemo.ts'
import { captureFiles } from '#core/synth/captureFiles.ts'
import type { CaptureTruth, ImageEncoders, SyntheticCapture } from '#core/synth/types.ts'
import { folderOnce, generatedOnce } from './generatedOnce.ts'
import { frontAndBackUv } from './texturedView.ts'

/** Captures on disk as a session brings them, with the truth for the test. */
export interface CaptureFolders {
  /** Scans, photos and cameras, but no landmarks: those are clicked in the test. */
  readonly toClick: string
  /** Another person, with landmark files. */
  readonly toDrop: string
  readonly modelPath: string
  readonly embeddingPath: string
  /** Where the model's triangles lie in a texture. */
  readonly uvPath: string
  readonly truth: CaptureTruth
}

export const encoders = {
  jpeg: ({ rgb, widthPx, heightPx }: { rgb: Uint8Array; widthPx: number; heightPx: number }) =>
    sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
      .jpeg()
      .toBuffer(),
  greyPng: ({ grey, widthPx, heightPx }: { grey: Uint8Array; widthPx: number; heightPx: number }) =>
    sharp(grey, { raw: { width: widthPx, height: heightPx, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer(),
}

/** The person that most test files look at. */
export const clickedHead = { seed: 11, views: 4, photoSizePx: 384 }

const readsNothing = (): Error => new Error('a capture is generated without reading a file')

const write = (path: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** A generated person with photos from some views. */
export const generate = (o: { seed: number; views: number; photoSizePx: number }) =>
  generatedOnce(o, () =>
    generateDemo.run(o, {
      readFile: () => Promise.reject(readsNothing()),
      readBeside: () => Promise.reject(readsNothing()),
      openFile: () => {
        throw readsNothing()
      },
      readFileNow: () => {
        throw readsNothing()
      },
    }),
  )

/** Writes a capture below `folder`; answers the folder of the subject. */
export const writeCapture = async (
  folder: string,
  subject: string,
  capture: SyntheticCapture,
  given: ImageEncoders = encoders,
): Promise<string> => {
  for await (const { path, bytes } of captureFiles(capture, { subject, encoders: given }))
    write(join(folder, path), bytes)
  return join(folder, `subject_${subject}`)
}

/** A generated person below `folder`, scans with their landmark files; the folder of the capture and its truth. */
export const makeCapture = async (
  folder: string,
  subject: string,
  o: { seed: number; views: number; photoSizePx: number },
): Promise<{ readonly path: string; readonly truth: CaptureTruth }> => {
  const { capture } = await generate(o)
  return { path: await writeCapture(folder, subject, capture), truth: capture.truth }
}

/**
 * Two generated people (seed 11 with 4 photos of 384 px, seed 12 with 2 of 128 px) and a head model, for reading: the
 * same for every test file of a run.
 */
export const captureFolders = (): Promise<CaptureFolders> =>
  generatedOnce('capture folders', async () => {
    const clicked = await generate(clickedHead)
    const dropped = await generate({ seed: 12, views: 2, photoSizePx: 128 })
    const folder = await folderOnce('captures', async (at) => {
      const toClick = await writeCapture(join(at, 'captures'), 'clicked', clicked.capture)
      for (const scan of ['highres', 'lowres']) rmSync(join(toClick, `${scan}_landmarks.json`))
      await writeCapture(join(at, 'captures'), 'dropped', dropped.capture)
      write(join(at, 'models', 'stand-in.npz'), clicked.modelBytes)
      write(join(at, 'models', 'stand-in-uv.npz'), frontAndBackUv(clicked.modelBytes))
      write(join(at, 'models', 'stand-in-embedding.json'), clicked.embeddingBytes)
    })
    return {
      toClick: join(folder, 'captures', 'subject_clicked'),
      toDrop: join(folder, 'captures', 'subject_dropped'),
      modelPath: join(folder, 'models', 'stand-in.npz'),
      embeddingPath: join(folder, 'models', 'stand-in-embedding.json'),
      uvPath: join(folder, 'models', 'stand-in-uv.npz'),
      truth: clicked.capture.truth,
    }
  })
