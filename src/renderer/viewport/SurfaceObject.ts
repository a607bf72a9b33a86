import {
  Box3,
  BufferAttribute,
  BufferGeometry,
  Group,
  LineSegments,
  Mesh,
  type Object3D,
  Points,
  Sphere,
  Vector3,
} from 'three'
import type { RenderSurface } from '../compute/renderSurface.ts'
import type { Coloring, SurfaceMaterials } from './surfaceMaterials.ts'

/** The order in which everything is drawn: solid surfaces, their edges, then the translucent layers one by one. */
export type DrawPhase = 'solid' | 'solidEdges' | 'translucent'

/** One draw call. */
export interface Drawable {
  readonly object: Object3D
  readonly phase: DrawPhase
}

/**
 * One level of one layer as three's objects. All slices share the vertex attributes; each has its own piece of the
 * index, so that a large surface goes to the graphics card piece by piece, when a piece is first drawn.
 */
export class SurfaceObject {
  readonly group = new Group()
  private readonly surface: RenderSurface
  private readonly materials: SurfaceMaterials
  private readonly attributes: Map<string, BufferAttribute>
  private readonly bodies: (Mesh | Points)[] = []
  private readonly depths: Mesh[] = []
  private edges: LineSegments | null = null

  constructor(surface: RenderSurface, materials: SurfaceMaterials) {
    this.surface = surface
    this.materials = materials
    this.attributes = new Map([
      ['position', new BufferAttribute(surface.positions, 3)],
      ['normal', new BufferAttribute(surface.normals, 3)],
    ])
    if (surface.colors) this.attributes.set('color', new BufferAttribute(surface.colors, 3, true))
    if (surface.uvs) this.attributes.set('uv', new BufferAttribute(surface.uvs, 2))
    if (surface.triangles.length === 0) this.addPoints()
    else this.addSlices()
    for (const object of [...this.bodies, ...this.depths]) {
      object.visible = false
      this.group.add(object)
    }
  }

  /** `[r]` values in mm, -1 = none; or `[r*2]` texture coordinates that came later than the surface. */
  setAttribute(name: 'heatMm' | 'uv', values: Float32Array): void {
    const known = this.attributes.get(name)
    if (known?.array === values) return
    const attribute = new BufferAttribute(values, name === 'uv' ? 2 : 1)
    this.attributes.set(name, attribute)
    for (const body of this.bodies) body.geometry.setAttribute(name, attribute)
  }

  has(coloring: Coloring): boolean {
    const needed = {
      plain: 'position',
      vertex: 'color',
      texture: 'uv',
      albedo: 'uv',
      heat: 'heatMm',
      parts: 'heatMm',
    } as const
    return this.attributes.has(needed[coloring])
  }

  setColoring(coloring: Coloring): void {
    const kind = this.surface.triangles.length === 0 ? 'points' : 'mesh'
    for (const body of this.bodies) body.material = this.materials.surface(coloring, kind)
    for (const depth of this.depths) depth.material = this.materials.depthOnly()
  }

  get hasEdges(): boolean {
    return this.edges !== null
  }

  /** `[e*2]` vertex indices. */
  setEdges(pairs: Uint32Array): void {
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', this.attributes.get('position')!)
    geometry.setIndex(new BufferAttribute(pairs, 1))
    geometry.boundingSphere = new Sphere(new Vector3(), Number.POSITIVE_INFINITY)
    this.edges = new LineSegments(geometry, this.materials.edges)
    this.edges.frustumCulled = false
    this.edges.visible = false
    this.group.add(this.edges)
  }

  drawables(withEdges: boolean): Drawable[] {
    const { transparent } = this.materials
    const phase = transparent ? 'translucent' : 'solid'
    const out: Drawable[] = []
    if (transparent) for (const object of this.depths) out.push({ object, phase })
    for (const object of this.bodies) out.push({ object, phase })
    if (withEdges && this.edges) out.push({ object: this.edges, phase: transparent ? 'translucent' : 'solidEdges' })
    return out
  }

  dispose(): void {
    this.group.removeFromParent()
    for (const body of this.bodies) body.geometry.dispose()
    this.edges?.geometry.dispose()
  }

  private addPoints(): void {
    const geometry = this.makeGeometry()
    geometry.computeBoundingSphere()
    this.bodies.push(new Points(geometry, this.materials.surface('plain', 'points')))
  }

  private addSlices(): void {
    const { triangles, slices } = this.surface
    for (const { start, count, low, high } of slices) {
      const geometry = this.makeGeometry()
      geometry.setIndex(new BufferAttribute(triangles.subarray(start, start + count), 1))
      geometry.boundingSphere = new Box3(new Vector3(...low), new Vector3(...high)).getBoundingSphere(new Sphere())
      this.bodies.push(new Mesh(geometry, this.materials.surface('plain', 'mesh')))
      this.depths.push(new Mesh(geometry, this.materials.depthOnly()))
    }
  }

  private makeGeometry(): BufferGeometry {
    const geometry = new BufferGeometry()
    for (const [name, attribute] of this.attributes) geometry.setAttribute(name, attribute)
    return geometry
  }
}
