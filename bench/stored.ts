/** What one peer needed on the reference machine. */
export interface StoredTime {
  readonly ms: number
  readonly allThreadsMs?: number
}

export interface StoredTask {
  /** Which of the machine's limits the task is nearest to: what its times are scaled by where no peer ran beside. */
  readonly boundBy: ProbeName
  readonly peers: Readonly<Record<string, StoredTime>>
}

/** What is measured of a machine, each by `bench/peers/machine.cpp`. */
export const probeNames = ['readGbPerSecond', 'triadGbPerSecond', 'latencyNs', 'multiplyAddGflops'] as const
export type ProbeName = (typeof probeNames)[number]
export type Probes = Readonly<Record<ProbeName, number>>

/**
 * The reference machine: two cores with AVX-512, Debian 12, peers compiled -O3 or as packaged, medians, one thread.
 * Every figure of this file was measured there once, with the inputs that `headMesh` resembles. Memory beyond the
 * caches; multiply-adds with the 128-bit SIMD that WebAssembly has.
 */
export const referenceProbes: Probes = {
  readGbPerSecond: 41,
  triadGbPerSecond: 34,
  latencyNs: 157,
  multiplyAddGflops: 66,
}

const times = (ms: number, allThreadsMs?: number): StoredTime =>
  allThreadsMs === undefined ? { ms } : { ms, allThreadsMs }

export const storedTasks = {
  objPlain: {
    boundBy: 'multiplyAddGflops',
    peers: {
      fast_obj: times(94),
      rapidobj: times(196, 123),
      assimp: times(523),
      CGAL: times(1185),
      PCL: times(1412),
      Open3D: times(1603),
      CloudCompare: times(3514),
    },
  },
  objFull: {
    boundBy: 'multiplyAddGflops',
    peers: { fast_obj: times(168), rapidobj: times(344), assimp: times(1107), CGAL: times(1558), Open3D: times(2206) },
  },
  ply: {
    boundBy: 'readGbPerSecond',
    peers: { miniply: times(38), Open3D: times(170), PCL: times(208), assimp: times(210), CGAL: times(304) },
  },
  stl: {
    boundBy: 'latencyNs',
    peers: { VTK: times(596), trimesh: times(1938), Open3D: times(4399) },
  },
  pointTreeBuild: {
    boundBy: 'multiplyAddGflops',
    peers: {
      PCL: times(95),
      CGAL: times(127),
      nanoflann: times(151),
      small_gicp: times(176, 114),
      Open3D: times(247),
    },
  },
  nearestCoherent: {
    boundBy: 'multiplyAddGflops',
    peers: {
      small_gicp: times(253, 128),
      nanoflann: times(295, 149),
      CGAL: times(342, 178),
      Open3D: times(353, 180),
      PCL: times(958, 511),
    },
  },
  nearestRandom: {
    boundBy: 'latencyNs',
    peers: {
      CGAL: times(667, 318),
      nanoflann: times(707, 340),
      small_gicp: times(891, 395),
      PCL: times(1232, 654),
      Open3D: times(1442, 1094),
    },
  },
  triangleTreeBuild: {
    boundBy: 'multiplyAddGflops',
    peers: { 'Embree 3': times(473, 233), Open3D: times(792, 347), CGAL: times(849), fcpw: times(1034) },
  },
  closestCoherent: {
    boundBy: 'multiplyAddGflops',
    peers: {
      fcpw: times(205, 102),
      'Embree 3': times(264, 147),
      Open3D: times(372, 196),
      CGAL: times(582, 289),
    },
  },
  closestRandom: {
    boundBy: 'latencyNs',
    peers: {
      fcpw: times(583, 258),
      'Embree 3': times(617, 315),
      Open3D: times(754, 380),
      CGAL: times(1937, 771),
    },
  },
  rays: {
    boundBy: 'multiplyAddGflops',
    peers: {
      'Embree 3': times(126, 65),
      Open3D: times(275, 137),
      fcpw: times(298, 129),
      CGAL: times(965, 355),
    },
  },
  icpPlane: {
    boundBy: 'multiplyAddGflops',
    peers: { small_gicp: times(1214, 655), Open3D: times(1247, 730), PCL: times(1991) },
  },
  icpPoint: {
    boundBy: 'multiplyAddGflops',
    peers: {
      Open3D: times(1641, 967),
      small_gicp: times(1693, 623),
      PCL: times(2347),
      CloudCompare: times(2554, 1716),
    },
  },
  icpCrop: {
    boundBy: 'multiplyAddGflops',
    peers: { Open3D: times(925, 623), CloudCompare: times(1627), 'Fast-and-Robust-ICP': times(3226) },
  },
  cloudToMesh: { boundBy: 'multiplyAddGflops', peers: { CloudCompare: times(1867) } },
  flameForward: { boundBy: 'readGbPerSecond', peers: { numpy: times(0.78, 0.47) } },
  blendshapes: { boundBy: 'readGbPerSecond', peers: { OpenBLAS: times(0.52, 0.17) } },
  gramMatrix: { boundBy: 'multiplyAddGflops', peers: { OpenBLAS: times(8.4, 4.5) } },
  flameFit: { boundBy: 'multiplyAddGflops', peers: { numpy: times(805, 589) } },
  nonRigid: {
    boundBy: 'multiplyAddGflops',
    peers: { CHOLMOD: times(3015), trimesh: times(4761), Eigen: times(7831), MeshMonk: times(9708) },
  },
} as const satisfies Record<string, StoredTask>
