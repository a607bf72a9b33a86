import type { Mesh } from '../model/mesh.ts'
import { type MeshParts, type PartLabel, partLabels } from '../model/meshParts.ts'
import { GrowingUint32 } from './growingArrays.ts'
import { counted, type WarningList } from './warningList.ts'

const width = partLabels.length

/** Collects the runs of triangles between the `o`, `g`, `usemtl` and `s` lines of an OBJ. */
export class ObjParts {
  readonly #starts = new GrowingUint32(0)
  readonly #labels = new GrowingUint32(0)
  readonly #names: string[] = ['']
  readonly #indices = new Map<string, number>([['', 0]])
  readonly #current = new Uint32Array(width)
  /** Triangle at which each label was last set, and its line. */
  readonly #setAt = new Float64Array(width).fill(-1)
  readonly #setOnLine = new Float64Array(width)
  readonly #warnings: WarningList

  constructor(warnings: WarningList) {
    this.#warnings = warnings
  }

  /** A label for the triangles from `triangle` on; empty: none. */
  set(kind: PartLabel, name: string, { triangle, line }: { triangle: number; line: number }): void {
    const column = partLabels.indexOf(kind)
    this.#noteEmpty(column, triangle)
    this.#current[column] = this.#indexOf(name)
    this.#setAt[column] = triangle
    this.#setOnLine[column] = line
    const starts = this.#starts.view()
    if (starts.length > 0 && starts[starts.length - 1] === triangle) {
      this.#labels.view().set(this.#current, this.#labels.length - width)
      return
    }
    this.#starts.append([triangle])
    this.#labels.append(this.#current)
  }

  /** To be called behind the last face. */
  finish(triangles: number): void {
    for (let column = 0; column < width; column++) this.#noteEmpty(column, triangles)
  }

  /** Null where no triangle has a label. */
  toParts(): MeshParts | null {
    const labels = this.#labels.toArray()
    if (labels.every((name) => name === 0)) return null
    return { starts: this.#starts.toArray(), labels, names: this.#names }
  }

  #indexOf(name: string): number {
    const known = this.#indices.get(name)
    if (known !== undefined) return known
    this.#indices.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }

  #noteEmpty(column: number, triangle: number): void {
    if (this.#setAt[column] !== triangle || this.#current[column] === 0 || partLabels[column] === 'smoothing') return
    this.#warnings.count(
      'empty-part',
      (count) =>
        `${counted(count, 'object, group or material', 'objects, groups or materials')} without faces left out.`,
      { line: this.#setOnLine[column] },
    )
  }
}

/** The same runs over the triangles of which every vertex has a finite position: what `finishMesh` keeps of them. */
export const partsOfFinite = (
  parts: MeshParts,
  { positions, triangles }: Pick<Mesh, 'triangles'> & { readonly positions: Float32Array | Float64Array },
): MeshParts => {
  const isPlaced = (vertex: number): boolean =>
    Number.isFinite(Math.fround(positions[vertex * 3])) &&
    Number.isFinite(Math.fround(positions[vertex * 3 + 1])) &&
    Number.isFinite(Math.fround(positions[vertex * 3 + 2]))
  const starts = new Uint32Array(parts.starts.length)
  let kept = 0
  let part = 0
  for (let t = 0; t <= triangles.length / 3; t++) {
    while (part < starts.length && parts.starts[part] <= t) starts[part++] = kept
    const i = t * 3
    if (i < triangles.length && [0, 1, 2].every((k) => isPlaced(triangles[i + k]))) kept++
  }
  return { ...parts, starts }
}

const lineOf: Readonly<Record<PartLabel, string>> = { object: 'o', group: 'g', material: 'usemtl', smoothing: 's' }

/** A name that stays on its line, in front of no continuation. */
const written = (name: string): string =>
  [...name]
    .map((letter) => (letter < ' ' ? ' ' : letter))
    .join('')
    .replace(/\\+$/, '')

/** The lines to be written before each triangle, asked for in order. */
export const partLines = (parts: MeshParts | undefined): ((triangle: number) => readonly string[]) => {
  const current = new Uint32Array(width)
  let part = 0
  return (triangle) => {
    const lines: string[] = []
    for (; parts && part < parts.starts.length && parts.starts[part] <= triangle; part++) {
      if (parts.starts[part + 1] <= triangle) continue
      for (let column = 0; column < width; column++) {
        const name = parts.labels[part * width + column]
        if (name === current[column]) continue
        current[column] = name
        const text = written(parts.names[name])
        const keyword = lineOf[partLabels[column]]
        lines.push(text === '' ? (keyword === 's' ? 's off' : keyword) : `${keyword} ${text}`)
      }
    }
    return lines
  }
}
