import { join } from 'node:path'
import type { GeneratedDemo } from '#core/jobs/generateDemo.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { captureFiles } from '#core/synth/captureFiles.ts'
import type { ImageEncoders } from '#core/synth/types.ts'
import { safePath } from '../../files/safePath.ts'
import { sharp } from '../../files/sharp.ts'
import { writeFileAtomic } from '../../files/writeFileAtomic.ts'
import { encodeMask } from '../maskPng.ts'

const encoders: ImageEncoders = {
  jpeg: ({ rgb, widthPx, heightPx }) =>
    sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer(),
  greyPng: ({ grey, widthPx, heightPx }) => encodeMask(grey, { widthPx, heightPx }),
}

export interface DemoCapturePaths {
  /** The folder that is imported: it holds one subject's folder. */
  readonly capture: string
  readonly model: string
  readonly embedding: string
}

/** Puts a generated capture and its head model on the disk, as a capture session would have left them. */
export const writeDemoCapture = async (
  folder: string,
  { capture, modelBytes, embeddingBytes }: GeneratedDemo,
  context: RunContext,
): Promise<DemoCapturePaths> => {
  const paths = {
    capture: join(folder, 'capture'),
    model: join(folder, 'model', 'stand-in.npz'),
    embedding: join(folder, 'model', 'stand-in-embedding.json'),
  }
  for await (const { path, bytes } of captureFiles(capture, { subject: '001', encoders })) {
    checkCancelled(context)
    await writeFileAtomic(await safePath(paths.capture, path), bytes)
  }
  await writeFileAtomic(paths.model, modelBytes)
  await writeFileAtomic(paths.embedding, embeddingBytes)
  return paths
}
