import { join } from 'node:path'
import { vertexNormals } from '../src/core/geometry/normals.ts'
import { PointTree } from '../src/core/kernels/pointTree.ts'
import { pointTreeBytes } from '../src/core/kernels/pointTreeBuild.ts'
import { TriangleTree } from '../src/core/kernels/triangleTree.ts'
import { triangleTreeBytes } from '../src/core/kernels/triangleTreeBuild.ts'
import { headMesh } from './headMesh.ts'
import { icpCase } from './icpCase.ts'
import { runIcpCase } from './icpRun.ts'
import type { PeerName } from './peerBuilds.ts'
import type { PeerInput } from './peers.ts'
import { arraysMbOf, megabytesOf, readFile, readingTasks } from './readingFiles.ts'

/** A task whose memory counts. */
export interface MemoryTask {
  readonly title: string
  /** Everything the task is given that is in memory is made here; what is measured is `run` alone. */
  readonly prepare: () => {
    readonly run: () => unknown
    /** The arrays that the task answers with, those of a tree among them; of an alignment those it is given. */
    readonly arraysMb: number
  }
  readonly peers: readonly PeerName[]
  /** Its name in the peers' drivers. */
  readonly peerTask: string
  readonly peerInputs: () => readonly PeerInput[]
}

const objPeers = ['assimp', 'fastObj', 'tinyobjloader'] as const

const readers = (folder: string): MemoryTask[] =>
  readingTasks.map(({ file, title, task }) => ({
    title: `reading 1M ${title}`,
    prepare: () => {
      const found = { arraysMb: 0 }
      return {
        run: () => {
          found.arraysMb = arraysMbOf(readFile(join(folder, file)))
        },
        get arraysMb() {
          return found.arraysMb
        },
      }
    },
    peers: { objPlain: objPeers, objFull: objPeers, ply: ['assimp'] as const, stl: [] }[task],
    peerTask: task,
    peerInputs: () => readingTasks.slice(0, 3).map((one) => join(folder, one.file)),
  }))

/** The kernels are compiled before, as the peers' code is. */
const compileKernels = (): void => {
  const { positions, triangles } = headMesh(100)
  PointTree.build(positions).release()
  TriangleTree.build({ positions, triangles }).release()
}

const treeMb = (bytes: Readonly<Record<string, number>>): number =>
  Object.values(bytes).reduce((sum, one) => sum + one, 0) / 2 ** 20

const kdTree: MemoryTask = {
  title: 'kd-tree of 1M points',
  prepare: () => {
    const { positions } = headMesh(1_000_000)
    compileKernels()
    return {
      run: () => PointTree.build(positions),
      arraysMb: treeMb(pointTreeBytes(positions.length / 3)),
    }
  },
  peers: ['nanoflann', 'cgalTree', 'pclTree'],
  peerTask: 'build',
  peerInputs: () => {
    const { positions } = headMesh(1_000_000)
    return [positions, positions.subarray(0, 3), positions.subarray(0, 3)]
  },
}

const bvh: MemoryTask = {
  title: 'BVH of 2M triangles',
  prepare: () => {
    const mesh = headMesh(1_000_000)
    compileKernels()
    return {
      run: () => TriangleTree.build(mesh),
      arraysMb: treeMb(triangleTreeBytes(mesh.triangles.length / 3)),
    }
  },
  peers: ['embree'],
  peerTask: 'build',
  peerInputs: () => {
    const { positions, triangles } = headMesh(1_000_000)
    const few = positions.subarray(0, 3)
    return [positions, triangles, few, few, few, few, few, few]
  },
}

const alignment: MemoryTask = {
  title: 'alignment 50k → 1M',
  prepare: () => {
    const scans = icpCase('whole')
    const { target, source, sourceNormals } = scans
    return {
      run: () => runIcpCase(scans, { metric: 'point-to-plane', overlap: 1, kernel: 'none' }),
      arraysMb: megabytesOf(target.positions, target.triangles, source, sourceNormals),
    }
  },
  peers: ['open3dIcp', 'pclIcp'],
  peerTask: 'plane',
  peerInputs: () => {
    const { target, source, sourceNormals } = icpCase('whole')
    return [target.positions, vertexNormals(target), source, sourceNormals]
  },
}

/** `folder` holds the files of `writeReadingFiles`. */
export const memoryTasks = (folder: string): readonly MemoryTask[] => [...readers(folder), kdTree, bvh, alignment]
