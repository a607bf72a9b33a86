import {
  Box3,
  ClampToEdgeWrapping,
  Color,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  Matrix4,
  Texture,
  Vector3,
} from 'three'
import type { SnapSurface } from '#core/geometry/snapPlace.ts'
import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { CameoError } from '#core/model/errors.ts'
import { computeClient } from '../compute/computeClient.ts'
import { fetchBytes } from '../compute/fetchBytes.ts'
import { wantsTreesOfHost } from '../compute/keptTree.ts'
import type { OpenMeshInput, OpenMeshPart } from '../compute/openMesh.ts'
import type { RenderSurface } from '../compute/renderSurface.ts'
import type { Level } from './frameScheduler.ts'
import { decodeHeat, gather, paintedBytes, sameValues } from './heatValues.ts'
import { type Drawable, SurfaceObject } from './SurfaceObject.ts'
import { type Coloring, SurfaceMaterials } from './surfaceMaterials.ts'
import type { ViewLayer } from './types.ts'

export interface LayerState {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly message: string
  readonly vertices: number
}

export interface LayerEvents {
  /** Something else is to be drawn; `geometry` where its cost changes. */
  readonly onChange: (weight: 'look' | 'geometry') => void
  /** The full resolution can be drawn now; what is on the screen is still right. */
  readonly onFiner: () => void
  /** The layer can be picked now. */
  readonly onPickable: (tree: TriangleTree) => void
  readonly onState: (state: LayerState) => void
}

/** Points looked at when the view is fitted to a layer. */
const fitSamples = 8000

const absolute = (url: string): string => new URL(url, document.baseURI).href
const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One mesh of the view: opens it in a worker, holds both its levels, its colours and its picking hierarchy. */
export class MeshLayer {
  readonly group = new Group()
  /** Exact, on the full resolution, in the layer's frame; null until it is built. */
  tree: TriangleTree | null = null
  private props: ViewLayer
  private readonly standIn: OpenMeshInput['standIn']
  private readonly events: LayerEvents
  private readonly materials = new SurfaceMaterials()
  private readonly opening = new AbortController()
  private heatLoading: AbortController | null = null
  private readonly surfaces: Partial<Record<Level, RenderSurface>> = {}
  private readonly objects: Partial<Record<Level, SurfaceObject>> = {}
  private reducedSources: Uint32Array | null = null
  private texture: Texture | null = null
  private heatMm: Float32Array | null = null
  /** `[r]` as the full level has it now, and as it was before the stroke that is being drawn. */
  private shownHeat: Float32Array | null = null
  private previewBase: Float32Array | null = null
  /** Of the mesh; 0 until it is read. */
  private vertices = 0
  private state: LayerState = { status: 'loading', message: '', vertices: 0 }
  private started = false
  private edgesAsked = false
  private notice = ''

  constructor(props: ViewLayer, standIn: OpenMeshInput['standIn'], events: LayerEvents) {
    this.props = props
    this.standIn = standIn
    this.events = events
    this.group.matrixAutoUpdate = false
    this.apply(props)
  }

  get current(): ViewLayer {
    return this.props
  }

  get status(): LayerState['status'] {
    return this.state.status
  }

  /** Opens the mesh once the layer is visible. */
  start(): void {
    if (this.props.visible && !this.started) this.open()
  }

  /** Takes new properties; tells of a change only where one can be seen. */
  update(props: ViewLayer): void {
    const before = this.props
    if (looksAlike(before, props)) {
      this.props = props
      return
    }
    this.apply(props)
    this.start()
    if (!sameValues(before.heat, props.heat)) this.loadHeat()
    const costs = before.visible !== props.visible || before.wireframe !== props.wireframe
    this.events.onChange(costs ? 'geometry' : 'look')
  }

  /** The full mesh with its normals and colours; undefined until it is there. */
  get snapSurface(): SnapSurface | undefined {
    return this.surfaces.full
  }

  /** Levels that can be drawn now. */
  get levels(): { readonly reduced: boolean; readonly full: boolean } {
    return { reduced: this.objects.reduced !== undefined, full: this.objects.full !== undefined }
  }

  drawables(level: Level): Drawable[] {
    if (!this.props.visible || this.props.opacity <= 0) return []
    const object = this.objects[level] ?? this.objects.full ?? this.objects.reduced
    return object ? object.drawables(this.props.wireframe && object === this.objects.full) : []
  }

  /** Box in the view's frame; empty until something is there. */
  boxInView(): Box3 {
    const surface = this.surfaces.full ?? this.surfaces.reduced
    const box = new Box3()
    if (!surface) return box
    if (surface.triangles.length === 0) return box.setFromArray(surface.positions).applyMatrix4(this.group.matrix)
    for (const { low, high } of surface.slices) {
      const slice = new Box3(new Vector3(...low), new Vector3(...high))
      box.union(slice.applyMatrix4(this.group.matrix))
    }
    return box
  }

  /** `[k*3]` some thousand points of the surface in the view's frame, for fitting the view tightly. */
  samplesInView(): Float32Array {
    const positions = (this.surfaces.full ?? this.surfaces.reduced)?.positions ?? new Float32Array()
    const vertices = positions.length / 3
    const step = Math.max(1, Math.floor(vertices / fitSamples))
    const samples = new Float32Array(Math.ceil(vertices / step) * 3)
    const point = new Vector3()
    for (let i = 0; i * step < vertices; i++) {
      point
        .fromArray(positions, i * step * 3)
        .applyMatrix4(this.group.matrix)
        .toArray(samples, i * 3)
    }
    return samples
  }

  /** Fades the wireframe out where a mean edge is shorter than a few pixels. `perPixel`: view units a pixel spans. */
  setEdgeScale(perPixel: number): void {
    const surface = this.surfaces.full
    if (!this.props.wireframe || !surface || surface.slices.length === 0) return
    const size = this.boxInView().getSize(new Vector3()).length()
    // A closed surface of n triangles on a body of that size has edges of about this length.
    const edge = size / Math.sqrt(surface.triangles.length / 3)
    const strength = Math.min(1, Math.max(0.12, (edge / perPixel - 1) / 6))
    this.materials.setEdges(new Color(this.props.color).multiplyScalar(0.16), strength * 0.75)
  }

  dispose(): void {
    this.opening.abort()
    this.heatLoading?.abort()
    this.group.removeFromParent()
    this.objects.full?.dispose()
    this.objects.reduced?.dispose()
    this.materials.dispose()
    this.texture?.dispose()
    if (this.texture?.image instanceof ImageBitmap) this.texture.image.close()
  }

  private apply(props: ViewLayer): void {
    this.props = props
    this.group.matrix.copy(new Matrix4().set(...(props.viewFromLayer as unknown as Parameters<Matrix4['set']>)))
    this.group.matrixWorldNeedsUpdate = true
    this.materials.setLook({
      color: props.color,
      opacity: props.opacity,
      heat: props.heat ?? { kind: 'distance', maxMm: 1 },
      wireframe: props.wireframe,
      cut: props.cut ?? null,
    })
    this.recolor()
    if (props.wireframe) this.askForEdges()
  }

  private open(): void {
    this.started = true
    const { meshUrl, fileName, textureUrl, filledMaskUrl } = this.props
    this.setState({ status: 'loading', message: `Opening ${fileName}` })
    const input: OpenMeshInput = {
      meshUrl: absolute(meshUrl),
      fileName,
      textureUrl: textureUrl ? absolute(textureUrl) : null,
      filledMaskUrl: filledMaskUrl ? absolute(filledMaskUrl) : null,
      standIn: this.standIn,
      asksForTree: wantsTreesOfHost(location.search),
    }
    computeClient()
      .run('mesh.open', input, {
        signal: this.opening.signal,
        onPart: (part) => this.receive(part),
        onProgress: (message) => this.setState({ status: 'loading', message: `${fileName}: ${message.toLowerCase()}` }),
      })
      .then(() => this.setState({ status: 'ready', message: this.notice }))
      .catch((error: unknown) => {
        if (error instanceof CameoError && error.code === 'job/cancelled') return
        this.setState({ status: 'failed', message: sentenceOf(error) })
      })
    this.loadHeat()
  }

  private receive(part: OpenMeshPart): void {
    if (part.kind === 'notice') {
      this.tell(part.message)
    } else if (part.kind === 'tree') {
      this.tree = TriangleTree.attach(part.tree)
      this.events.onPickable(this.tree)
    } else if (part.kind === 'reduced') {
      this.addSurface('reduced', part.surface)
      this.events.onChange('geometry')
    } else if (part.kind === 'full') {
      this.vertices = part.vertices
      if (this.props.heat?.valuesUrl === '') this.heatMm = new Float32Array(part.vertices).fill(1)
      this.addSurface('full', part.surface)
      this.spreadAttributes()
      if (this.props.wireframe) this.askForEdges()
      if (this.levels.reduced && this.props.style === 'shaded') this.events.onFiner()
      else this.events.onChange('geometry')
    } else {
      if (part.kind === 'texture') this.setTexture(part.picture)
      else this.reducedSources = part.fullVertices
      this.spreadAttributes()
      if (this.props.style !== 'shaded') this.events.onChange('look')
    }
  }

  private addSurface(level: Level, surface: RenderSurface): void {
    this.surfaces[level] = surface
    const object = new SurfaceObject(surface, this.materials)
    this.objects[level] = object
    object.setColoring(this.coloringFor(object))
    this.group.add(object.group)
  }

  private setTexture(picture: ImageBitmap): void {
    const texture = new Texture(picture)
    texture.wrapS = ClampToEdgeWrapping
    texture.wrapT = ClampToEdgeWrapping
    texture.minFilter = LinearMipmapLinearFilter
    texture.magFilter = LinearFilter
    texture.anisotropy = 4
    texture.flipY = false
    texture.needsUpdate = true
    this.texture = texture
    this.materials.setTexture(texture)
  }

  private loadHeat(): void {
    this.heatLoading?.abort()
    const { heat } = this.props
    // Painted trust is shown on while what was stored of it is read.
    if (heat?.kind !== 'trust') this.heatMm = null
    this.tell('')
    if (!heat || !this.started) return
    if (heat.valuesUrl === '') {
      this.heatMm = new Float32Array(this.vertices).fill(1)
      this.spreadAttributes()
      this.events.onChange('look')
      return
    }
    const loading = new AbortController()
    this.heatLoading = loading
    fetchBytes(absolute(heat.valuesUrl), 'The heat map', loading.signal)
      .then((bytes) => {
        if (loading.signal.aborted) return
        this.heatMm = decodeHeat(heat.kind, bytes)
        this.spreadAttributes()
        this.events.onChange('look')
      })
      .catch((error: unknown) => {
        if (!loading.signal.aborted) this.tell(sentenceOf(error))
      })
  }

  /** Hands values per mesh vertex to the levels that are there, and texture coordinates to the stand-in. */
  private spreadAttributes(): void {
    const { surfaces, objects, heatMm, reducedSources } = this
    const full = surfaces.full
    if (reducedSources && full?.uvs && !objects.reduced?.has('texture')) {
      objects.reduced?.setAttribute('uv', gather(full.uvs, reducedSources, 2))
    }
    this.previewBase = null
    if (full && heatMm) {
      if (heatMm.length !== this.vertices) {
        this.tell(`The heat map has ${heatMm.length} values, the mesh ${this.vertices} vertices: it is not shown.`)
        this.heatMm = null
      } else {
        this.setHeat(full.meshVertices ? gather(heatMm, full.meshVertices, 1) : heatMm)
      }
    }
    this.recolor()
  }

  /** Shows a stroke over the painted trust, before it is stored; null takes it away again. */
  previewStroke(stroke: SurfaceStroke | null): void {
    const { full } = this.surfaces
    if (!full || !this.shownHeat || this.props.heat?.kind !== 'trust') return
    this.previewBase ??= this.shownHeat
    this.setHeat(stroke ? paintedBytes(this.previewBase, full.positions, stroke) : this.previewBase)
    if (!stroke) this.previewBase = null
    this.events.onChange('look')
  }

  /** The stroke is over: another one starts from what is shown. */
  keepPreview(): void {
    this.previewBase = null
  }

  /** `[r]` values of the full level's vertices. */
  private setHeat(values: Float32Array): void {
    this.shownHeat = values
    this.objects.full?.setAttribute('heatMm', values)
    if (this.reducedSources) this.objects.reduced?.setAttribute('heatMm', gather(values, this.reducedSources, 1))
  }

  private recolor(): void {
    for (const object of Object.values(this.objects)) object.setColoring(this.coloringFor(object))
  }

  /** For the magnifier: the surface in its own colours, whatever the view shows it in; false takes that back. */
  showOwnColors(on: boolean): void {
    for (const object of Object.values(this.objects)) {
      object.setColoring(on ? this.ownColoring(object) : this.coloringFor(object))
    }
  }

  private ownColoring(object: SurfaceObject): Coloring {
    if (this.texture && object.has('texture')) return 'texture'
    return object.has('vertex') ? 'vertex' : 'plain'
  }

  private coloringFor(object: SurfaceObject): Coloring {
    const { style } = this.props
    const mapped = this.props.heat?.kind === 'parts' ? 'parts' : 'heat'
    if (style === 'heat') return this.heatMm && object.has('heat') ? mapped : 'plain'
    if (style === 'shaded') return 'plain'
    if (style === 'albedo') return this.texture && object.has('albedo') ? 'albedo' : 'plain'
    return this.ownColoring(object)
  }

  private askForEdges(): void {
    const surface = this.surfaces.full
    if (this.edgesAsked || !surface || surface.triangles.length === 0) return
    this.edgesAsked = true
    computeClient()
      .run('mesh.edges', surface, {
        signal: this.opening.signal,
        onPart: ({ edges }) => {
          this.objects.full?.setEdges(edges)
          this.events.onChange('geometry')
        },
      })
      .catch((error: unknown) => {
        this.edgesAsked = false
        if (!this.opening.signal.aborted) this.tell(sentenceOf(error))
      })
  }

  /** What the layer has to do without: shown once it is open. */
  private tell(message: string): void {
    this.notice = message
    if (this.state.status === 'ready') this.setState({ status: 'ready', message })
  }

  private setState(state: { readonly status: LayerState['status']; readonly message: string }): void {
    this.state = { ...state, vertices: this.vertices }
    this.events.onState(this.state)
  }
}

/** Whether two descriptions of one layer give the same picture. */
const looksAlike = (a: ViewLayer, b: ViewLayer): boolean =>
  a.visible === b.visible &&
  a.style === b.style &&
  a.wireframe === b.wireframe &&
  a.color === b.color &&
  a.opacity === b.opacity &&
  sameValues(a.heat, b.heat) &&
  a.heat?.maxMm === b.heat?.maxMm &&
  a.cut?.keep === b.cut?.keep &&
  a.cut?.atFraction === b.cut?.atFraction &&
  a.viewFromLayer.every((value, i) => value === b.viewFromLayer[i])
