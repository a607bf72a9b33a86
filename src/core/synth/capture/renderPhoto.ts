import type { Random } from '../../model/random.ts'
import type { Photo } from '../types.ts'
import type { Look } from './look.ts'
import { type Material, materials, type PersonMesh } from './personMesh.ts'
import type { PhotoCamera } from './photoCamera.ts'
import { type Room, viewOfRoom } from './room.ts'
import { writeColorAt } from './skinColor.ts'
import { findVisibleSurface } from './visibleSurface.ts'

const unit = (x: number, y: number, z: number): readonly [number, number, number] => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

/** Light of the window and of the lamp behind the camera, as directions towards them in the model's frame. */
const windowLight = unit(-0.55, 0.5, 0.7)
const lampLight = unit(0.75, 0.25, 0.55)
const windowStrength = 0.78
const lampStrength = 0.3
/** Light from everywhere: more from above. */
const skyStrength = 0.34
const floorStrength = 0.14

/** How much and how narrowly a material shines. */
const shine: Readonly<Record<Material, { readonly strength: number; readonly exponent: number }>> = {
  [materials.head]: { strength: 0.045, exponent: 18 },
  [materials.mouthInside]: { strength: 0.02, exponent: 20 },
  [materials.lidInside]: { strength: 0.1, exponent: 40 },
  [materials.eyeball]: { strength: 0.6, exponent: 160 },
  [materials.shirt]: { strength: 0, exponent: 1 },
}

/** Standard deviation of the sensor's noise, grey levels. */
const sensorNoise = 1.8

export interface PhotoInput {
  readonly mesh: PersonMesh
  readonly look: Look
  readonly room: Room
  readonly camera: PhotoCamera
  readonly sizePx: number
  readonly random: Random
}

/** A photograph of the person in the room: shaded, a little soft, with noise. */
export const renderPhoto = (input: PhotoInput): Photo => {
  const { camera, room, sizePx, random } = input
  const sharp = viewOfRoom(room, camera, sizePx)
  paintPerson(input, sharp)
  const rgb = soften(sharp, sizePx)
  addNoise(rgb, random)
  return { rgb, widthPx: sizePx, heightPx: sizePx }
}

const paintPerson = ({ mesh, look, camera, sizePx }: PhotoInput, rgb: Uint8Array): void => {
  const { triangles, weights } = findVisibleSurface({
    mesh: { positions: Float32Array.from(mesh.positions), triangles: mesh.triangles },
    worldMat: camera.worldMat,
    widthPx: sizePx,
    heightPx: sizePx,
  })
  const shader = new Shader(mesh, look, camera)
  for (let pixel = 0; pixel < triangles.length; pixel++) {
    if (triangles[pixel] < 0) continue
    shader.write(triangles[pixel], weights[pixel * 2], weights[pixel * 2 + 1], rgb, pixel * 3)
  }
}

/** Linear 0..1 in 4096 steps to sRGB bytes. */
const toByte = Uint8Array.from({ length: 4097 }, (_, i) => Math.round(255 * (i / 4096) ** (1 / 2.2)))

/** Colour of one point of the person in the room's light; its buffers are kept between points. */
class Shader {
  readonly #mesh: PersonMesh
  readonly #look: Look
  readonly #camera: PhotoCamera
  readonly #color = new Float64Array(3)

  constructor(mesh: PersonMesh, look: Look, camera: PhotoCamera) {
    this.#mesh = mesh
    this.#look = look
    this.#camera = camera
  }

  write(triangle: number, weightB: number, weightC: number, rgb: Uint8Array, at: number): void {
    const { places, hairCover, lips, normals, positions } = this.#mesh
    const weightA = 1 - weightB - weightC
    const a = this.#mesh.triangles[triangle * 3]
    const b = this.#mesh.triangles[triangle * 3 + 1]
    const c = this.#mesh.triangles[triangle * 3 + 2]
    const blend = (values: Float32Array | Float64Array, width: number, axis: number): number =>
      weightA * values[a * width + axis] + weightB * values[b * width + axis] + weightC * values[c * width + axis]
    const material = this.#mesh.materials[triangle] as Material
    const color = this.#color
    const place = {
      material,
      x: blend(places, 3, 0),
      y: blend(places, 3, 1),
      z: blend(places, 3, 2),
      hairCover: blend(hairCover, 1, 0),
      lips: blend(lips, 1, 0),
    }
    writeColorAt(this.#look, place, color)
    let [nx, ny, nz] = [blend(normals, 3, 0), blend(normals, 3, 1), blend(normals, 3, 2)]
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1
    nx /= length
    ny /= length
    nz /= length
    const window = Math.max(0, nx * windowLight[0] + ny * windowLight[1] + nz * windowLight[2])
    const lamp = Math.max(0, nx * lampLight[0] + ny * lampLight[1] + nz * lampLight[2])
    const sky = floorStrength + ((skyStrength - floorStrength) * (ny + 1)) / 2
    const light = windowStrength * window + lampStrength * lamp + sky
    const [ex, ey, ez] = this.#camera.centerMm
    const gloss = glossAt(
      shine[material],
      [nx, ny, nz],
      [ex - blend(positions, 3, 0), ey - blend(positions, 3, 1), ez - blend(positions, 3, 2)],
    )
    for (let channel = 0; channel < 3; channel++) {
      const linear = Math.min(1, Math.max(0, color[channel] * light + gloss))
      rgb[at + channel] = toByte[Math.round(linear * 4096)]
    }
  }
}

/** The window's reflection (Blinn 1977): towards the eye. */
const glossAt = (
  { strength, exponent }: { readonly strength: number; readonly exponent: number },
  [nx, ny, nz]: readonly [number, number, number],
  [vx, vy, vz]: readonly [number, number, number],
): number => {
  if (strength === 0) return 0
  const toEye = 1 / Math.sqrt(vx * vx + vy * vy + vz * vz)
  const [hx, hy, hz] = [vx * toEye + windowLight[0], vy * toEye + windowLight[1], vz * toEye + windowLight[2]]
  const facing = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz)
  return facing > 0 ? strength * facing ** exponent : 0
}

/** What a lens does to edges: weights 1 6 1 along rows and columns. */
const soften = (rgb: Uint8Array, sizePx: number): Uint8Array => {
  const pass = (source: Uint8Array, step: number): Uint8Array => {
    const out = source.slice()
    for (let i = step; i < source.length - step; i++) {
      out[i] = (source[i - step] + 6 * source[i] + source[i + step] + 4) >> 3
    }
    return out
  }
  return pass(pass(rgb, 3), sizePx * 3)
}

const noiseLength = 65537
/** In place. The noise repeats after a prime number of values: no pattern meets the eye. */
const addNoise = (rgb: Uint8Array, random: Random): void => {
  const noise = Float32Array.from({ length: noiseLength }, () => sensorNoise * random.normal())
  for (let i = 0; i < rgb.length; i++) {
    rgb[i] = Math.min(255, Math.max(0, Math.round(rgb[i] + noise[i % noiseLength])))
  }
}
