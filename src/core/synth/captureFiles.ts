import { writeCamerasNpz } from '../formats/cameras.ts'
import { writeLandmarks, writeMesh } from '../formats/index.ts'
import { writeNpz } from '../formats/npz.ts'
import { scaleOf } from '../model/transform.ts'
import type { CaptureFile, ImageEncoders, SyntheticCapture } from './types.ts'

/**
 * A capture as the files a capture session arrives in, one after the other: the two scans, photos, cameras in the
 * coarse scan's frame, clicked landmarks; and the truth beside them (`truth.json`, `truth_registration.npz`,
 * `masks_true/`), which no import reads.
 *
 * @param o.subject name of the subject; the folder is `subject_<name>`.
 * @param o.encoders the core has no image encoders.
 */
export async function* captureFiles(
  capture: SyntheticCapture,
  o: { readonly subject: string; readonly encoders: ImageEncoders },
): AsyncGenerator<CaptureFile> {
  const folder = `subject_${o.subject}`
  yield { path: `${folder}/highres.ply`, bytes: writeMesh(capture.fine, { format: 'ply' }) }
  yield { path: `${folder}/lowres.ply`, bytes: writeMesh(capture.coarse, { format: 'ply' }) }
  yield {
    path: `${folder}/highres_landmarks.json`,
    bytes: writeLandmarks(capture.fineLandmarks, { format: 'json', meshFileName: 'highres.ply' }),
  }
  yield {
    path: `${folder}/lowres_landmarks.json`,
    bytes: writeLandmarks(capture.coarseLandmarks, { format: 'json', meshFileName: 'lowres.ply' }),
  }
  yield { path: `${folder}/cameras_lowres.npz`, bytes: writeCamerasNpz(capture.cameras) }
  for (const [view, photo] of capture.photos.entries()) {
    yield { path: `${folder}/images/img_${fourDigits(view)}.jpg`, bytes: await o.encoders.jpeg(photo) }
  }
  for (const [view, grey] of capture.truth.masks.entries()) {
    const { widthPx, heightPx } = capture.photos[view]
    const bytes = await o.encoders.greyPng({ grey, widthPx, heightPx })
    yield { path: `${folder}/masks_true/mask_${fourDigits(view)}.png`, bytes }
  }
  const { registrationVertices, observed } = capture.truth
  yield {
    path: `${folder}/truth_registration.npz`,
    bytes: writeNpz([
      ['vertices_high_mm', { shape: [registrationVertices.length / 3, 3], data: registrationVertices }],
      ['observed', { shape: [observed.length], data: observed }],
    ]),
  }
  yield { path: `${folder}/truth.json`, bytes: truthJson(capture) }
}

const fourDigits = (view: number): string => String(view).padStart(4, '0')

const truthJson = ({ truth, photos }: SyntheticCapture): Uint8Array => {
  const { fineFromCoarse, landmarks } = truth
  const rows = [0, 4, 8, 12].map((at) => fineFromCoarse.slice(at, at + 4))
  const text = JSON.stringify(
    {
      units: { highres: 'mm', lowres: 'm' },
      high_from_low: rows,
      high_from_low_scale: scaleOf(fineFromCoarse),
      landmarks: { high_mm: Object.fromEntries(landmarks.fineMm), low_m: Object.fromEntries(landmarks.coarseM) },
      cameras: {
        convention: 'world_mat = K[R|t], OpenCV, pixel centres at integers, no distortion; row 3 = 0 0 0 1',
        size: [photos[0].widthPx, photos[0].heightPx],
      },
    },
    null,
    1,
  )
  return new TextEncoder().encode(`${text}\n`)
}
