import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeMesh } from '#core/formats/index.ts'
import { type CheckMasksInput, checkMasks } from '#core/jobs/checkMasks.ts'
import { compareMasks } from '#core/masks/check/compareMasks.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { invertAffine4, type Mat4, multiply4, toMat4 } from '#core/model/transform.ts'
import { openFileSource } from '#main/files/fileSource.ts'
import { testRoot } from '../../services/testHost.ts'

const root = testRoot('checkMasks')
const size = { widthPx: 240, heightPx: 240 }
const focalPx = 600

/** A closed head with a nose and ears, mm: its outline tells turns and scales. */
const head = () => {
  const [rings, sectors] = [80, 120]
  const positions: number[] = []
  const triangles: number[] = []
  const bumps = [
    { at: [0, 0, 1], mm: 25, width: 0.15 },
    { at: [1, 0.1, 0], mm: 22, width: 0.16 },
    { at: [-1, 0.1, 0], mm: 22, width: 0.16 },
    { at: [0, -0.7, 0.7], mm: 12, width: 0.3 },
  ]
  for (let ring = 0; ring <= rings; ring++) {
    const polar = (Math.PI * ring) / rings
    for (let sector = 0; sector < sectors; sector++) {
      const turn = (2 * Math.PI * sector) / sectors
      const d = [Math.sin(polar) * Math.sin(turn), Math.cos(polar), Math.sin(polar) * Math.cos(turn)]
      let radius = 1 / Math.hypot(d[0] / 75, d[1] / 110, d[2] / 95)
      for (const { at, mm, width } of bumps) {
        const length = Math.hypot(...at)
        const squared = d.reduce((sum, value, c) => sum + (value - at[c] / length) ** 2, 0)
        radius += mm * Math.exp(-squared / (2 * width * width))
      }
      positions.push(...d.map((value) => value * radius))
      if (ring === rings) continue
      const [a, b] = [ring * sectors + sector, ring * sectors + ((sector + 1) % sectors)]
      triangles.push(a, a + sectors, b, b, a + sectors, b + sectors)
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) }
}

const intrinsics = toMat4([focalPx, 0, 119.5, 0, 0, focalPx, 119.5, 0, 0, 0, 1, 0, 0, 0, 0, 1])
const cameraAt = (angle: number): Mat4 => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return multiply4(intrinsics, toMat4([c, 0, -s, 0, 0, -1, 0, 0, -s, 0, -c, 700, 0, 0, 0, 1]))
}
/** The camera turned about its own vertical. */
const turned = (worldMat: Mat4, degrees: number): Mat4 => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const turn = multiply4(
    multiply4(intrinsics, toMat4([c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0, 0, 0, 0, 1])),
    invertAffine4(intrinsics),
  )
  return multiply4(turn, worldMat)
}
const shiftedBy = (x: number, y: number, z: number): Mat4 => toMat4([1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1])

const path = join(root, 'head.ply')
let views: CheckMasksInput['views'] = []
beforeAll(() => {
  const mesh = head()
  mkdirSync(root, { recursive: true })
  writeFileSync(path, writeMesh(mesh, { format: 'ply' }))
  views = Array.from({ length: 8 }, (_, index) => {
    const worldMat = cameraAt(-1.5 + index * 0.43)
    return { index, worldMat, ...size, mask: rasterizeSilhouette({ mesh, worldMat, ...size }) }
  })
})

const check = (changed: CheckMasksInput['views'], tolerance = 1) =>
  checkMasks.run(
    { mesh: { ref: path, fileName: 'head.ply' }, cut: null, views: changed, sigmaMm: 0.5, tolerance, isTraced: true },
    { openFile: openFileSource } as never,
  )
const suspectsOf = ({ views: rows }: Awaited<ReturnType<typeof check>>): string[] => rows.map(({ suspect }) => suspect)
const only = (index: number, suspect: string): string[] => views.map((_, i) => (i === index ? suspect : 'none'))
const without = (mask: Uint8Array, isGone: (x: number, y: number) => boolean): Uint8Array =>
  mask.map((value, i) => (isGone(i % 240, Math.floor(i / 240)) ? 0 : value))

describe('checking masks', () => {
  test('masks that are the silhouettes are not suspected', async () => {
    const result = await check(views)
    expect(suspectsOf(result)).toEqual(only(-1, ''))
    expect(result.shiftMm).toBeNull()
    expect(result.hull.carvers).toEqual([])
    for (const row of result.views) expect(row).toMatchObject({ iou: 1, areaRatio: 1, islands: 0 })
  })

  test('an ear that was painted out is a fault of the mask', async () => {
    const ear = views[3]
    let right = 0
    for (let i = 0; i < ear.mask.length; i++) if (ear.mask[i]) right = Math.max(right, i % 240)
    const changed = views.map((view) =>
      view === ear ? { ...view, mask: without(view.mask, (x) => x > right - 10) } : view,
    )
    const result = await check(changed)
    expect(suspectsOf(result)).toEqual(only(3, 'mask'))
    expect(result.views[3].robustZ).toBeGreaterThan(5)
  })

  test('a camera that is turned by 1° is a fault of that camera', async () => {
    const changed = views.map((view, i) => (i === 5 ? { ...view, worldMat: turned(view.worldMat, 1) } : view))
    const result = await check(changed)
    expect(suspectsOf(result)).toEqual(only(5, 'camera'))
    expect(Math.abs(result.views[5].move?.xPx ?? 0)).toBeGreaterThan(8)
  })

  test('a scan that is shifted by 5 mm is a fault of the registration, and the shift is told to half a millimetre', async () => {
    const shift = [3, -3, 2.6] as const
    const changed = views.map((view) => ({ ...view, worldMat: multiply4(view.worldMat, shiftedBy(...shift)) }))
    const result = await check(changed)
    expect(suspectsOf(result).filter((suspect) => suspect === 'registration').length).toBeGreaterThanOrEqual(6)
    expect(suspectsOf(result).every((suspect) => suspect === 'registration' || suspect === 'none')).toBe(true)
    for (const [c, value] of (result.shiftMm ?? []).entries()) expect(Math.abs(value + shift[c])).toBeLessThan(0.5)
    expect(result.shiftMm).toHaveLength(3)
  })

  test('the view whose mask carves what the others have is named', async () => {
    const changed = views.map((view, i) => (i === 2 ? { ...view, mask: without(view.mask, (_, y) => y < 90) } : view))
    const { hull } = await check(changed)
    expect(hull.carvers[0]?.view).toBe(2)
    const other = hull.views[6]
    expect(other.outsideShare).toBeGreaterThan(0.02)
    expect(other.outsideTolerantShare).toBeLessThan(0.002)
    expect(other.carvedBy[0].view).toBe(2)
    // The outlines that are drawn enclose as much of the mask as is told (the area of a closed line: Gauss).
    const [first] = other.carvedAreas.filter(({ view }) => view === 2)
    const areaPx = first.lines.reduce((sum, line) => {
      let twice = 0
      for (let k = 0; k + 3 < line.length; k += 2) twice += line[k] * line[k + 3] - line[k + 2] * line[k + 1]
      return sum + twice / 2
    }, 0)
    const maskPx = changed[6].mask.reduce((sum, value) => sum + (value ? 1 : 0), 0)
    expect(Math.abs(areaPx) / maskPx).toBeGreaterThan(0.8 * other.carvedBy[0].share)
    expect(Math.abs(areaPx) / maskPx).toBeLessThan(1.2 * other.carvedBy[0].share)
  })

  test('islands are counted, an empty mask is a fault of the mask', async () => {
    const spotted = views[1].mask.slice()
    spotted[5 * 240 + 5] = 255
    spotted[200 * 240 + 9] = 255
    const changed = views.map((view, i) => {
      if (i === 1) return { ...view, mask: spotted }
      return i === 4 ? { ...view, mask: new Uint8Array(240 * 240) } : view
    })
    const result = await check(changed)
    expect(result.views[1].islands).toBe(2)
    expect(result.views[4]).toMatchObject({ suspect: 'mask', iou: 0 })
  })
})

describe('agreement of two annotators', () => {
  const square = (x0: number, x1: number): Uint8Array =>
    Uint8Array.from({ length: 100 * 100 }, (_, i) => {
      const [x, y] = [i % 100, Math.floor(i / 100)]
      return x >= x0 && x < x1 && y >= 20 && y < 60 ? 255 : 0
    })

  test('IoU and the F measure of the outlines have their known values', () => {
    const frame = { widthPx: 100, heightPx: 100 }
    expect(compareMasks(square(20, 60), square(20, 60), frame)).toMatchObject({
      iou: 1,
      boundaryF: 1,
      boundaryP95Px: 0,
    })
    const shifted = compareMasks(square(20, 60), square(30, 70), frame, 2)
    expect(shifted).toMatchObject({ iou: 30 / 50, onlyA: 400, onlyB: 400 })
    // 156 outline pixels; the 38 of each of the two sides that differ, and part of the ends, are not near.
    expect(shifted.boundaryF).toBeGreaterThan(0.35)
    expect(shifted.boundaryF).toBeLessThan(0.6)
    expect(compareMasks(square(20, 60), square(21, 61), frame, 1).boundaryF).toBe(1)
    expect(() => compareMasks(square(20, 60), new Uint8Array(7), frame)).toThrow(/cannot be compared/)
  })
})
