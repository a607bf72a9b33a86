import { readMesh } from '../../src/core/formats/index.ts'
import { copyTriangleRows, copyTriples } from '../../src/core/kernels/binaryRows.ts'

import { weldFacets } from '../../src/core/kernels/weldFacets.ts'
import { type BenchMesh, headMesh } from '../headMesh.ts'
import { objText } from '../objText.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const objLine = (bench: Bench, mesh: BenchMesh, form: 'plain' | 'full'): Promise<BenchLine> => {
  const bytes = objText(mesh, form)
  const isPlain = form === 'plain'
  return bench.measure({
    task: `1M OBJ, ${isPlain ? 'v + f' : 'v vt vn + f'} (${Math.round(bytes.length / 1e6)} MB, in memory)`,
    goal: isPlain ? 'objPlain' : 'objFull',
    ours: () => readMesh(bytes, 'head.obj'),
  })
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

const plyLine = (bench: Bench, mesh: BenchMesh): Promise<BenchLine> => {
  const bytes = plyBody(mesh)
  const rows = mesh.positions.length / 3
  const faces = mesh.triangles.length / 3
  return bench.measure({
    task: '1M PLY binary (38 MB, in memory)',
    goal: 'ply',
    ours: () => {
      copyTriples({ bytes, at: 0, rows, little: true }, { rowBytes: 12, offset: 0 })
      const out = new Uint32Array(faces * 3)
      copyTriangleRows({ bytes, at: rows * 12, rows: faces, little: true }, { vertexCount: rows, out })
    },
  })
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

const stlLine = (bench: Bench, mesh: BenchMesh): Promise<BenchLine> => {
  const facets = stlFacets(mesh)
  return bench.measure({
    task: '1M STL binary, welded (100 MB, in memory)',
    goal: 'stl',
    ours: () => weldFacets(facets),
  })
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const mesh = headMesh(1_000_000)
  return [
    await objLine(bench, mesh, 'plain'),
    await objLine(bench, mesh, 'full'),
    await plyLine(bench, mesh),
    await stlLine(bench, mesh),
  ]
}

export const reading: BenchGroup = { name: 'reading', run }
