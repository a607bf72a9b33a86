import type { BenchMesh } from './headMesh.ts'
import { headMesh } from './headMesh.ts'

/** A template, a scan of the same head smoothly deformed, and where the template's vertices belong; mm. */
export interface NonRigidCase {
  readonly template: BenchMesh
  readonly scan: BenchMesh
  readonly truth: Float32Array
}

/** Widens, bends and swells a head by up to about 8 mm, waves no shorter than half of it. */
const deformed = (positions: Float32Array): Float32Array => {
  const out = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = positions.subarray(i, i + 3)
    out[i] = x * 1.03 + 3 * Math.sin(y / 40) + 1.5 * Math.cos(z / 35)
    out[i + 1] = y * 0.98 + 2.5 * Math.sin(z / 45 + 0.5)
    out[i + 2] = z * 1.02 + 3 * Math.cos(x / 38) + 2 * Math.sin(y / 50)
  }
  return out
}

export const nonRigidCase = (templateCount: number, scanCount: number): NonRigidCase => {
  const template = headMesh(templateCount)
  const whole = headMesh(scanCount)
  return {
    template,
    scan: { positions: deformed(whole.positions), triangles: whole.triangles },
    truth: deformed(template.positions),
  }
}
