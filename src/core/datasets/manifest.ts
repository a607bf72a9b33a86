import { z } from 'zod'
import { badInput, CameoError } from '../model/errors.ts'
import { type CheckFinding, type DatasetLayoutName, datasetLayoutNames, type FolderListing } from './types.ts'

/** The last file an export writes: what belongs to it, byte for byte. */
export const manifestFileName = 'manifest.json'

/** Hashes bytes: lower-case hexadecimal SHA-256. The core has no cryptography; the host hands it in. */
export type Sha256 = (bytes: Uint8Array) => string

export interface ManifestFile {
  /** Relative to the manifest, with “/”. */
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
}

export interface Manifest {
  readonly layout: DatasetLayoutName
  readonly toolVersion: string
  readonly files: readonly ManifestFile[]
}

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/)

const manifestSchema = z.strictObject({
  format: z.literal('cameo-manifest'),
  version: z.literal(1),
  layout: z.enum(datasetLayoutNames),
  toolVersion: z.string(),
  files: z.array(z.strictObject({ path: z.string().min(1), sizeBytes: z.number().int().min(0), sha256: hexDigest })),
  /** Of this document with an empty string in this place. */
  sha256: hexDigest,
})

const serialize = ({ layout, toolVersion, files }: Manifest, sha256: string): Uint8Array => {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const rows = sorted.map(({ path, sizeBytes, sha256: digest }) => JSON.stringify({ path, sizeBytes, sha256: digest }))
  const head = JSON.stringify({ format: 'cameo-manifest', version: 1, layout, toolVersion }).slice(0, -1)
  const list = rows.length > 0 ? `[\n${rows.join(',\n')}\n]` : '[]'
  return new TextEncoder().encode(`${head},"files":${list},"sha256":"${sha256}"}\n`)
}

/**
 * The manifest's bytes: files sorted by path, no dates, so that the same export gives the same bytes. It carries its
 * own hash, so that a change of the manifest itself is found as well.
 *
 * @throws input/export-paths where two paths are equal on a disk that ignores case, or one leaves the folder.
 */
export const writeManifest = (manifest: Manifest, sha256: Sha256): Uint8Array => {
  checkPaths(manifest.files.map(({ path }) => path))
  return serialize(manifest, sha256(serialize(manifest, '')))
}

const checkPaths = (paths: readonly string[]): void => {
  const seen = new Map<string, string>()
  for (const path of paths) {
    if (!isInside(path)) throw badInput('export-paths', `“${path}” is no path within the export.`)
    const folded = path.normalize('NFC').toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined) {
      throw badInput(
        'export-paths',
        `“${other}” and “${path}” are the same file on many disks. Rename one of the subjects.`,
      )
    }
    seen.set(folded, path)
  }
}

const isInside = (path: string): boolean =>
  !path.startsWith('/') &&
  !/[\\:\0]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/**
 * Reads a manifest and checks it against its own hash.
 *
 * @throws input/manifest.
 */
export const readManifest = (bytes: Uint8Array, sha256: Sha256): Manifest => {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw badInput('manifest', 'The manifest is damaged: it is no JSON.')
  }
  const parsed = manifestSchema.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw badInput('manifest', `The manifest is damaged at ${issue.path.join('.') || 'its top'}: ${issue.message}.`)
  }
  const { layout, toolVersion, files } = parsed.data
  const manifest = { layout, toolVersion, files }
  const expected = serialize(manifest, sha256(serialize(manifest, '')))
  if (expected.length !== bytes.length || expected.some((byte, i) => byte !== bytes[i])) {
    throw badInput('manifest', 'The manifest was changed after it was written: its own hash does not fit.')
  }
  checkPaths(files.map(({ path }) => path))
  return manifest
}

/** Compares the files that are there with the manifest: changed, missing and extra ones. */
export const compareWithManifest = (manifest: Manifest, present: Iterable<ManifestFile>): CheckFinding[] => {
  const expected = new Map(manifest.files.map((file) => [file.path, file]))
  const findings: CheckFinding[] = []
  for (const file of present) {
    if (file.path === manifestFileName) continue
    const known = expected.get(file.path)
    expected.delete(file.path)
    if (!known) findings.push(finding(file.path, 'is not in the manifest: it was added after the export.'))
    else if (known.sizeBytes !== file.sizeBytes) {
      findings.push(
        finding(
          file.path,
          `has ${file.sizeBytes} bytes instead of ${known.sizeBytes}: it was changed after the export.`,
        ),
      )
    } else if (known.sha256 !== file.sha256) findings.push(finding(file.path, 'has other content than was exported.'))
  }
  for (const path of expected.keys()) findings.push(finding(path, 'is missing.'))
  return findings.sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1))
}

const finding = (path: string, message: string): CheckFinding => ({
  severity: 'error',
  message: `${path} ${message}`,
  path,
})

/** Verifies a folder against the manifest in it. `manifest` is null where there is none or it is damaged. */
export const verifyListing = (
  listing: FolderListing,
  sha256: Sha256,
): { manifest: Manifest | null; findings: CheckFinding[] } => {
  const paths = listing.list()
  if (!paths.includes(manifestFileName)) {
    return {
      manifest: null,
      findings: [finding(manifestFileName, 'is missing: the export was not finished, or this is none.')],
    }
  }
  try {
    const manifest = readManifest(listing.read(manifestFileName), sha256)
    return { manifest, findings: compareWithManifest(manifest, presentFiles(listing, paths, sha256)) }
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    return { manifest: null, findings: [{ severity: 'error', message: error.message, path: manifestFileName }] }
  }
}

function* presentFiles(listing: FolderListing, paths: readonly string[], sha256: Sha256): Generator<ManifestFile> {
  for (const path of paths) {
    const bytes = listing.read(path)
    yield { path, sizeBytes: bytes.length, sha256: sha256(bytes) }
  }
}
