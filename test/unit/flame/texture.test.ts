import { describe, expect, test } from 'vitest'
import { finishTexture } from '#core/flame/texture/finishTexture.ts'
import { readModelUv } from '#core/flame/texture/modelUv.ts'
import { addPhotoColors } from '#core/flame/texture/photoColors.ts'
import type { RgbPicture } from '#core/flame/texture/picture.ts'
import { colorsFromScan, texelColorsFor } from '#core/flame/texture/surfaceColors.ts'
import { atTexels, texelsOf } from '#core/flame/texture/texels.ts'
import { writeMesh } from '#core/formats/index.ts'
import { writeNpz } from '#core/formats/npz.ts'
import { CameoError } from '#core/model/errors.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { textureMask } from '#core/model/texture.ts'
import { toMat4, type Vec3 } from '#core/model/transform.ts'
import { findVisibleSurface } from '#core/synth/capture/visibleSurface.ts'
import { gridUv } from './gridUv.ts'
import { smallModel } from './smallModel.ts'

const { template, triangles, vertexCount, faceCount, name } = smallModel(81)
const surface = { vertices: template, triangles }
const uv = gridUv(faceCount)
const sizePx = 512
const texels = texelsOf(uv, sizePx)

/** The paint of the world: smooth waves over space (metres), 0–255. */
const paintAt = ([x, y, z]: Iterable<number>): Vec3 => [
  128 + 100 * Math.sin(40 * x),
  128 + 100 * Math.sin(35 * y + 1),
  128 + 100 * Math.sin(30 * z + 2),
]
const paintOf = (positions: ArrayLike<number>): Uint8Array =>
  Uint8Array.from({ length: positions.length }, (_, i) => {
    const at = i - (i % 3)
    return paintAt([positions[at], positions[at + 1], positions[at + 2]])[i % 3]
  })
const painted: Mesh = { positions: Float32Array.from(template), triangles, colors: paintOf(template) }

/** Largest and mean difference of the measured texels from the paint at their places. */
const errorsOf = (picture: RgbPicture & { readonly mask: Uint8Array }) => {
  const place = new Float64Array(texels.pixels.length * 3)
  atTexels(texels, triangles, template, { start: 0, end: texels.pixels.length, out: place })
  const errors: number[] = []
  texels.pixels.forEach((pixel, i) => {
    if (picture.mask[pixel] !== textureMask.measured) return
    const paint = paintAt(place.subarray(i * 3, i * 3 + 3))
    errors.push(Math.max(...paint.map((value, channel) => Math.abs(value - picture.rgb[pixel * 3 + channel]))))
  })
  errors.sort((a, b) => a - b)
  return { p99: errors[Math.floor(errors.length * 0.99)], median: errors[errors.length >> 1], count: errors.length }
}

describe('colours of a scan (seed 81)', () => {
  test('its vertices’ reach the texels they lie under, whichever way it is turned', () => {
    const turned = { ...painted, triangles: triangles.map((_, i) => triangles[i - (i % 3) + (2 - (i % 3))]) }
    for (const scan of [painted, turned]) {
      const done = finishTexture(surface, texels, colorsFromScan(surface, texels, { scan, texture: null }, {}))
      expect(done.measuredShare).toBeGreaterThan(0.99)
      expect(errorsOf(done).p99).toBeLessThan(4)
    }
  })

  test('its texture does as well, and triangles without a picture are filled', () => {
    const done = finishTexture(surface, texels, colorsFromScan(surface, texels, { scan: painted, texture: null }, {}))
    const scan = { positions: painted.positions, triangles, ...uv }
    const picture = { rgb: done.rgb, widthPx: sizePx, heightPx: sizePx }
    const pictureOfTriangle = new Int32Array(faceCount).map((_, face) => (face % 2 === 0 ? 0 : -1))
    for (const ofTriangle of [null, pictureOfTriangle]) {
      const texture = { pictures: [picture], pictureOfTriangle: ofTriangle }
      const again = finishTexture(surface, texels, colorsFromScan(surface, texels, { scan, texture }, {}))
      expect(errorsOf(again).p99).toBeLessThan(8)
      expect(again.measuredShare).toBeGreaterThan(ofTriangle ? 0.4 : 0.99)
      expect(again.measuredShare).toBeLessThan(ofTriangle ? 0.6 : 1.01)
    }
  })

  test('a hole is filled like what is around it, and told by the mask', () => {
    const isGone = (face: number): boolean => {
      const at = triangles[face * 3] * 3
      return template[at] > 0.01 && template[at + 2] > 0.03 && template[at + 1] > -0.01 && template[at + 1] < 0.03
    }
    const kept = triangles.filter((_, i) => !isGone(Math.floor(i / 3)))
    const scan = { ...painted, triangles: kept }
    const done = finishTexture(surface, texels, colorsFromScan(surface, texels, { scan, texture: null }, {}))
    expect(done.filledShare).toBeGreaterThan(0.01)
    expect(done.measuredShare + done.filledShare).toBeCloseTo(1, 9)
    const inside = texels.pixels.filter((pixel) => done.mask[pixel] === textureMask.filled)
    const darkest = inside.reduce(
      (least, pixel) => Math.min(least, ...done.rgb.subarray(pixel * 3, pixel * 3 + 3)),
      255,
    )
    expect(darkest).toBeGreaterThan(15)
    expect(inside.length).toBe(Math.round(done.filledShare * texels.pixels.length))
    expect(done.mask.filter((value) => value === textureMask.outside).length).toBe(
      sizePx * sizePx - texels.pixels.length,
    )
  })
})

/** A camera 0.6 m away that looks at the head's middle from a side, and what it sees of painted meshes. */
const photoFrom = (yaw: number, meshes: readonly Mesh[]) => {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)]
  const [focal, middle, distance] = [900, 255.5, 0.6]
  const [right, down, forward] = [
    [c, 0, -s],
    [0, -1, 0],
    [-s, 0, -c],
  ] as const
  const row = (axis: readonly number[], shift: number) => [...axis, shift]
  const [x, y, z] = [row(right, 0), row(down, 0), row(forward, distance)]
  const pixels = (axis: readonly number[]) => axis.map((value, i) => focal * value + middle * z[i])
  const worldMat = toMat4([...pixels(x), ...pixels(y), ...z, 0, 0, 0, 1])
  const [widthPx, heightPx] = [512, 512]
  const all = joinedMeshes(meshes)
  const { triangles: seen, weights } = findVisibleSurface({ mesh: all, worldMat, widthPx, heightPx })
  const rgb = new Uint8Array(widthPx * heightPx * 3).fill(20)
  seen.forEach((face, pixel) => {
    if (face < 0) return
    const [b, cc] = [weights[pixel * 2], weights[pixel * 2 + 1]]
    for (let k = 0; k < 3; k++) {
      const at = (corner: number): number => all.colors[all.triangles[face * 3 + corner] * 3 + k]
      rgb[pixel * 3 + k] = Math.round((1 - b - cc) * at(0) + b * at(1) + cc * at(2))
    }
  })
  return { rgb, widthPx, heightPx, worldMat }
}

const joinedMeshes = (meshes: readonly Mesh[]) => {
  let shift = 0
  const corners: number[] = []
  for (const mesh of meshes) {
    for (const vertex of mesh.triangles) corners.push(vertex + shift)
    shift += mesh.positions.length / 3
  }
  return {
    positions: Float32Array.from(meshes.flatMap(({ positions }) => [...positions])),
    colors: Uint8Array.from(meshes.flatMap(({ colors }) => [...(colors ?? [])])),
    triangles: Uint32Array.from(corners),
  }
}

describe('colours of photos (seed 81)', () => {
  const yaws = [0, 0.9, -0.9]
  /** A bright plate in front of the mouth, which no texel may show. */
  const plate: Mesh = {
    positions: Float32Array.of(-0.02, -0.05, 0.13, 0.02, -0.05, 0.13, 0.02, -0.02, 0.13, -0.02, -0.02, 0.13),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    colors: new Uint8Array(12).fill(255),
  }

  const texture = (o: { readonly views: readonly number[]; readonly covers: readonly Mesh[] }) => {
    const colors = texelColorsFor(texels.pixels.length)
    const shares = o.views.map((yaw) => {
      const photo = photoFrom(yaw, [painted, ...o.covers])
      return addPhotoColors(surface, texels, photo, { covers: o.covers, colors }, {}) / texels.pixels.length
    })
    return { done: finishTexture(surface, texels, colors), shares }
  }

  test('the best views are blended; what no camera sees is filled', () => {
    const { done, shares } = texture({ views: yaws, covers: [] })
    expect(shares.every((share) => share > 0.1)).toBe(true)
    expect(done.measuredShare).toBeGreaterThan(0.3)
    expect(done.filledShare).toBeGreaterThan(0.2)
    const { median, p99 } = errorsOf(done)
    expect(median).toBeLessThan(3)
    expect(p99).toBeLessThan(12)
  })

  test('what lies in front is not painted on, and other views show what it hides', () => {
    const [alone, beside] = [[0], yaws].map((views) => texture({ views, covers: [plate] }).done)
    const without = texture({ views: [0], covers: [] }).done
    expect(alone.measuredShare).toBeLessThan(without.measuredShare)
    expect(beside.measuredShare).toBeGreaterThan(alone.measuredShare)
    for (const done of [alone, beside]) expect(errorsOf(done).p99).toBeLessThan(12)
  })
})

describe('the UV layout is the user’s', () => {
  const topology = { name, vertexCount, triangles }
  const npz = (entries: Parameters<typeof writeNpz>[0]) => writeNpz(entries)
  const vt = { shape: [uv.uvs.length / 2, 2], data: Float64Array.from(uv.uvs) }
  const ft = { shape: [faceCount, 3], data: uv.uvTriangles }

  test('from an .npz with vt and ft, and from an OBJ', () => {
    const read = readModelUv(
      npz([
        ['vt', vt],
        ['ft', ft],
      ]),
      'FLAME_texture.npz',
      topology,
    )
    expect(read.uvs).toEqual(uv.uvs)
    expect(read.uvTriangles).toEqual(uv.uvTriangles)
    const obj = writeMesh({ positions: Float32Array.from(template), triangles, ...uv }, { format: 'obj' })
    const fromObj = readModelUv(obj, 'head_template.obj', topology)
    expect(fromObj.uvTriangles).toHaveLength(faceCount * 3)
    const first = (of: typeof uv): number[] => [...of.uvs.subarray(of.uvTriangles[0] * 2, of.uvTriangles[0] * 2 + 2)]
    expect(first(fromObj)).toEqual(first(uv))
  })

  test.each([
    ['no arrays', 'empty.npz', () => npz([['x', vt]]), 'input/no-uv', 'vt'],
    [
      'too few triangles',
      'short.npz',
      () =>
        npz([
          ['vt', vt],
          ['ft', { shape: [1, 3], data: Uint32Array.of(0, 1, 2) }],
        ]),
      'input/other-topology',
      'triangles',
    ],
    ['no archive', 'cut.npz', () => Uint8Array.from([1, 2, 3]), 'input/not-zip', 'cut.npz: This is no zip archive'],
    [
      'no coordinates',
      'bare.obj',
      () => writeMesh({ positions: Float32Array.from(template), triangles }, { format: 'obj' }),
      'input/no-uv',
      'no texture coordinates',
    ],
    [
      'another order',
      'other.obj',
      () =>
        writeMesh(
          { positions: Float32Array.from(template), triangles: triangles.toReversed(), ...uv },
          { format: 'obj' },
        ),
      'input/other-topology',
      'corners',
    ],
  ] as const)('%s: refused with what to do', (_, fileName, make, code, words) => {
    const read = () => readModelUv(make(), fileName, topology)
    expect(read).toThrow(CameoError)
    expect(read).toThrow(words)
    try {
      read()
    } catch (error) {
      expect(error).toMatchObject({ code })
    }
  })
})
