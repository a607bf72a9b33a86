import type Database from 'better-sqlite3'
import { alignmentCertificateTable } from './alignmentCertificates.ts'
import { alignmentDetailTable } from './alignmentDetails.ts'
import { alignmentStepTable } from './alignmentSteps.ts'
import { alignmentTable } from './alignments.ts'
import { cameraTable } from './cameras.ts'
import { eventTable } from './events.ts'
import { exportTable } from './exports.ts'
import { fileTable } from './files.ts'
import { frameTable } from './frames.ts'
import { historyTable } from './history.ts'
import { imageTable } from './images.ts'
import { jobResultTable } from './jobResults.ts'
import { landmarkSetTable } from './landmarkSets.ts'
import { landmarkTable } from './landmarks.ts'
import { maskClassTable } from './maskClasses.ts'
import { maskProposalTable } from './maskProposals.ts'
import { maskTable } from './masks.ts'
import { maskTileTable } from './maskTiles.ts'
import { modelTable } from './models.ts'
import { projectTable } from './projects.ts'
import { registrationReportTable } from './registrationReports.ts'
import { registrationTable } from './registrations.ts'
import { registrationTextureTable } from './registrationTextures.ts'
import { scanTable } from './scans.ts'
import { sequenceTable } from './sequences.ts'
import { subjectTable } from './subjects.ts'
import { subjectValueTable } from './subjectValues.ts'
import { trustTable } from './trust.ts'

/** Every table's prepared statements. */
export const createTables = (db: Database.Database) => ({
  projects: projectTable(db),
  subjects: subjectTable(db),
  subjectValues: subjectValueTable(db),
  sequences: sequenceTable(db),
  frames: frameTable(db),
  files: fileTable(db),
  scans: scanTable(db),
  cameras: cameraTable(db),
  images: imageTable(db),
  landmarkSets: landmarkSetTable(db),
  landmarks: landmarkTable(db),
  masks: maskTable(db),
  maskTiles: maskTileTable(db),
  maskClasses: maskClassTable(db),
  maskProposals: maskProposalTable(db),
  history: historyTable(db),
  alignments: alignmentTable(db, historyTable(db)),
  alignmentSteps: alignmentStepTable(db),
  alignmentCertificates: alignmentCertificateTable(db),
  alignmentDetails: alignmentDetailTable(db),
  models: modelTable(db),
  registrations: registrationTable(db),
  registrationReports: registrationReportTable(db),
  registrationTextures: registrationTextureTable(db),
  trust: trustTable(db, historyTable(db)),
  exports: exportTable(db),
  jobResults: jobResultTable(db),
  events: eventTable(db),
})

export type Tables = ReturnType<typeof createTables>
