import type { ShaderFeatures } from './photoShader.ts'

/** Every way of showing a photo with its mask. */
export type PhotoShow =
  | 'photo'
  | 'mask'
  | 'outline'
  | 'proposal'
  | 'cutout'
  | 'cutout-black'
  | 'cutout-white'
  | 'cutout-grey'
  | 'mask-only'
  | 'difference'
  | 'silhouette'

type Rgb = readonly [number, number, number]

/** What the shader computes for a way of showing. */
export interface ShaderLook extends Pick<ShaderFeatures, 'ground' | 'overlay' | 'outlines'> {
  /** Behind the cut-out; null: the theme's checker. */
  readonly groundColor: Rgb | null
}

const look = (
  ground: ShaderLook['ground'],
  overlay: ShaderLook['overlay'],
  outlines: readonly [number, number, number],
  groundColor: Rgb | null = null,
): ShaderLook => ({ ground, overlay, groundColor, outlines: [outlines[0] > 0, outlines[1] > 0, outlines[2] > 0] })

/** sRGB, 0..1. */
const grey: Rgb = [0.5, 0.5, 0.5]

export const shaderLooks: Readonly<Record<PhotoShow, ShaderLook>> = {
  photo: look(0, 0, [0, 0, 0]),
  mask: look(0, 1, [1, 1, 0]),
  outline: look(0, 0, [1, 0, 0]),
  proposal: look(0, 2, [0, 1, 0]),
  cutout: look(1, 0, [0, 0, 0]),
  'cutout-black': look(2, 0, [0, 0, 0], [0, 0, 0]),
  'cutout-white': look(2, 0, [0, 0, 0], [1, 1, 1]),
  'cutout-grey': look(2, 0, [0, 0, 0], grey),
  'mask-only': look(3, 0, [0, 0, 0]),
  difference: look(0, 3, [1, 1, 0]),
  silhouette: look(0, 4, [1, 0, 1]),
}

/** `#rrggbb` as 0..1. */
export const colorOf = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16) / 255,
  Number.parseInt(hex.slice(3, 5), 16) / 255,
  Number.parseInt(hex.slice(5, 7), 16) / 255,
]
