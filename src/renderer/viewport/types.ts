import type { SnapKind } from '#core/geometry/snapPlace.ts'
import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'
import type { SurfacePoint } from '#core/model/landmarks.ts'
import type { Mat4, Vec3 } from '#core/model/transform.ts'

/** `albedo`: the texture as it is, without light. */
export type SurfaceStyle = 'shaded' | 'colors' | 'albedo' | 'heat'
export type StandardView = 'front' | 'back' | 'left' | 'right' | 'top' | 'bottom'

/** Which side of the line stays, and where the line stands. */
export interface LayerCut {
  readonly keep: 'left' | 'right'
  readonly atFraction: number
}

/**
 * What a heat map shows. `distance`: Float32 little-endian in mm from 0 to `maxMm`, below 0 no counterpart. `signed`: the
 * same from `-maxMm` to `maxMm`, NaN no counterpart. `trust`: a byte a vertex, 0 to 255 for 0 to 1 (`maxMm` is 1); an
 * empty `valuesUrl` is full trust everywhere. `parts`: a byte a vertex, a place in `scanLabels` (`maxMm` is the last one's).
 */
export type HeatKind = 'distance' | 'signed' | 'trust' | 'parts'

export interface LayerHeat {
  readonly kind: HeatKind
  readonly valuesUrl: string
  readonly maxMm: number
}

/** One mesh in the 3D view. */
export interface ViewLayer {
  /** Stable: a layer that keeps its id and url is not loaded again. */
  readonly id: string
  readonly label: string
  readonly meshUrl: string
  /** Tells the format by its ending. */
  readonly fileName: string
  readonly textureUrl?: string | null
  /** The mask of the texture: what it says was filled is marked. */
  readonly filledMaskUrl?: string | null
  /** Places the layer's points into the frame of the view. */
  readonly viewFromLayer: Mat4
  readonly visible: boolean
  readonly style: SurfaceStyle
  readonly wireframe: boolean
  /** CSS colour of the surface in style `shaded`. */
  readonly color: string
  /** 0..1 */
  readonly opacity: number
  /** Draws only what lies on one side of an upright line, at a fraction 0..1 of the view's width. */
  readonly cut?: LayerCut | null
  /** Values per vertex for style `heat`. */
  readonly heat?: LayerHeat | null
}

export interface ViewMarker {
  readonly name: string
  /** Shown beside the point. */
  readonly label: string
  /** For assistive technology where the label says less. */
  readonly title?: string
  readonly layerId: string
  readonly positionInLayer: Vec3
  /**
   * Told by shape as well as by colour. A proposed marker can be neither clicked nor moved: it is no point yet; nor can
   * one of another annotator: it is not this hand's.
   */
  readonly state: 'placed' | 'proposed' | 'other' | 'occluded' | 'uncertain' | 'hidden'
  /** A ring of this radius, in units of the layer, shows how far off it may be. */
  readonly radiusInLayer?: number
  readonly selected: boolean
}

/** A brush that draws on surfaces. */
export interface ViewBrush {
  /** In units of the view. */
  readonly radiusInView: number
  /** What it sets, 0..1. */
  readonly value: number
}

/** A line between two markers, by their names. */
export interface ViewLink {
  readonly from: string
  readonly to: string
}

/** A line along the surface of a layer, and dots on it; positions in the layer's frame. */
export interface ViewLine {
  readonly layerId: string
  readonly points: readonly Vec3[]
  readonly dots: readonly Vec3[]
}

/** Views of one channel move as one; `linkedFromView` is a similarity into the frame in which they meet. */
export interface ViewLinkage {
  readonly channel: string
  readonly linkedFromView: Mat4
}

/** A ray-to-surface hit: exact, on the full-resolution mesh, in the layer's own frame. */
export interface SurfaceHit {
  readonly layerId: string
  readonly surface: SurfacePoint
  readonly positionInLayer: Vec3
}

/** What places are drawn to while points are placed and dragged. */
export interface ViewSnap {
  readonly kind: SnapKind
  readonly radiusMm: number
}

export interface Viewport3dProps {
  readonly layers: readonly ViewLayer[]
  readonly markers: readonly ViewMarker[]
  readonly links?: readonly ViewLink[]
  readonly lines?: readonly ViewLine[]
  readonly linkage?: ViewLinkage | null
  /**
   * `place`: a click (released within 3 px and 400 ms) on the surface places a point, a click on a marker selects it,
   * a drag that starts on the selected marker moves it, the arrow keys nudge it; every other drag orbits.
   * `navigate`: every drag and arrow key orbits, a click on a marker selects it.
   */
  readonly mode: 'navigate' | 'place'
  /** Up direction in the frame of the view, for the standard views and the orbit axis. */
  readonly upInView: Vec3
  /** Where the subject faces, for the standard views; guessed from `upInView` where it is not given. */
  readonly frontInView?: Vec3 | null
  /** Millimetres in one unit of the view: a scale bar is drawn where it is given. */
  readonly mmPerViewUnit?: number | null
  /** Where it is given, a drag that starts on a surface draws on it; every other drag orbits. */
  readonly brush?: ViewBrush | null
  /** A finished stroke in the frame and unit of its layer. The view shows it until new values of the layer arrive. */
  readonly onStroke?: (layerId: string, stroke: SurfaceStroke) => void
  readonly onPlace?: (hit: SurfaceHit) => void
  readonly onMarkerSelect?: (name: string) => void
  /**
   * A marker dragged or nudged along the surface; `done` false on the way, true once for a drag or a burst of keys. Esc
   * restores: then it is called a last time with the place the marker came from, and never with `done`.
   */
  readonly onMarkerMove?: (name: string, hit: SurfaceHit, done: boolean) => void
  readonly onLayerState?: (
    layerId: string,
    state: { status: 'loading' | 'ready' | 'failed'; message: string; vertices: number },
  ) => void
  /** The surface of a layer can be searched now, in the layer's own frame. */
  readonly onSurface?: (layerId: string, surface: ProposalSurface) => void
  /** In mode `place`: a magnifier follows the pointer, with the colours of the surface. */
  readonly loupe?: boolean
  /** In mode `place`: a place goes to what stands out near it, which is shown before it is taken; null: it stays. */
  readonly snap?: ViewSnap | null
  readonly theme: 'dark' | 'light'
  /** Accessible name of the view. */
  readonly label: string
  /** Overlaid at the lower right: the heat map's legend. */
  readonly legend?: { readonly title: string; readonly maxMm: number; readonly kind: HeatKind } | null
}

export interface Viewport3dHandle {
  fit(): void
  standardView(view: StandardView): void
  /** Straight at the surface under the pointer, or, with the keyboard, in the middle; from near. */
  lookCloser(): void
}
