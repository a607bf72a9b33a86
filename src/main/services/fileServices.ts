import type { MethodName } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { evaluationServices } from './evaluations.ts'
import { fileAlignManyServices } from './fileAlignMany.ts'
import { fileDistanceServices } from './fileDistances.ts'
import { fileLandmarkServices } from './fileLandmarks.ts'
import { fileMaskServices } from './fileMasks.ts'
import { fileSurfaceServices } from './fileSurfaces.ts'
import type { FileHouse } from './house.ts'
import { jobServices } from './jobs.ts'
import { fileCheckServices } from './landmarkCheck.ts'
import { fileStudyServices } from './landmarkStudy.ts'
import { fileProposalServices } from './proposeForFile.ts'
import { sequenceServices } from './registerSequence.ts'
import { registeringServices } from './registerTemplate.ts'
import { standaloneServices } from './standaloneFiles.ts'

/** Methods that need no project, and so neither the catalogue nor what stands on it. */
export type FileMethod = Extract<MethodName, `${'files' | 'meshes' | 'jobs'}.${string}`>

export const fileServices = (house: FileHouse): Pick<Services, FileMethod> => ({
  ...jobServices(house),
  ...standaloneServices(house),
  ...fileAlignManyServices(house),
  ...fileDistanceServices(house),
  ...fileSurfaceServices(house),
  ...fileLandmarkServices(house),
  ...fileStudyServices(),
  ...fileCheckServices(house),
  ...fileProposalServices(house),
  ...fileMaskServices(house),
  ...evaluationServices(house),
  ...registeringServices(house),
  ...sequenceServices(house),
})
