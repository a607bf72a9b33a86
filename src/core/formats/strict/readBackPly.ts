import type { Mesh } from '../../model/mesh.ts'
import { type ReadMesh, rowsProblem } from './readBack.ts'

/**
 * As RPly in NoW's mesh library and trimesh read a binary PLY alike: no line in the header but those both know the
 * meaning of, rows one behind the other, three corners a face, and nothing behind the last.
 */
export const asReadersReadPly = (bytes: Uint8Array, mesh: Mesh): string | null => {
  const vertices = mesh.positions.length / 3
  const faces = mesh.triangles.length / 3
  const type = mesh.positionsF64 ? 'double' : 'float'
  const header = [
    ...['ply', 'format binary_little_endian 1.0', `element vertex ${vertices}`],
    ...['x', 'y', 'z'].map((name) => `property ${type} ${name}`),
    ...(mesh.colors ? ['red', 'green', 'blue'].map((name) => `property uchar ${name}`) : []),
    ...(faces > 0 ? [`element face ${faces}`, 'property list uchar int vertex_indices'] : []),
    'end_header',
  ]
  const expected = `${header.join('\n')}\n`
  const found = new TextDecoder().decode(bytes.subarray(0, expected.length))
  if (found !== expected) {
    const line = header.findIndex((text, i) => found.split('\n')[i] !== text)
    return `line ${line + 1} of the header is “${found.split('\n')[line] ?? ''}” and should be “${header[line]}”.`
  }
  const numberBytes = mesh.positionsF64 ? 8 : 4
  const rowBytes = 3 * numberBytes + (mesh.colors ? 3 : 0)
  const size = expected.length + vertices * rowBytes + faces * 13
  if (bytes.length !== size) return `the file has ${bytes.length} bytes and its header says ${size}.`
  return rowsBehind(bytes, expected.length, mesh, { numberBytes, rowBytes })
}

const rowsBehind = (
  bytes: Uint8Array,
  start: number,
  mesh: Mesh,
  { numberBytes, rowBytes }: { readonly numberBytes: number; readonly rowBytes: number },
): string | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read: ReadMesh = { positions: [], triangles: [], colors: [], uvs: [], uvTriangles: [] }
  const vertices = mesh.positions.length / 3
  for (let v = 0; v < vertices; v++) {
    const at = start + v * rowBytes
    for (let k = 0; k < 3; k++) {
      const place = at + k * numberBytes
      read.positions.push(numberBytes === 8 ? view.getFloat64(place, true) : view.getFloat32(place, true))
      if (mesh.colors) read.colors.push(view.getUint8(at + 3 * numberBytes + k) / 255)
    }
  }
  for (let t = 0; t < mesh.triangles.length / 3; t++) {
    const at = start + vertices * rowBytes + t * 13
    if (view.getUint8(at) !== 3) return `face ${t} has ${view.getUint8(at)} corners.`
    for (let k = 0; k < 3; k++) read.triangles.push(view.getInt32(at + 1 + k * 4, true))
  }
  return rowsProblem(read, mesh)
}
