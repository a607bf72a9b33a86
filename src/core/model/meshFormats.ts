export const meshFormatNames = ['obj', 'ply', 'stl', 'off'] as const
export type MeshFormatName = (typeof meshFormatNames)[number]

/** Endings of the mesh files that Cameo writes. */
export const writtenMeshFormats = [...meshFormatNames, 'glb'] as const
export type WrittenMeshFormat = (typeof writtenMeshFormats)[number]

/** Those in which a vertex keeps its place in the list, which a registration to a head model is about. */
export const orderedMeshFormats = ['obj', 'ply', 'off', 'glb'] as const satisfies readonly WrittenMeshFormat[]
