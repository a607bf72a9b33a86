import { expect, test } from 'vitest'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import * as head from './galleryHead.ts'

const { scan, landmarks } = head.goodScan

/** Where a point of head-8 lies on a registration, mm. */
const placeOn = (vertices: Float64Array, name: string): readonly number[] => {
  const index = head.embedding.pointNames?.indexOf(name) ?? -1
  const face = head.embedding.faces[index] * 3
  const [a, b, c] = head.model.triangles.subarray(face, face + 3)
  const [wa, wb, wc] = head.embedding.barycentrics.subarray(index * 3, index * 3 + 3)
  return pointOnSurface({ vertices: [a, b, c], barycentrics: [wa, wb, wc] }, vertices).map((metres) => metres * 1000)
}

test.each(['left_lips', 'nose_tip'])('%s: the update tells what registering without it gives, within 1 mm', (name) => {
  const { report } = head.registerTaken(head.goodScan)
  const told = report.landmarks.find((landmark) => landmark.name === name)
  const { vertices } = head.registerTaken({ scan, landmarks: head.changed(landmarks, { [name]: null }) })
  const place = placeOn(vertices, name)
  const found = Math.hypot(...head.positionOf(name).map((value, axis) => value - place[axis]))
  expect(told?.heldOutMm).toBeGreaterThanOrEqual(told?.residualMm ?? Infinity)
  expect(Math.abs((told?.heldOutMm ?? Infinity) - found)).toBeLessThan(1)
})
