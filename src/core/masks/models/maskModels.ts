import { badInput } from '../../model/errors.ts'
import type { BrushStroke, MaskSize, PixelBox } from '../types.ts'
import type { ModelSession, ModelTensor } from './modelSession.ts'
import { resample } from './resample.ts'

interface Photo extends MaskSize {
  /** `[heightPx*widthPx*3]`. */
  readonly rgb: Uint8Array
}

const unfit = (why: string) => badInput('mask-model', `This model is not of the expected form: ${why}`)

/** Channel after channel, each value moved and scaled. */
const planes = (rgb: Float32Array, move: readonly number[], scale: readonly number[]): Float32Array => {
  const count = rgb.length / 3
  const out = new Float32Array(rgb.length)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) out[c * count + i] = (rgb[i * 3 + c] - move[c]) / scale[c]
  }
  return out
}

/** MODNet works at about this shorter side, in multiples of 32. */
const mattingSidePx = 512
const mattingMultiple = 32

/**
 * A matting model in MODNet's form (Ke et al., MODNet, 2022): one input [1, 3, h, w] of values −1 to 1, one output
 * [1, 1, h, w], the share of subject in each pixel.
 *
 * @returns 0/255: subject from one half on.
 * @throws input/mask-model
 */
export const maskByMatting = async (session: ModelSession, { rgb, ...photo }: Photo): Promise<Uint8Array> => {
  const [input, ...more] = session.inputs
  if (!input || more.length > 0 || input.dims.length !== 4) {
    throw unfit('a matting model (MODNet) has one input of four dimensions.')
  }
  const factor = mattingSidePx / Math.min(photo.widthPx, photo.heightPx)
  const fitted = (side: number, given: number | string): number =>
    typeof given === 'number' && given > 0
      ? given
      : Math.max(mattingMultiple, Math.round((side * factor) / mattingMultiple) * mattingMultiple)
  const size = { widthPx: fitted(photo.widthPx, input.dims[3]), heightPx: fitted(photo.heightPx, input.dims[2]) }
  const data = planes(resample(rgb, photo, size, 3), [127.5, 127.5, 127.5], [127.5, 127.5, 127.5])
  const outputs = await session.run({ [input.name]: { data, dims: [1, 3, size.heightPx, size.widthPx] } })
  const [matte] = Object.values(outputs)
  if (!matte || matte.data.length !== size.widthPx * size.heightPx) {
    throw unfit('a matting model (MODNet) gives one value for each pixel.')
  }
  return Uint8Array.from(resample(matte.data, size, photo, 1), (share) => (share >= 0.5 ? 255 : 0))
}

/** What a person marked for a segmentation model. */
export interface ModelPrompts {
  readonly box: PixelBox | null
  /** Paint: on the subject; erase: on the background. */
  readonly strokes: readonly BrushStroke[]
}

/** The longer side of a photo in SAM's frame, and the colours it was trained on. */
const samSidePx = 1024
const samMean = [123.675, 116.28, 103.53]
const samDeviation = [58.395, 57.12, 57.375]
const lowMaskPx = 256

/**
 * A pair of encoder and decoder in SAM's form (Kirillov et al., Segment Anything, 2023): the encoder takes the photo with
 * its longer side at 1024 pixels, as [1, 3, 1024, 1024] normalised and padded or as [h, w, 3] plain; the decoder takes
 * points with labels (0 background, 1 subject, 2 and 3 corners of a box) and gives masks of the photo's size with a
 * guess of their quality, of which the best is taken.
 *
 * @returns 0/255.
 * @throws input/mask-model, input/no-evidence without a prompt.
 */
export const maskByPrompts = async (
  { encoder, decoder }: { readonly encoder: ModelSession; readonly decoder: ModelSession },
  { rgb, ...photo }: Photo,
  prompts: ModelPrompts,
): Promise<Uint8Array> => {
  const scale = samSidePx / Math.max(photo.widthPx, photo.heightPx)
  const size = { widthPx: Math.round(photo.widthPx * scale), heightPx: Math.round(photo.heightPx * scale) }
  const points = promptPoints(prompts, scale)
  if (points.labels.length === 0)
    throw badInput('no-evidence', 'A segmentation model needs a box or strokes about the subject.')
  const [input] = encoder.inputs
  if (!input) throw unfit('the encoder has no input.')
  const scaled = resample(rgb, photo, size, 3)
  const [embeddings] = Object.values(await encoder.run({ [input.name]: encoderInput(scaled, size, input.dims.length) }))
  if (!embeddings) throw unfit('the encoder gives nothing.')
  const count = points.labels.length
  const feeds: Record<string, ModelTensor> = {
    image_embeddings: embeddings,
    point_coords: { data: Float32Array.from(points.places), dims: [1, count, 2] },
    point_labels: { data: Float32Array.from(points.labels), dims: [1, count] },
    mask_input: { data: new Float32Array(lowMaskPx * lowMaskPx), dims: [1, 1, lowMaskPx, lowMaskPx] },
    has_mask_input: { data: new Float32Array(1), dims: [1] },
    orig_im_size: { data: Float32Array.of(photo.heightPx, photo.widthPx), dims: [2] },
  }
  const unknown = decoder.inputs.filter(({ name }) => !Object.hasOwn(feeds, name)).map(({ name }) => name)
  if (unknown.length > 0) throw unfit(`the decoder asks for ${unknown.join(', ')}, which SAM's does not.`)
  const wanted = decoder.inputs.map(({ name }) => [name, feeds[name]] as const)
  const outputs = await decoder.run(Object.fromEntries(wanted))
  return bestMask(outputs, photo)
}

const encoderInput = (scaled: Float32Array, { widthPx, heightPx }: MaskSize, rank: number): ModelTensor => {
  if (rank === 3) return { data: scaled, dims: [heightPx, widthPx, 3] }
  if (rank !== 4) throw unfit('the encoder takes a photo of three or four dimensions.')
  const normal = planes(scaled, samMean, samDeviation)
  const data = new Float32Array(3 * samSidePx * samSidePx)
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < heightPx; y++) {
      const from = (c * heightPx + y) * widthPx
      data.set(normal.subarray(from, from + widthPx), (c * samSidePx + y) * samSidePx)
    }
  }
  return { data, dims: [1, 3, samSidePx, samSidePx] }
}

/** Points in the encoder's frame, which counts from the picture's corner; without a box one of padding, as SAM wants. */
const promptPoints = ({ box, strokes }: ModelPrompts, scale: number) => {
  const places: number[] = []
  const labels: number[] = []
  const add = (x: number, y: number, label: number): void => {
    places.push(x * scale, y * scale)
    labels.push(label)
  }
  for (const { mode, points } of strokes) {
    for (let k = 0; k < points.length; k += 2) add(points[k] + 0.5, points[k + 1] + 0.5, mode === 'paint' ? 1 : 0)
  }
  if (box) {
    add(box.x0, box.y0, 2)
    add(box.x1, box.y1, 3)
  } else if (labels.length > 0) {
    places.push(0, 0)
    labels.push(-1)
  }
  return { places, labels }
}

const bestMask = (outputs: Readonly<Record<string, ModelTensor>>, { widthPx, heightPx }: MaskSize): Uint8Array => {
  const { masks, iou_predictions: quality } = outputs
  const pixels = widthPx * heightPx
  if (!masks || masks.dims.at(-1) !== widthPx || masks.dims.at(-2) !== heightPx || masks.data.length < pixels) {
    throw unfit("the decoder gives no output `masks` of the photo's size.")
  }
  let best = 0
  const count = masks.data.length / pixels
  for (let k = 1; k < count; k++) if (quality && quality.data[k] > quality.data[best]) best = k
  return Uint8Array.from(masks.data.subarray(best * pixels, (best + 1) * pixels), (value) => (value > 0 ? 255 : 0))
}
