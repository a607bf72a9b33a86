import { readMesh } from '../../src/core/formats/index.ts'
import { copyTriangleRows, copyTriples } from '../../src/core/kernels/binaryRows.ts'
import { weldFacets } from '../../src/core/kernels/weldFacets.ts'
import { type BenchMesh, headMesh } from '../headMesh.ts'
import { medianMs } from '../measure.ts'
import { objText } from '../objText.ts'
import type { BenchGroup, BenchLine } from '../types.ts'

const objLine = (mesh: BenchMesh, form: 'plain' | 'full'): BenchLine => {
  const bytes = objText(mesh, form)
  const isPlain = form === 'plain'
  return {
    task: `1M OBJ, ${isPlain ? 'v + f' : 'v vt vn + f'} (${Math.round(bytes.length / 1e6)} MB, in memory)`,
    ms: medianMs(() => readMesh(bytes, 'head.obj')),
    stored: { peer: 'fast_obj', ms: isPlain ? 94 : 168 },
    must: isPlain ? 0.7 : 0.65,
    moonshot: 0.43,
  }
}

/** Body of a binary PLY: rows of three floats, then rows “3 a b c”. */
const plyBody = ({ positions, triangles }: BenchMesh): Uint8Array => {
  const bytes = new Uint8Array(positions.byteLength + (triangles.length / 3) * 13)
  bytes.set(new Uint8Array(positions.buffer))
  const view = new DataView(bytes.buffer, positions.byteLength)
  for (let row = 0; row < triangles.length / 3; row++) {
    view.setUint8(row * 13, 3)
    for (let k = 0; k < 3; k++) view.setUint32(row * 13 + 1 + k * 4, triangles[row * 3 + k], true)
  }
  return bytes
}

const plyLine = (mesh: BenchMesh): BenchLine => {
  const bytes = plyBody(mesh)
  const rows = mesh.positions.length / 3
  const faces = mesh.triangles.length / 3
  return {
    task: '1M PLY binary (38 MB, in memory)',
    ms: medianMs(() => {
      copyTriples({ bytes, at: 0, rows, little: true }, { rowBytes: 12, offset: 0 })
      const out = new Uint32Array(faces * 3)
      copyTriangleRows({ bytes, at: rows * 12, rows: faces, little: true }, { vertexCount: rows, out })
    }),
    stored: { peer: 'miniply', ms: 38 },
    must: 1,
    moonshot: 0.4,
  }
}

const stlFacets = ({ positions, triangles }: BenchMesh): Uint8Array => {
  const bytes = new Uint8Array((triangles.length / 3) * 50)
  const view = new DataView(bytes.buffer)
  for (let corner = 0; corner < triangles.length; corner++) {
    const at = Math.floor(corner / 3) * 50 + 12 + (corner % 3) * 12
    for (let axis = 0; axis < 3; axis++) view.setFloat32(at + axis * 4, positions[triangles[corner] * 3 + axis], true)
  }
  return bytes
}

const stlLine = (mesh: BenchMesh): BenchLine => {
  const facets = stlFacets(mesh)
  return {
    task: '1M STL binary, welded (100 MB, in memory)',
    ms: medianMs(() => weldFacets(facets)),
    stored: { peer: 'VTK', ms: 596 },
    must: 0.35,
    moonshot: 0.15,
  }
}

const run = async (): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  return [objLine(mesh, 'plain'), objLine(mesh, 'full'), plyLine(mesh), stlLine(mesh)]
}

export const reading: BenchGroup = { name: 'reading', run }
