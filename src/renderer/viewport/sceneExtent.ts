import { Box3 } from 'three'
import type { MeshLayer } from './MeshLayer.ts'

/** Box of the visible layers in the view's frame; empty where there is nothing. */
export const visibleBox = (layers: Iterable<MeshLayer>): Box3 => {
  const box = new Box3()
  for (const layer of layers) if (layer.current.visible) box.union(layer.boxInView())
  return box
}

/** `[k*3]` some thousand points of each visible layer in the view's frame. */
export const visibleSamples = (layers: Iterable<MeshLayer>): Float32Array => {
  const samples = [...layers].flatMap((layer) => (layer.current.visible ? [layer.samplesInView()] : []))
  const out = new Float32Array(samples.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of samples) {
    out.set(part, at)
    at += part.length
  }
  return out
}
