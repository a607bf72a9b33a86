import { seededRandom } from '../src/core/model/random.ts'
import { headMesh } from './headMesh.ts'

const vertexCount = 5023

/** Bytes that are put one behind the other. */
class PickleBytes {
  readonly #parts: Uint8Array[] = []

  text(text: string): this {
    this.#parts.push(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
    return this
  }

  int(value: number): this {
    this.#parts.push(Uint8Array.of(0x4a, value, value >> 8, value >> 16, value >> 24))
    return this
  }

  key(name: string): this {
    return this.text(`U${String.fromCharCode(name.length)}${name}`)
  }

  /** An ndarray in C order, as Python 2 writes it. */
  array(shape: readonly number[], data: Float64Array | Uint32Array | Int32Array): this {
    const code = data instanceof Float64Array ? 'f8' : data instanceof Uint32Array ? 'u4' : 'i4'
    this.text('cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(').int(0).text('tU\x01btR(').int(1).text('(')
    for (const length of shape) this.int(length)
    this.text(`tcnumpy\ndtype\n(U\x02${code}`).int(0).int(1).text('tR(').int(3).text('U\x01<NNN')
    this.int(-1).int(-1).int(0).text('tb\x89T')
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.#parts.push(new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes)
    return this.text('tb')
  }

  join(): Uint8Array {
    const out = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of this.#parts) {
      out.set(part, at)
      at += part.length
    }
    return out
  }
}

/**
 * A model file of FLAME's sizes in the layout of 2017 to 2020 (Python 2, `shapedirs` in chumpy's wrapping, double
 * precision, 53 MB) that holds noise on a generated head.
 */
export const flamePickle = (): Uint8Array => {
  const random = seededRandom(53)
  const noise = (count: number, scale: number): Float64Array =>
    Float64Array.from({ length: count }, () => scale * (random.next() - 0.5))
  const { triangles } = headMesh(vertexCount - 100)
  const weights = new Float64Array(vertexCount * 5)
  for (let v = 0; v < vertexCount; v++) weights[v * 5 + (v % 5)] = 1
  const regressor = Float64Array.from({ length: 5 * vertexCount }, () => 1 / vertexCount)
  return new PickleBytes()
    .text('\x80\x02}(')
    .key('v_template')
    .array([vertexCount, 3], noise(vertexCount * 3, 0.2))
    .key('f')
    .array([triangles.length / 3, 3], triangles)
    .key('shapedirs')
    .text('cchumpy.ch\nCh\n)\x81}(')
    .key('x')
    .array([vertexCount, 3, 400], noise(vertexCount * 1200, 0.001))
    .text('ub')
    .key('posedirs')
    .array([vertexCount, 3, 36], noise(vertexCount * 108, 0.001))
    .key('weights')
    .array([vertexCount, 5], weights)
    .key('J_regressor')
    .array([5, vertexCount], regressor)
    .key('kintree_table')
    .array([2, 5], Int32Array.of(-1, 0, 1, 1, 1, 0, 1, 2, 3, 4))
    .text('u.')
    .join()
}
