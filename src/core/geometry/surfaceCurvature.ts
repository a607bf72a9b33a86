import type { Mesh } from '../model/mesh.ts'
import { vertexNormals } from './normals.ts'

export interface SurfaceCurvature {
  /** `[n]` the larger and the smaller principal curvature, 1/unit, positive where the surface bulges outwards. */
  readonly largest: Float32Array
  readonly smallest: Float32Array
}

/**
 * Principal curvatures of the vertices (Rusinkiewicz, "Estimating curvatures and their derivatives on triangle meshes",
 * 3DPVT 2004): in every triangle the second fundamental form that explains how the vertex normals change along its three
 * edges (least squares), turned into the tangent plane of each corner and averaged by the triangle's area. 0 where no
 * triangle with an area touches the vertex.
 */
export const surfaceCurvature = (mesh: Pick<Mesh, 'positions' | 'triangles'>): SurfaceCurvature => {
  const { positions, triangles } = mesh
  const vertexCount = positions.length / 3
  const normals = vertexNormals(mesh)
  const axes = tangentAxes(normals)
  const forms = new Float64Array(vertexCount * 3)
  const areas = new Float64Array(vertexCount)
  const face = new FaceForm(positions, normals)
  for (let i = 0; i < triangles.length; i += 3) {
    if (!face.fit(triangles[i], triangles[i + 1], triangles[i + 2])) continue
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[i + corner]
      face.addTo(forms, vertex, axes)
      areas[vertex] += face.area
    }
  }
  const largest = new Float32Array(vertexCount)
  const smallest = new Float32Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    if (!(areas[v] > 0)) continue
    const [a, b, c] = [forms[v * 3] / areas[v], forms[v * 3 + 1] / areas[v], forms[v * 3 + 2] / areas[v]]
    const mean = (a + c) / 2
    const half = Math.hypot((a - c) / 2, b)
    largest[v] = mean + half
    smallest[v] = mean - half
  }
  return { largest, smallest }
}

/** `[n*6]` two unit vectors across each normal and each other. */
const tangentAxes = (normals: Float32Array): Float64Array => {
  const axes = new Float64Array(normals.length * 2)
  for (let v = 0; v < normals.length / 3; v++) {
    const [x, y, z] = [normals[v * 3], normals[v * 3 + 1], normals[v * 3 + 2]]
    // Across the normal and the axis it leans to least.
    const [ax, ay, az] = Math.abs(x) < 0.6 ? [1, 0, 0] : [0, 1, 0]
    const ux = y * az - z * ay
    const uy = z * ax - x * az
    const uz = x * ay - y * ax
    const length = Math.hypot(ux, uy, uz) || 1
    const u = [ux / length, uy / length, uz / length]
    axes.set(u, v * 6)
    axes.set([y * u[2] - z * u[1], z * u[0] - x * u[2], x * u[1] - y * u[0]], v * 6 + 3)
  }
  return axes
}

/** The second fundamental form of one triangle after another. */
class FaceForm {
  area = 0
  private readonly positions: Float32Array
  private readonly normals: Float32Array
  /** Tangent axes and normal of the triangle, and e f g of its form on them. */
  private readonly u = new Float64Array(3)
  private readonly v = new Float64Array(3)
  private readonly n = new Float64Array(3)
  private readonly form = new Float64Array(3)

  constructor(positions: Float32Array, normals: Float32Array) {
    this.positions = positions
    this.normals = normals
  }

  /** False for a triangle without an area. */
  fit(a: number, b: number, c: number): boolean {
    const { positions: p, u, v, n } = this
    for (let k = 0; k < 3; k++) {
      u[k] = p[b * 3 + k] - p[a * 3 + k]
      v[k] = p[c * 3 + k] - p[a * 3 + k]
    }
    crossInto(u, v, n)
    const twice = Math.hypot(n[0], n[1], n[2])
    const edge = Math.hypot(u[0], u[1], u[2])
    if (!(twice > 0) || !(edge > 0)) return false
    this.area = twice / 2
    for (let k = 0; k < 3; k++) {
      n[k] /= twice
      u[k] /= edge
    }
    crossInto(n, u, v)
    return this.solve([a, b, c])
  }

  /** Least squares over the three edges: the form takes an edge to the change of the normals along it. */
  private solve(corners: readonly [number, number, number]): boolean {
    const { positions: p, normals, u, v } = this
    let [uu, uv, vv, ru, rm, rv] = [0, 0, 0, 0, 0, 0]
    for (let k = 0; k < 3; k++) {
      const from = corners[k] * 3
      const to = corners[(k + 1) % 3] * 3
      let [eu, ev, du, dv] = [0, 0, 0, 0]
      for (let axis = 0; axis < 3; axis++) {
        const e = p[to + axis] - p[from + axis]
        const d = normals[to + axis] - normals[from + axis]
        eu += e * u[axis]
        ev += e * v[axis]
        du += d * u[axis]
        dv += d * v[axis]
      }
      uu += eu * eu
      uv += eu * ev
      vv += ev * ev
      ru += du * eu
      rm += du * ev + dv * eu
      rv += dv * ev
    }
    // Normal equations [uu uv 0; uv uu+vv uv; 0 uv vv]·[e f g] = [ru rm rv], by elimination.
    if (!(uu > 0) || !(vv > 0)) return false
    const middle = uu + vv - (uv * uv) / uu - (uv * uv) / vv
    if (!(middle > 0)) return false
    const f = (rm - (uv * ru) / uu - (uv * rv) / vv) / middle
    this.form[0] = (ru - uv * f) / uu
    this.form[1] = f
    this.form[2] = (rv - uv * f) / vv
    return true
  }

  /** Adds the form, times the area, on the axes of a vertex: its tangent plane is first turned into the triangle's. */
  addTo(forms: Float64Array, vertex: number, axes: Float64Array): void {
    const { u, v, n, form, area, normals } = this
    const at = vertex * 3
    const cosine = n[0] * normals[at] + n[1] * normals[at + 1] + n[2] * normals[at + 2]
    if (!(cosine > -0.999)) return
    const turned = [0, 3].map((first) => {
      const axis = [axes[vertex * 6 + first], axes[vertex * 6 + first + 1], axes[vertex * 6 + first + 2]]
      const along = n[0] * axis[0] + n[1] * axis[1] + n[2] * axis[2]
      // The shortest turn from the vertex's normal to the triangle's, on a vector across the vertex's normal.
      return axis.map((value, k) => value - (along / (1 + cosine)) * (normals[at + k] + n[k]))
    })
    const [s, t] = turned.map((axis) => [dot(axis, u), dot(axis, v)])
    const apply = (a: readonly number[], b: readonly number[]): number =>
      form[0] * a[0] * b[0] + form[1] * (a[0] * b[1] + a[1] * b[0]) + form[2] * a[1] * b[1]
    forms[at] += area * apply(s, s)
    forms[at + 1] += area * apply(s, t)
    forms[at + 2] += area * apply(t, t)
  }
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

const crossInto = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
  const x = a[1] * b[2] - a[2] * b[1]
  const y = a[2] * b[0] - a[0] * b[2]
  const z = a[0] * b[1] - a[1] * b[0]
  out[0] = x
  out[1] = y
  out[2] = z
}
