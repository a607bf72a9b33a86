import { finishTexture } from '../flame/texture/finishTexture.ts'
import { addPhotoColors } from '../flame/texture/photoColors.ts'
import { colorsFromScan, texelColorsFor } from '../flame/texture/surfaceColors.ts'
import { texelsOf } from '../flame/texture/texels.ts'
import { outsideWarning } from '../flame/texture/uvOutside.ts'
import { overlapWarning } from '../flame/texture/uvOverlap.ts'
import type { Camera } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { checkCancelled, partOf } from '../model/run.ts'
import type { TextureSource } from '../model/texture.ts'
import { type Mat4, multiply4, toMat4, type Vec3 } from '../model/transform.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import type { NamedFile } from './inspectModel.ts'
import { openModelUv } from './modelUvFile.ts'
import { openMesh } from './openMesh.ts'
import { openScanTexture } from './scanTextureFiles.ts'
import { encodeTextured, type TexturedFiles, type TexturedNames } from './texturedMesh.ts'
import type { DecodedPicture, Job, JobContext, MeshReference } from './types.ts'

export interface TextureRegistrationInput extends TexturedNames {
  readonly scan: MeshReference
  readonly metresPerUnit: number
  /** In the model's topology, in the scan's frame. */
  readonly registration: MeshReference
  /** The registration's: metres for a model's, the scan's for a template's. */
  readonly registrationUnit: LengthUnit
  /** A FLAME model, or a mesh that was the template. */
  readonly model: NamedFile
  readonly uv: NamedFile | null
  /** Photos of the scan's subject with cameras in the scan's frame and unit; empty: colours come from the scan. */
  readonly photos: readonly { readonly file: NamedFile; readonly camera: Camera }[]
  readonly sizePx: number
}

/** The mesh is the registration with UVs. */
export interface TextureRegistrationOutput extends TexturedFiles {
  /** `[sizePx*sizePx*3]` and `[sizePx*sizePx]` (255 measured, 128 filled, 0 outside). */
  readonly rgb: Uint8Array
  readonly mask: Uint8Array
  readonly source: TextureSource
  readonly measuredShare: number
  readonly filledShare: number
  /** Part (0..1) of the texels that each photo shows. */
  readonly photos: readonly { readonly fileName: string; readonly share: number }[]
  readonly warnings: readonly Warning[]
}

/** Makes the texture of a registration in the model's UV layout, and the mesh that shows it. */
export const textureRegistration: Job<TextureRegistrationInput, TextureRegistrationOutput> = {
  id: 'textureRegistration',
  run: async (input, context) => {
    context.report?.({ fraction: 0, message: 'Texture: reading' })
    const { model, uv } = await openModelUv(input, context)
    const scanFile = await openMesh(input.scan, context)
    const registration = (await openMesh(input.registration, context)).mesh
    const placed = registration.positionsF64 ?? Float64Array.from(registration.positions)
    if (placed.length !== model.vertexCount * 3) {
      const message = `${input.registration.fileName} has ${placed.length / 3} vertices, ${input.model.fileName} ${model.vertexCount}: it is no registration of this model.`
      throw badInput('other-topology', message)
    }
    const metresPerUnit = mmPer(input.registrationUnit) / 1000
    const metres = placed.map((value) => value * metresPerUnit)
    const frame = aboutScan(scanFile.mesh, input.metresPerUnit)
    const surface = { vertices: metres.map((value, i) => value - frame.originM[i % 3]), triangles: model.triangles }
    const texels = texelsOf(uv, input.sizePx)
    const outside = outsideWarning(uv, input.sizePx)
    const part = partOf(context, { from: 0.05, to: 0.9 })
    const { photos } = input
    const shown: { fileName: string; share: number }[] = []
    let colors = texelColorsFor(texels.pixels.length)
    let source: TextureRegistrationOutput['source'] = 'photos'
    const warnings: Warning[] = [
      ...(texels.overlap ? [overlapWarning(texels.overlap)] : []),
      ...(outside ? [outside] : []),
    ]
    if (photos.length === 0) {
      const opened = await openScanTexture(input.scan, scanFile, context)
      source = opened.texture ? 'texture' : 'colors'
      warnings.push(...opened.warnings)
      colors = colorsFromScan(surface, texels, { scan: frame.scan, texture: opened.texture }, part)
    }
    for (const [i, { file, camera }] of photos.entries()) {
      checkCancelled(context)
      part.report?.({ fraction: i / photos.length, message: `Colours from ${file.fileName}` })
      const picture = await decoded(file, input.sizePx, context)
      const photo = {
        ...picture,
        worldMat: cameraOf(camera, picture, frame.scanFromFrame),
        distortion: camera.distortion,
      }
      const count = addPhotoColors(surface, texels, photo, { covers: [frame.scan], colors }, context)
      shown.push({ fileName: file.fileName, share: count / Math.max(1, texels.pixels.length) })
    }
    context.report?.({ fraction: 0.92, message: 'Filling what was not seen' })
    const { rgb, mask, measuredShare, filledShare } = finishTexture(surface, texels, colors)
    const { triangles } = model
    const mesh: Mesh = { positions: Float32Array.from(placed), positionsF64: placed, triangles, ...uv }
    const files = await encodeTextured(mesh, input, input.registrationUnit)
    return { rgb, mask, source, measuredShare, filledShare, photos: shown, warnings, ...files }
  },
  transfers: ({ rgb, mask, meshBytes }) => buffersOf(rgb, mask, meshBytes),
}

/** The scan in metres about its middle, where single precision is enough, and how to get there. */
const aboutScan = (scan: Mesh, metresPerUnit: number) => {
  const source = scan.positionsF64 ?? scan.positions
  const sum = [0, 0, 0]
  for (let i = 0; i < source.length; i++) sum[i % 3] += source[i]
  const origin = sum.map((value) => (3 * value) / source.length)
  const unit = 1 / metresPerUnit
  return {
    scan: { ...scan, positions: Float32Array.from(source, (value, i) => (value - origin[i % 3]) * metresPerUnit) },
    originM: origin.map((value) => value * metresPerUnit) as unknown as Vec3,
    scanFromFrame: toMat4([unit, 0, 0, origin[0], 0, unit, 0, origin[1], 0, 0, unit, origin[2], 0, 0, 0, 1]),
  }
}

/** A photo no finer than the texture can show. */
const decoded = async ({ ref, fileName }: NamedFile, sizePx: number, context: JobContext): Promise<DecodedPicture> => {
  if (!context.decodePicture) throw badInput('no-pictures', 'Photos are not read here: use the command line.')
  return context.decodePicture(await context.readFile(ref), fileName, Math.max(1024, 2 * sizePx))
}

/** The camera for the picture as it was made smaller: pixel centres at whole numbers before and after. */
const cameraOf = ({ worldMat }: Camera, picture: DecodedPicture, scanFromFrame: Mat4): Mat4 => {
  const sx = picture.widthPx / picture.fullWidthPx
  const sy = picture.heightPx / picture.fullHeightPx
  const smaller = toMat4([sx, 0, sx / 2 - 0.5, 0, 0, sy, sy / 2 - 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  return multiply4(smaller, multiply4(worldMat, scanFromFrame))
}
