import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMesh, writeMesh } from '../src/core/formats/index.ts'
import type { Mesh } from '../src/core/model/mesh.ts'
import { openFileSource } from '../src/main/files/fileSource.ts'
import { headMesh } from './headMesh.ts'
import { objText } from './objText.ts'

/** A head of a million vertices in every format whose reading is measured; `task` names it in the goals and the peers' drivers. */
export const readingTasks = [
  { file: 'plain.obj', title: 'OBJ, v + f', task: 'objPlain' },
  { file: 'full.obj', title: 'OBJ, v vt vn + f', task: 'objFull' },
  { file: 'head.ply', title: 'PLY binary', task: 'ply' },
  { file: 'head.stl', title: 'STL binary, welded', task: 'stl' },
] as const

export const writeReadingFiles = (folder: string): void => {
  const mesh = headMesh(1_000_000)
  writeFileSync(join(folder, 'plain.obj'), objText(mesh, 'plain'))
  writeFileSync(join(folder, 'full.obj'), objText(mesh, 'full'))
  for (const format of ['ply', 'stl'] as const)
    writeFileSync(join(folder, `head.${format}`), writeMesh(mesh, { format }))
}

/** What a user waits for: `readMesh` on a file that the system has in its page cache. */
export const readFile = (path: string): Mesh => {
  const file = openFileSource(path)
  try {
    return readMesh(file, path).mesh
  } finally {
    file.close()
  }
}

export const megabytesOf = (...arrays: readonly (ArrayBufferView | undefined)[]): number =>
  arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0) / 2 ** 20

export const arraysMbOf = ({ positions, positionsF64, triangles, normals, uvs, uvTriangles }: Mesh): number =>
  megabytesOf(positions, positionsF64, triangles, normals, uvs, uvTriangles)
