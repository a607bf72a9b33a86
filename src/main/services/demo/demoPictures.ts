import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { faceFrameOf } from '#core/datasets/faceFrame.ts'
import type { Paint, PictureView } from '#core/jobs/drawPicture.ts'
import { portraitView } from '#core/jobs/portraitView.ts'
import type { PictureInput } from '#core/jobs/renderPictures.ts'
import type { RunContext } from '#core/model/run.ts'
import { identity4, invertAffine4, type Mat4, toMat4 } from '#core/model/transform.ts'
import { sharp } from '../../files/sharp.ts'
import { decodeMask } from '../maskPng.ts'
import { pictureUrl } from '../pictureUrl.ts'
import { bytesBehind } from './bytesBehind.ts'
import type { DemoState } from './demoSteps.ts'

/** A picture of the report, as a data URL. */
export interface ReportPicture {
  readonly title: string
  readonly caption: string
  readonly dataUrl: string
}

export interface ReportPictures {
  readonly photos: readonly ReportPicture[]
  readonly scans: readonly ReportPicture[]
  readonly registration: readonly ReportPicture[]
}

const portraitPx = 380
const photoPx = 300
const outlineColor = [64, 220, 255] as const

const dataUrl = (bytes: Uint8Array, type: string): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`

/** Pixels within two steps of the other side: a line that is still seen when the photo is made smaller. */
const drawOutline = (rgb: Uint8Array, mask: Uint8Array, widthPx: number, heightPx: number): void => {
  const steps = [-2, -1, 1, 2].flatMap((step) => [step, step * widthPx])
  for (let y = 2; y < heightPx - 2; y++) {
    for (let x = 2; x < widthPx - 2; x++) {
      const at = y * widthPx + x
      if (steps.some((step) => mask[at + step] !== mask[at])) rgb.set(outlineColor, at * 3)
    }
  }
}

const photoWithOutline = async (state: DemoState, image: Image): Promise<ReportPicture> => {
  const photo = await bytesBehind(state.host, image.imageUrl)
  const { mask } = await decodeMask(await bytesBehind(state.host, image.maskUrl ?? ''), image.name)
  const { widthPx, heightPx } = image
  const rgb = new Uint8Array(await sharp(photo).removeAlpha().toColourspace('srgb').raw().toBuffer())
  drawOutline(rgb, mask, widthPx, heightPx)
  const drawn = sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
  const jpeg = await drawn.resize(photoPx, photoPx, { fit: 'inside' }).jpeg({ quality: 84 }).toBuffer()
  return { title: image.name, caption: 'The accepted mask’s outline', dataUrl: dataUrl(jpeg, 'image/jpeg') }
}

/** Five photos from one side to the other. */
const photosOf = ({ images }: SubjectDetail): Image[] => {
  const masked = images.filter(({ maskUrl }) => maskUrl !== null)
  const count = Math.min(5, masked.length)
  return Array.from({ length: count }, (_, i) => masked[Math.round((i * (masked.length - 1)) / Math.max(1, count - 1))])
}

const readFloats = async (state: DemoState, url: string): Promise<Float32Array> => {
  const bytes = await bytesBehind(state.host, url)
  return new Float32Array(bytes.slice().buffer)
}

interface Wanted {
  readonly title: string
  readonly caption: string
  readonly input: PictureInput
}

/** Upper ends of the two heat scales, mm. */
const alignmentScaleMm = 3
const registrationScaleMm = 5

/** What all pictures of the 3D data share: the fine scan's frame and a way to look at the face. */
interface Scene {
  readonly state: DemoState
  readonly subject: SubjectDetail
  view(yawRad: number): PictureView
  scan(role: 'coarse' | 'fine', frameFromMesh: Mat4, paint: Paint): PictureInput['layers'][number]
}

const sceneOf = (state: DemoState): Scene | null => {
  const { subject, generated } = state
  const face = generated && faceFrameOf(generated.capture.fineLandmarks)
  if (!face || !subject) return null
  return {
    state,
    subject,
    view: (yawRad) => portraitView({ face, yawRad, sizePx: portraitPx }),
    scan: (role, frameFromMesh, paint) => {
      const ref = subject.scans.find((scan) => scan.role === role)?.file.path ?? ''
      return { mesh: { ref, fileName: `${role}.ply` }, frameFromMesh, paint }
    },
  }
}

const scanPictures = async ({ state, view, scan }: Scene): Promise<Wanted[]> => {
  const fine: Wanted = {
    title: 'Fine scan',
    caption: 'Desktop scanner, millimetres',
    input: { ...view(0.45), layers: [scan('fine', identity4, { kind: 'colors' })] },
  }
  const { alignment } = state
  if (!alignment) return [fine]
  const fineFromCoarse = toMat4(alignment.targetFromSource)
  const values = await readFloats(state, alignment.residualUrl)
  const heat: Paint = { kind: 'heat', values, highest: alignmentScaleMm }
  return [
    {
      title: 'Coarse scan',
      caption: 'Depth sensor, metres; shown where the alignment put it',
      input: { ...view(0.45), layers: [scan('coarse', fineFromCoarse, { kind: 'colors' })] },
    },
    fine,
    {
      title: 'Distance after aligning',
      caption: `Coarse scan to fine scan, blue 0 to red ${alignmentScaleMm} mm; grey has no counterpart`,
      input: { ...view(0.45), layers: [scan('coarse', fineFromCoarse, heat)] },
    },
  ]
}

const registrationPictures = async ({ state, view, scan }: Scene): Promise<Wanted[]> => {
  const { registration, registrationError } = state
  if (!registration) return []
  const mesh = await artefactReference(state, registration.meshUrl)
  const frameFromMesh = invertAffine4(toMat4(registration.metresFromScan))
  const model = (paint: Paint) => ({ mesh, frameFromMesh, paint })
  const heat = (values: Float32Array, highest: number) => model({ kind: 'heat', values, highest })
  const distances = await readFloats(state, registration.residualUrl)
  const pictures: Wanted[] = [
    {
      title: 'Registration',
      caption: 'The head model in its own topology',
      input: { ...view(0.45), layers: [model({ kind: 'flat', color: [206, 178, 158] })] },
    },
    {
      title: 'Registration over the scan',
      caption: 'Where the model shows, it lies in front of the scan',
      input: {
        ...view(-0.45),
        layers: [model({ kind: 'flat', color: [64, 150, 230] }), scan('fine', identity4, { kind: 'colors' })],
      },
    },
    {
      title: 'Distance to the scan',
      caption: `Blue 0 to red ${alignmentScaleMm} mm; grey has no scan to lie on`,
      input: { ...view(0), layers: [heat(distances, alignmentScaleMm)] },
    },
  ]
  if (!registrationError) return pictures
  const caption = `Distance to its true place, blue 0 to red ${registrationScaleMm} mm; grey was not seen by the scanner`
  const layers = [heat(registrationError.perVertexMm, registrationScaleMm)]
  return [...pictures, { title: 'Error of each vertex', caption, input: { ...view(0), layers } }]
}

const artefactReference = async ({ host }: DemoState, url: string) => {
  const answer = await host.resolveBytes(url.replace(/^bytes\//, ''))
  return { ref: answer?.path ?? '', fileName: 'registration.ply' }
}

/** Draws what the demo has reached: photos with their masks, scans, distances, registration. */
export const demoPictures = async (state: DemoState, context: RunContext): Promise<ReportPictures> => {
  const scene = sceneOf(state)
  const scans = scene ? await scanPictures(scene) : []
  const registration = scene ? await registrationPictures(scene) : []
  const wanted = [...scans, ...registration]
  const drawn = await state.pool.run(
    'renderPictures',
    wanted.map(({ input }) => input),
    context,
  )
  const pictures = await Promise.all(
    wanted.map(async ({ title, caption }, i) => ({ title, caption, dataUrl: await pictureUrl(drawn[i]) })),
  )
  const photos = state.subject ? photosOf(state.subject) : []
  return {
    photos: await Promise.all(photos.map((image) => photoWithOutline(state, image))),
    scans: pictures.slice(0, scans.length),
    registration: pictures.slice(scans.length),
  }
}
