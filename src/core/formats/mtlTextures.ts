/** Options of a texture statement and how many values follow each (Wavefront MTL, 1995, and `-colorspace` of later tools). */
const optionValues: Readonly<Record<string, number>> = {
  '-blendu': 1,
  '-blendv': 1,
  '-bm': 1,
  '-boost': 1,
  '-cc': 1,
  '-clamp': 1,
  '-colorspace': 1,
  '-imfchan': 1,
  '-mm': 2,
  '-o': 3,
  '-s': 3,
  '-t': 3,
  '-texres': 1,
  '-type': 1,
}

/**
 * The colour textures (`map_Kd`) of a Wavefront material library: material name → file name as written, relative to
 * the library. Materials without one are left out.
 */
export const readMtlTextures = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const textures = new Map<string, string>()
  let material = ''
  for (const line of new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)) {
    const [, keyword, rest] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? []
    if (keyword === 'newmtl') material = rest
    else if (keyword?.toLowerCase() === 'map_kd' && !textures.has(material)) {
      const file = fileNameOf(rest)
      if (file) textures.set(material, file)
    }
  }
  return textures
}

const isTexture = (keyword: string): boolean => /^(map_.+|bump|disp|decal|refl|norm)$/i.test(keyword)

/** Every picture that a material library names, of whatever use, as written, each once. */
export const textureFilesOf = (bytes: Uint8Array): string[] => {
  const files = new Set<string>()
  for (const line of new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)) {
    const [, keyword, rest] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? []
    if (keyword && isTexture(keyword)) files.add(fileNameOf(rest))
  }
  files.delete('')
  return [...files]
}

/** What is left of a texture statement behind its options; file names may hold blanks. */
const fileNameOf = (statement: string): string => {
  let rest = statement
  for (;;) {
    const [option] = rest.split(/\s+/, 1)
    const values = optionValues[option.toLowerCase()]
    if (values === undefined) return rest
    rest = rest.slice(option.length).trimStart()
    for (let i = 0; i < values; i++) {
      const [value] = rest.split(/\s+/, 1)
      if (i > 0 && !/^[+-]?[\d.]/.test(value)) break
      rest = rest.slice(value.length).trimStart()
    }
  }
}
