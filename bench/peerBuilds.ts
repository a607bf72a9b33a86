/** How a peer's driver (`bench/peers/FILE`) becomes a program, and the Debian packages that it needs. */
export interface PeerBuild {
  /** As the tables name it. */
  readonly peer: string
  readonly file: string
  readonly packages: string
  /** What the compiler needs besides the source; absent for a script. */
  readonly compiler?: readonly string[]
}

const cpp = (peer: string, file: string, packages: string, compiler: readonly string[] = []): PeerBuild => ({
  peer,
  file,
  packages: `g++ ${packages}`.trim(),
  compiler,
})

export const peerBuilds = {
  machine: cpp('machine', 'machine.cpp', ''),
  nanoflann: cpp('nanoflann', 'nanoflann.cpp', 'libnanoflann-dev'),
  embree: cpp('Embree 3', 'embree.cpp', 'libembree-dev libtbb-dev', ['-lembree3']),
  assimp: cpp('assimp', 'assimp.cpp', 'libassimp-dev', ['-lassimp']),
} as const satisfies Record<string, PeerBuild>

export type PeerName = keyof typeof peerBuilds
