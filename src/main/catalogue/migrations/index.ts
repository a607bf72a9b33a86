import { foundation } from './001_foundation.ts'
import { certificates } from './002_certificates.ts'
import { registrationReports } from './003_registration_reports.ts'
import { alignmentDetails } from './004_alignment_details.ts'
import { landmarkObservers } from './005_landmark_observers.ts'
import { maskLayers } from './006_mask_layers.ts'
import { alignmentsFromSurfaces } from './007_alignments_from_surfaces.ts'
import { proposalKinds } from './009_proposal_kinds.ts'
import { jointSteps } from './010_joint_steps.ts'
import { lensDistortion } from './011_lens_distortion.ts'
import { registrationTextures } from './012_registration_textures.ts'

export interface Migration {
  /** Rising: the catalogue's `user_version` once it has been applied. */
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** All migrations in order. They are modules, not .sql files, so that source and bundle find them alike. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'foundation', sql: foundation },
  { number: 2, name: 'certificates', sql: certificates },
  { number: 3, name: 'registration reports', sql: registrationReports },
  { number: 4, name: 'alignment details', sql: alignmentDetails },
  { number: 5, name: 'landmark observers', sql: landmarkObservers },
  { number: 6, name: 'mask layers', sql: maskLayers },
  { number: 7, name: 'alignments from surfaces', sql: alignmentsFromSurfaces },
  { number: 9, name: 'proposal kinds', sql: proposalKinds },
  { number: 10, name: 'joint steps', sql: jointSteps },
  { number: 11, name: 'lens distortion', sql: lensDistortion },
  { number: 12, name: 'registration textures', sql: registrationTextures },
]
