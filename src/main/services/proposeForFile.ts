import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import type { RunContext } from '#core/model/run.ts'
import { hashFile } from '../files/hashFile.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { findScheme } from './schemes.ts'

type Proposed = Output<'landmarks.propose'>

/** Nobody has seen a proposal yet: it is uncertain, and says why. */
const asLandmark = ({ name, position, surface, sigmaMm, basis }: Proposed['proposals'][number]): Landmark => ({
  name,
  status: 'uncertain',
  position,
  surface,
  reason: `proposed from the ${basis}, to about ${sigmaMm.toFixed(1)} mm`,
})

const withProposals = (set: LandmarkSet, { proposals }: Proposed, scheme: string): LandmarkSet => {
  const proposed = new Map(proposals.map((proposal) => [proposal.name, asLandmark(proposal)]))
  const kept = set.landmarks.filter(({ name }) => !proposed.has(name))
  return { ...set, scheme, landmarks: [...kept, ...proposed.values()] }
}

const propose = async (
  { pool }: Pick<FileHouse, 'pool'>,
  input: ServiceInput<'files.proposeLandmarks'>,
  context: RunContext,
): Promise<Output<'files.proposeLandmarks'>> => {
  if (input.embedding !== null && input.model === null) {
    throw badInput('flame-embedding', 'An embedding is of no use without the head model that it lies on. Give both.')
  }
  const scheme = await findScheme(input.scheme, null)
  const scan = namedFile(input.mesh)
  const read = await pool.run('readLandmarkFile', namedFile(input.landmarks), context)
  const model = input.model && {
    file: namedFile(input.model),
    sha256: (await hashFile(resolve(input.model), context.signal)).sha256,
    embedding: input.embedding === null ? null : namedFile(input.embedding),
  }
  const job = { scan, unit: read.set.unit, landmarks: read.set, scheme, population: [], model: model || null }
  const result = await pool.run('proposeLandmarks', job, context)
  const warnings = [...read.warnings, ...result.warnings]
  if (input.output === null) return { ...result, output: null, warnings }
  const output = resolve(input.output)
  const set = withProposals(read.set, result, scheme.name)
  const written = await pool.run('convertLandmarks', {
    input: set,
    outputName: basename(output),
    scheme,
    keepsOthers: true,
    mesh: null,
  })
  await writeFileAtomic(output, written.bytes)
  return { ...result, output, warnings: [...warnings, ...written.warnings] }
}

export const fileProposalServices = (house: Pick<FileHouse, 'pool'>): Pick<Services, 'files.proposeLandmarks'> => ({
  'files.proposeLandmarks': (input, context) => propose(house, input, context),
})
