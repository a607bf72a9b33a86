import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rotationFromAxisAngle } from '#core/flame/rotations.ts'
import { writeMesh } from '#core/formats/index.ts'
import {
  drawRegistration,
  type RegistrationPictureKind,
  registrationPictureKinds,
  registrationYawsRad,
} from '#core/jobs/drawRegistration.ts'
import type { JobContext } from '#core/jobs/types.ts'
import { CameoError } from '#core/model/errors.ts'
import { openFileSource } from '#main/files/fileSource.ts'
import { temporaryFolder } from '../catalogue/temporaryFolder.ts'
import { smallModel } from '../flame/smallModel.ts'

const root = temporaryFolder('draw-registration')
mkdirSync(root, { recursive: true })
const context: JobContext = {
  openFile: openFileSource,
  readFile,
  readFileNow: readFileSync,
  readBeside: () => Promise.reject(new Error('nothing lies beside')),
}
const sizePx = 64
const { template, triangles, vertexCount } = smallModel(11)

/** The head turned by an axis-angle and moved, in metres and as its scan in mm with green skin. */
const turn = [0.4, -0.9, 0.3] as const
const r = rotationFromAxisAngle(...turn)
const placed = Float32Array.from({ length: template.length }, (_, i) => {
  const [row, at] = [(i % 3) * 3, i - (i % 3)]
  return r[row] * template[at] + r[row + 1] * template[at + 1] + r[row + 2] * template[at + 2] + [0.2, -0.1, 0.4][i % 3]
})
const colors = Uint8Array.from({ length: template.length }, (_, i) => (i % 3 === 1 ? 200 : 20))
const fileOf = (name: string, mesh: Parameters<typeof writeMesh>[0]) => {
  writeFileSync(join(root, name), writeMesh(mesh, { format: 'ply' }))
  return { ref: join(root, name), fileName: name }
}
const scan = fileOf('scan.ply', { positions: placed.map((value) => value * 1000), triangles, colors })
const registration = fileOf('registration.ply', { positions: placed, triangles })

const draw = (residualsMm: Float32Array, more: Partial<JobContext> = {}) =>
  drawRegistration.run(
    { scan, registration, metresPerUnit: 0.001, globalTurn: turn, residualsMm, heatEndMm: 2, sizePx },
    { ...context, ...more },
  )

const pictures = await draw(new Float32Array(vertexCount).fill(2))
const of = (kind: RegistrationPictureKind, view: number): Uint8Array =>
  pictures[registrationPictureKinds.indexOf(kind) * registrationYawsRad.length + view].rgba
const covered = (rgba: Uint8Array): number => rgba.filter((value, i) => i % 4 === 3 && value > 127).length
/** Mean colour of what is covered. */
const meanColor = (rgba: Uint8Array): readonly number[] => {
  const sum = [0, 0, 0]
  for (let i = 0; i < rgba.length; i += 4) if (rgba[i + 3] > 127) for (let k = 0; k < 3; k++) sum[k] += rgba[i + k]
  return sum.map((value) => value / covered(rgba))
}

describe('the pictures of a registration that is perfect', () => {
  test('every kind from three sides, the head whole and in the middle', () => {
    expect(pictures).toHaveLength(registrationPictureKinds.length * registrationYawsRad.length)
    for (const { rgba, widthPx, heightPx } of pictures) {
      expect([widthPx, heightPx, rgba.length]).toEqual([sizePx, sizePx, sizePx * sizePx * 4])
      expect(covered(rgba)).toBeGreaterThan(0.1 * sizePx * sizePx)
      const border = [...rgba.keys()].filter((i) => i % 4 === 3 && (i < sizePx * 4 || i % (sizePx * 4) < 4))
      expect(border.every((i) => rgba[i] === 0)).toBe(true)
    }
  })

  test('scan in mm and registration in metres cover the same pixels', () => {
    for (let view = 0; view < registrationYawsRad.length; view++) {
      const [a, b] = [of('scan', view), of('registration', view)]
      const differing = a.filter((alpha, i) => i % 4 === 3 && Math.abs(alpha - b[i]) > 64).length
      expect(differing).toBeLessThan(0.01 * covered(a))
    }
  })

  test('the scan has its colours, the heat map those of its distances, the wire its lines', () => {
    const [red, green, blue] = meanColor(of('scan', 0))
    expect(green).toBeGreaterThan(4 * Math.max(red, blue))
    const [heatRed, , heatBlue] = meanColor(of('heat', 0))
    expect(heatRed).toBeGreaterThan(heatBlue)
    const [plain, wire] = [of('registration', 0), of('wire', 0)].map((rgba) => new Set(rgba).size)
    expect(wire).toBeGreaterThan(plain / 2)
    expect(of('wire', 0)).not.toEqual(of('registration', 0))
  })

  test('the face is seen: from the front the two sides are mirror images of each other, the profiles are not', () => {
    const mirrored = (rgba: Uint8Array, x: number, y: number): number => rgba[(y * sizePx + (sizePx - 1 - x)) * 4 + 3]
    const asymmetry = (rgba: Uint8Array): number => {
      let sum = 0
      for (let y = 0; y < sizePx; y++)
        for (let x = 0; x < sizePx; x++) sum += Math.abs(rgba[(y * sizePx + x) * 4 + 3] - mirrored(rgba, x, y)) / 255
      return sum / covered(rgba)
    }
    expect(asymmetry(of('registration', 0))).toBeLessThan(0.05)
    expect(asymmetry(of('registration', 1))).toBeGreaterThan(0.08)
  })
})

test('vertices without a distance are grey; a cancel is heard', async () => {
  const grey = await draw(new Float32Array(vertexCount).fill(-1))
  const heat = grey[registrationPictureKinds.indexOf('heat') * registrationYawsRad.length].rgba
  const [red, green, blue] = meanColor(heat)
  expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(6)
  const stopped = { signal: AbortSignal.abort() }
  await expect(draw(new Float32Array(vertexCount), stopped)).rejects.toThrow(CameoError)
})
