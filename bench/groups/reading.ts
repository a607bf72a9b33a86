import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMesh, writeMesh } from '../../src/core/formats/index.ts'
import type { Mesh } from '../../src/core/model/mesh.ts'
import { openFileSource } from '../../src/main/files/fileSource.ts'
import { headMesh } from '../headMesh.ts'
import { objText } from '../objText.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

const tasks = [
  { file: 'plain.obj', title: 'OBJ, v + f', goal: 'objPlain' },
  { file: 'full.obj', title: 'OBJ, v vt vn + f', goal: 'objFull' },
  { file: 'head.ply', title: 'PLY binary', goal: 'ply' },
  { file: 'head.stl', title: 'STL binary, welded', goal: 'stl' },
] as const

const writeInputs = (folder: string): void => {
  const mesh = headMesh(1_000_000)
  writeFileSync(join(folder, 'plain.obj'), objText(mesh, 'plain'))
  writeFileSync(join(folder, 'full.obj'), objText(mesh, 'full'))
  for (const format of ['ply', 'stl'] as const)
    writeFileSync(join(folder, `head.${format}`), writeMesh(mesh, { format }))
}

/** What a user waits for: `readMesh` on a file that the system has in its page cache. */
const readFile = (path: string): Mesh => {
  const file = openFileSource(path)
  try {
    return readMesh(file, path).mesh
  } finally {
    file.close()
  }
}

const arraysMbOf = ({ positions, positionsF64, triangles, normals, uvs, uvTriangles }: Mesh): number => {
  const arrays = [positions, positionsF64, triangles, normals, uvs, uvTriangles]
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0) / 2 ** 20
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    writeInputs(folder)
    const paths = tasks.map(({ file }) => join(folder, file))
    await bench.peer('assimp', paths.slice(0, 3))
    const lines: BenchLine[] = []
    for (const [i, { title, goal }] of tasks.entries()) {
      lines.push(
        await bench.measure({
          task: `1M ${title}, from disk`,
          goal,
          peerTask: goal,
          arraysMb: arraysMbOf(readFile(paths[i])),
          ours: () => readFile(paths[i]),
        }),
      )
    }
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const reading: BenchGroup = { name: 'reading', run }
