import { expect } from 'vitest'
import { CameoError } from '#core/model/errors.ts'
import type { Mesh } from '#core/model/mesh.ts'

/** What every mesh that leaves a reader must be: arrays of lengths that agree, finite numbers, indices in range. */
export const expectSoundMesh = (mesh: Mesh): void => {
  const vertices = mesh.positions.length / 3
  expect(vertices).toBeGreaterThan(0)
  expect(Number.isInteger(vertices)).toBe(true)
  expect(mesh.triangles.length % 3).toBe(0)
  expect(mesh.positions.every(Number.isFinite)).toBe(true)
  expect(mesh.triangles.every((vertex) => vertex < vertices)).toBe(true)
  if (mesh.positionsF64) {
    expect(mesh.positionsF64.length).toBe(mesh.positions.length)
    expect(mesh.positionsF64.every(Number.isFinite)).toBe(true)
  }
  if (mesh.normals) {
    expect(mesh.normals.length).toBe(mesh.positions.length)
    expect(mesh.normals.every(Number.isFinite)).toBe(true)
  }
  if (mesh.colors) expect(mesh.colors.length).toBe(mesh.positions.length)
  if (mesh.uvs) {
    const uvs = mesh.uvs.length / 2
    expect(mesh.uvs.every(Number.isFinite)).toBe(true)
    if (mesh.uvTriangles) {
      expect(mesh.uvTriangles.length).toBe(mesh.triangles.length)
      expect(mesh.uvTriangles.every((uv) => uv < uvs)).toBe(true)
    } else expect(uvs).toBe(vertices)
  } else expect(mesh.uvTriangles).toBeUndefined()
}

/** The reading, or the code of the CameoError with which it was refused. Any other error fails the test. */
export const readOrRefuse = <T>(read: () => T): { value: T } | { refused: string; message: string } => {
  try {
    return { value: read() }
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    expect(error.code).toMatch(/^input\/[a-z0-9-]+$/)
    return { refused: error.code, message: error.message }
  }
}

/** The CameoError that `run` throws; anything else fails the test. */
export const refusalOf = (run: () => unknown): CameoError => {
  try {
    run()
  } catch (error) {
    if (error instanceof CameoError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes of a file written as alternating text and numbers, for hand-made binary files. */
export const packed = (size: number, fill: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size)
  fill(new DataView(bytes.buffer))
  return bytes
}

export const joined = (...parts: Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A tetrahedron, outward faces counter-clockwise. */
export const tetrahedron: Mesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
}
