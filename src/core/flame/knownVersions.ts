/** sha256 of publicly distributed model files, as quoted in public repositories. */
const knownVersions: ReadonlyMap<string, string> = new Map([
  ['efcd14cc4a69f3a3d9af8ded80146b5b6b50df3bd74cf69108213b144eba725b', 'FLAME 2020 generic'],
  ['8fb1af0db1abb51053ead8fd1f2624a63d01c9602f4a4fb4ea23bd2c82017fa0', 'FLAME 2023'],
  ['e75a0990728ba038c7da2a420ae4396f7ddd7781366c13026066c5b24f127623', 'FLAME 2023 Open'],
])

/** The public name of a model file, "unknown" where its hash is not in the table. */
export const knownVersionOf = (sha256: string | null): string =>
  (sha256 === null ? undefined : knownVersions.get(sha256.toLowerCase())) ?? 'unknown'
