import { vertexNormals } from '../geometry/normals.ts'
import { type ScanSurface, scanMatchesFor } from './scanSurface.ts'

/** Vertices closer than this (m) to the scan tell which way it faces. */
const facingReachM = 0.015

/** Whether a scan faces the other way than a surface (`[V*3]` metres, `[F*3]`) that lies on it. */
export const facesInward = (scan: ScanSurface, vertices: Float64Array, triangles: Uint32Array): boolean => {
  const matches = scanMatchesFor(vertices.length / 3)
  scan.match(vertices, matches, facingReachM)
  const normals = vertexNormals({ positions: vertices, triangles })
  let sum = 0
  for (let v = 0; v < matches.isInside.length; v++) {
    if (!matches.isInside[v]) continue
    for (let axis = 0; axis < 3; axis++) sum += matches.normals[v * 3 + axis] * normals[v * 3 + axis]
  }
  return sum < 0
}

/** `[F*3]` triangles, each turned over. */
export const reversedTriangles = (triangles: Uint32Array): Uint32Array => {
  const out = triangles.slice()
  for (let i = 0; i < out.length; i += 3) {
    out[i + 1] = triangles[i + 2]
    out[i + 2] = triangles[i + 1]
  }
  return out
}
