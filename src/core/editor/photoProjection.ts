import type { Image } from '../contract/contract.ts'
import type { Projection } from '../model/camera.ts'
import { toMat4 } from '../model/transform.ts'

/** The camera of a photo, from the frame of its scan to pixels; null where it has none. */
export const photoProjection = ({ worldMat, distortion }: Pick<Image, 'worldMat' | 'distortion'>): Projection | null =>
  worldMat && { worldMat: toMat4(worldMat), distortion }
