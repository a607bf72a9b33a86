import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeLandmarks, writeMesh } from '../../src/core/formats/index.ts'
import type { Vec3 } from '../../src/core/model/transform.ts'
import { type BenchMesh, headMesh } from '../headMesh.ts'

const write = (folder: string, { positions, triangles }: BenchMesh): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'scan.ply'), writeMesh({ positions, triangles }, { format: 'ply' }))
}

/** One scan of about a million vertices; the folder of its capture. */
export const writeLargeScan = (folder: string, vertices: number): string => {
  const path = join(folder, 'subject_large')
  write(path, headMesh(vertices))
  return path
}

/** Where three points of the face lie on the head, seen from its middle: a triangle as on a face. */
const directions: readonly (readonly [string, Vec3])[] = [
  ['nose_tip', [0, -0.18, 1]],
  ['right_eye', [-0.17, 0.17, 1]],
  ['left_eye', [0.17, 0.17, 1]],
]

const vertexAlong = (positions: Float32Array, [x, y, z]: Vec3): Vec3 => {
  let best = 0
  const along = (at: number): number => {
    const [px, py, pz] = positions.subarray(at, at + 3)
    return (px * x + py * y + pz * z) / Math.hypot(px, py, pz)
  }
  for (let at = 3; at < positions.length; at += 3) if (along(at) > along(best)) best = at
  return [positions[best], positions[best + 1], positions[best + 2]]
}

/** So many people below `folder`, each a scan of a size of its own with three placed points: the others are proposed. */
export const writePeople = (folder: string, o: { readonly count: number; readonly vertices: number }): string => {
  const path = join(folder, 'people')
  const { positions, triangles } = headMesh(o.vertices)
  for (let person = 0; person < o.count; person++) {
    const size = 0.94 + (0.12 * person) / o.count
    const own = positions.map((value) => value * size)
    const capture = join(path, `person_${String(person + 1).padStart(3, '0')}`)
    write(capture, { positions: own, triangles })
    const landmarks = directions.map(([name, direction]) => ({
      ...{ name, status: 'placed' as const, surface: null },
      position: vertexAlong(own, direction),
    }))
    const set = { scheme: 'h3ds-6', unit: 'mm' as const, annotator: null, time: null, landmarks }
    writeFileSync(join(capture, 'scan_landmarks.json'), writeLandmarks(set, { format: 'json' }))
  }
  return path
}
