/** What a texture can be asked to be made from. */
export const textureOrigins = ['scan', 'photos'] as const
export type TextureOrigin = (typeof textureOrigins)[number]

/** What its colours came from: of a scan its picture, else its vertices. */
export const textureSources = ['photos', 'texture', 'colors'] as const
export type TextureSource = (typeof textureSources)[number]

/** Values of a texture's mask. */
export const textureMask = { measured: 255, filled: 128, outside: 0 } as const
