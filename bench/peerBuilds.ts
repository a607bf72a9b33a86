/** How a peer's driver (`bench/peers/FILE`) becomes a program, and the Debian packages that it needs. */
export interface PeerBuild {
  /** As the tables name it. */
  readonly peer: string
  readonly file: string
  readonly packages: string
  /** What the compiler needs besides the source; absent for a script. */
  readonly compiler?: readonly string[]
}

/** For peers of headers alone; what comes compiled is used as it is packaged, with Eigen's alignment as it was built. */
const native = ['-march=native']

const cpp = (peer: string, file: string, packages: string, compiler: readonly string[]): PeerBuild => ({
  peer,
  file,
  packages: `g++ ${packages}`.trim(),
  compiler,
})

const eigen = '-I/usr/include/eigen3'
const pcl = [eigen, '-I/usr/include/pcl-1.13', '-lpcl_kdtree', '-lpcl_search', '-lpcl_common', '-lflann_cpp', '-llz4']

export const peerBuilds = {
  machine: cpp('machine', 'machine.cpp', '', native),
  nanoflann: cpp('nanoflann', 'nanoflann.cpp', 'libnanoflann-dev', native),
  embree: cpp('Embree 3', 'embree.cpp', 'libembree-dev libtbb-dev', [...native, '-lembree3']),
  assimp: cpp('assimp', 'assimp.cpp', 'libassimp-dev', ['-lassimp']),
  fastObj: cpp('fast_obj', 'fastObj.cpp', 'and fast_obj.h in a folder of CAMEO_BENCH_INCLUDE', native),
  tinyobjloader: cpp('tinyobjloader', 'tinyobjloader.cpp', 'libtinyobjloader-dev', ['-ltinyobjloader']),
  cgalTree: cpp('CGAL', 'cgalTree.cpp', 'libcgal-dev', [...native, '-lgmp', '-lmpfr']),
  pclTree: cpp('PCL', 'pclTree.cpp', 'libpcl-dev', pcl),
  pclIcp: cpp('PCL', 'pclIcp.cpp', 'libpcl-dev', [...pcl, '-lpcl_registration', '-lpcl_features', '-lpcl_filters']),
  open3dIcp: cpp('Open3D', 'open3dIcp.cpp', 'libopen3d-dev', [
    ...[eigen, '-I/usr/include/open3d', '-fopenmp', '-lOpen3D', '-lfmt'],
  ]),
} as const satisfies Record<string, PeerBuild>

export type PeerName = keyof typeof peerBuilds
