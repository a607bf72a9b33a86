import {
  ClampToEdgeWrapping,
  Color,
  DataTexture,
  DoubleSide,
  GLSL3,
  LinearFilter,
  NoBlending,
  NormalBlending,
  RawShaderMaterial,
  RGBAFormat,
  type Texture,
  UnsignedByteType,
  Vector2,
  Vector4,
} from 'three'
import { heatTable, noValueColor } from './heatColors.ts'
import { edgeFragmentShader, edgeVertexShader, surfaceFragmentShader, surfaceVertexShader } from './surfaceShader.ts'
import type { HeatKind, LayerCut, LayerHeat } from './types.ts'

/** What gives a surface its colour. */
export type Coloring = 'plain' | 'vertex' | 'texture' | 'albedo' | 'heat' | 'parts'

const definesOf: Readonly<Record<Coloring, Readonly<Record<string, number>>>> = {
  plain: {},
  vertex: { COLOR_VERTEX: 1 },
  texture: { COLOR_TEXTURE: 1 },
  albedo: { COLOR_TEXTURE: 1, UNLIT: 1 },
  heat: { COLOR_HEAT: 1 },
  // Between two parts there is no third one.
  parts: { COLOR_HEAT: 1, FLAT_HEAT: 1 },
}

const makeHeatTexture = (kind: HeatKind): DataTexture => {
  const texture = new DataTexture(heatTable(256, kind), 256, 1, RGBAFormat, UnsignedByteType)
  texture.minFilter = LinearFilter
  texture.magFilter = LinearFilter
  texture.wrapS = ClampToEdgeWrapping
  texture.needsUpdate = true
  return texture
}

/** What the inside of a surface is tinted with. */
const backTint = '#4a3f6b'

/** A CSS colour in the light the shader computes in: the square of the screen's. */
const shaderColor = (css: string): Color => {
  const color = new Color(css).convertLinearToSRGB()
  return color.multiply(color)
}

const sideSigns = { left: 1, right: -1 } as const

interface Look {
  /** CSS colour of the surface. */
  readonly color: string
  readonly opacity: number
  readonly heat: Pick<LayerHeat, 'kind' | 'maxMm'>
  readonly wireframe: boolean
  readonly cut: LayerCut | null
}

/**
 * The materials of one layer. They share their uniforms, so a change of look is a change of numbers; a program is
 * compiled only when a way of colouring is first used.
 */
export class SurfaceMaterials {
  private readonly heatTextures = new Map<HeatKind, DataTexture>()
  private readonly uniforms = {
    surfaceColor: { value: new Color() },
    backColor: { value: new Color() },
    opacity: { value: 1 },
    pointSizePx: { value: 2 },
    colorTexture: { value: null as Texture | null },
    heatTable: { value: null as DataTexture | null },
    noValueColor: { value: new Color(...noValueColor) },
    heatMaxMm: { value: 1 },
    heatMinMm: { value: 0 },
    cut: { value: new Vector2() },
  }
  private readonly edgeUniforms = { edgeColor: { value: new Vector4() }, cut: this.uniforms.cut }
  private readonly made = new Map<string, RawShaderMaterial>()
  private look: Look = {
    color: '#c8ccd2',
    opacity: 1,
    heat: { kind: 'distance', maxMm: 1 },
    wireframe: false,
    cut: null,
  }
  readonly edges = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: edgeVertexShader,
    fragmentShader: edgeFragmentShader,
    uniforms: this.edgeUniforms,
    transparent: true,
    depthWrite: false,
    premultipliedAlpha: true,
  })

  get transparent(): boolean {
    return this.look.opacity < 1
  }

  setLook(look: Look): void {
    this.look = look
    const { uniforms } = this
    uniforms.surfaceColor.value.copy(shaderColor(look.color))
    uniforms.backColor.value.copy(uniforms.surfaceColor.value).lerp(shaderColor(backTint), 0.75)
    uniforms.opacity.value = look.opacity
    const { kind, maxMm } = look.heat
    uniforms.heatTable.value = this.heatTexture(kind)
    uniforms.heatMaxMm.value = Math.max(maxMm, 1e-6)
    uniforms.heatMinMm.value = kind === 'signed' ? -uniforms.heatMaxMm.value : 0
    const { cut } = look
    uniforms.cut.value.set(cut ? 2 * cut.atFraction - 1 : 0, cut ? sideSigns[cut.keep] : 0)
    for (const material of this.made.values()) this.apply(material)
  }

  setTexture(texture: Texture | null): void {
    this.uniforms.colorTexture.value = texture
  }

  setPointSize(sizePx: number): void {
    this.uniforms.pointSizePx.value = sizePx
  }

  /** `strength` 0..1 fades the lines out where they would cover the surface. */
  setEdges(color: Color, strength: number): void {
    const srgb = color.clone().convertLinearToSRGB()
    this.edgeUniforms.edgeColor.value.set(srgb.r, srgb.g, srgb.b, strength * this.look.opacity)
  }

  surface(coloring: Coloring, kind: 'mesh' | 'points'): RawShaderMaterial {
    return this.make(`${coloring} ${kind}`, { ...definesOf[coloring], ...(kind === 'points' ? { UNLIT: 1 } : {}) })
  }

  /** Writes depth only: drawn before a translucent surface, so that it shows its nearest side and not its insides. */
  depthOnly(): RawShaderMaterial {
    const material = this.make('depth', { UNLIT: 1 })
    material.colorWrite = false
    return material
  }

  dispose(): void {
    for (const material of this.made.values()) material.dispose()
    this.edges.dispose()
    for (const texture of this.heatTextures.values()) texture.dispose()
  }

  private heatTexture(kind: HeatKind): DataTexture {
    const texture = this.heatTextures.get(kind) ?? makeHeatTexture(kind)
    this.heatTextures.set(kind, texture)
    return texture
  }

  private make(key: string, defines: Readonly<Record<string, number>>): RawShaderMaterial {
    const isCut = this.look.cut !== null
    const fullKey = isCut ? `${key} cut` : key
    const known = this.made.get(fullKey)
    if (known) return known
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: surfaceVertexShader,
      fragmentShader: surfaceFragmentShader,
      uniforms: this.uniforms,
      defines: isCut ? { ...defines, CUT: 1 } : { ...defines },
      side: DoubleSide,
      premultipliedAlpha: true,
    })
    this.apply(material)
    this.made.set(fullKey, material)
    return material
  }

  private apply(material: RawShaderMaterial): void {
    const { transparent } = this
    material.transparent = transparent
    material.blending = transparent ? NormalBlending : NoBlending
    // Pushes the surface back a little, so that its own edges are not cut through by it.
    material.polygonOffset = this.look.wireframe
    material.polygonOffsetFactor = 1
    material.polygonOffsetUnits = 1
  }
}
