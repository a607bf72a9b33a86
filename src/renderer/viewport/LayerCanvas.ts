import {
  BufferAttribute,
  BufferGeometry,
  GLSL3,
  Mesh,
  NoBlending,
  type PerspectiveCamera,
  RawShaderMaterial,
  Scene,
  WebGLRenderer,
  WebGLRenderTarget,
} from 'three'
import type { FramePainter, Level } from './frameScheduler.ts'
import { commandsFinished, type Graphics } from './graphics.ts'
import type { LoupePainter } from './Loupe.ts'
import { LoupeTarget } from './LoupeTarget.ts'
import type { MeshLayer } from './MeshLayer.ts'
import type { Drawable, DrawPhase } from './SurfaceObject.ts'

const phaseOrder: Readonly<Record<DrawPhase, number>> = { solid: 0, solidEdges: 1, translucent: 2 }

/** Shows a finished picture: one triangle over the whole view. */
const makeShowing = (target: WebGLRenderTarget): Scene => {
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3))
  const material = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: 'in vec3 position; void main() { gl_Position = vec4(position, 1.0); }',
    fragmentShader: `precision highp float;
uniform sampler2D picture;
out vec4 outColor;
void main() { outColor = texelFetch(picture, ivec2(gl_FragCoord.xy), 0); }`,
    uniforms: { picture: { value: target.texture } },
    depthTest: false,
    depthWrite: false,
    blending: NoBlending,
  })
  const mesh = new Mesh(geometry, material)
  mesh.frustumCulled = false
  const scene = new Scene()
  scene.add(mesh)
  return scene
}

export interface LayerCanvasEvents {
  /** Just before a frame is drawn. */
  readonly onPaint: () => void
  readonly onPresented: (frame: { readonly level: Level; readonly ms: number }) => void
  readonly onContext: (state: 'lost' | 'restored') => void
}

/**
 * The canvas with three's renderer. Draws the layers over a transparent ground (the page's own gradient shows
 * through), whole or in parts into a hidden picture.
 */
export class LayerCanvas implements FramePainter, LoupePainter {
  readonly element = document.createElement('canvas')
  private readonly renderer: WebGLRenderer
  private readonly scene = new Scene()
  private readonly camera: PerspectiveCamera
  private readonly hidden: WebGLRenderTarget
  private readonly showing: Scene
  private readonly magnified: LoupeTarget
  private readonly events: LayerCanvasEvents
  private readonly graphics: Graphics
  private readonly listening = new AbortController()
  private layers: readonly MeshLayer[] = []
  private parts: Drawable[] = []
  private widthPx = 1
  private heightPx = 1
  private pixelRatio = 0

  /** Throws where WebGL 2 is not to be had. */
  constructor(camera: PerspectiveCamera, graphics: Graphics, events: LayerCanvasEvents) {
    this.camera = camera
    this.graphics = graphics
    this.events = events
    const antialias = !graphics.software
    this.renderer = new WebGLRenderer({
      canvas: this.element,
      alpha: true,
      antialias,
      stencil: false,
      powerPreference: 'high-performance',
    })
    this.renderer.autoClear = false
    this.renderer.setClearColor(0x000000, 0)
    this.hidden = new WebGLRenderTarget(1, 1, { samples: antialias ? 4 : 0, depthBuffer: true, generateMipmaps: false })
    this.showing = makeShowing(this.hidden)
    this.magnified = new LoupeTarget(this.renderer, this.camera)
    this.scene.matrixWorldAutoUpdate = true
    const { signal } = this.listening
    this.element.addEventListener('webglcontextlost', () => events.onContext('lost'), { signal })
    this.element.addEventListener('webglcontextrestored', () => this.contextRestored(), { signal })
  }

  setLayers(layers: readonly MeshLayer[]): void {
    this.layers = layers
    for (const layer of layers) if (layer.group.parent !== this.scene) this.scene.add(layer.group)
  }

  /** In CSS pixels. */
  setSize(widthPx: number, heightPx: number): void {
    this.widthPx = widthPx
    this.heightPx = heightPx
    this.pixelRatio = 0
    this.setResolution(true)
    this.hidden.setSize(this.element.width, this.element.height)
  }

  levels(): { readonly reducedHelps: boolean; readonly fullReady: boolean } {
    const visible = this.layers.filter((layer) => layer.current.visible)
    return {
      reducedHelps: visible.some(({ levels }) => levels.reduced),
      fullReady: visible.every(({ levels }) => levels.full || !levels.reduced),
    }
  }

  paint(level: Level, sharp: boolean): void {
    this.events.onPaint()
    this.setResolution(sharp)
    const drawables = this.ordered(level)
    for (const { object } of drawables) object.visible = true
    this.renderer.setRenderTarget(null)
    this.renderer.clear()
    this.renderer.render(this.scene, this.camera)
    for (const { object } of drawables) object.visible = false
  }

  beginHidden(): number {
    this.events.onPaint()
    this.parts = this.ordered('full')
    this.renderer.setRenderTarget(this.hidden)
    this.renderer.clear()
    return this.parts.length
  }

  paintHidden(part: number): void {
    const { object } = this.parts[part]
    object.visible = true
    this.renderer.setRenderTarget(this.hidden)
    this.renderer.render(this.scene, this.camera)
    object.visible = false
  }

  showHidden(): void {
    this.setResolution(true)
    this.renderer.setRenderTarget(null)
    this.renderer.clear()
    this.renderer.render(this.showing, this.camera)
  }

  paintAround(o: Parameters<LoupePainter['paintAround']>[0]): ReturnType<LoupePainter['paintAround']> {
    const layers = this.layers.filter(({ current }) => current.visible)
    for (const layer of layers) layer.showOwnColors(true)
    const drawables = this.ordered('full')
    for (const { object } of drawables) object.visible = true
    const picture = this.magnified.paint(this.scene, { ...o, widthPx: this.widthPx, heightPx: this.heightPx })
    for (const { object } of drawables) object.visible = false
    for (const layer of layers) layer.showOwnColors(false)
    return picture
  }

  finished(): Promise<boolean> {
    return commandsFinished(this.renderer.getContext() as WebGL2RenderingContext)
  }

  presented(frame: { readonly level: Level; readonly ms: number }): void {
    this.events.onPresented(frame)
  }

  dispose(): void {
    this.listening.abort()
    this.hidden.dispose()
    this.magnified.dispose()
    this.showing.traverse((object) => {
      if (!(object instanceof Mesh)) return
      object.geometry.dispose()
      object.material.dispose()
    })
    this.renderer.dispose()
    this.renderer.forceContextLoss()
    this.element.remove()
  }

  /** A new size empties the canvas: called only where a picture follows at once. */
  private setResolution(sharp: boolean): void {
    const most = Math.min(window.devicePixelRatio || 1, this.graphics.software ? 1 : 2)
    const wanted = sharp ? most : most / 2
    if (wanted === this.pixelRatio) return
    this.pixelRatio = wanted
    this.renderer.setPixelRatio(wanted)
    this.renderer.setSize(this.widthPx, this.heightPx, false)
  }

  /** three has rebuilt itself by now, but for the transparent ground. */
  private contextRestored(): void {
    this.renderer.setClearColor(0x000000, 0)
    this.events.onContext('restored')
  }

  /** Everything to draw, in the order of drawing, which is also written into the objects. */
  private ordered(level: Level): Drawable[] {
    const drawables = this.layers.flatMap((layer) => layer.drawables(level))
    const ordered = drawables.toSorted((a, b) => phaseOrder[a.phase] - phaseOrder[b.phase])
    ordered.forEach(({ object }, index) => {
      object.renderOrder = index
    })
    return ordered
  }
}
