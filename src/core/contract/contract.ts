import type { z } from 'zod'
import { alignWorkMethods } from './methods/alignWork.ts'
import { evaluationMethods } from './methods/evaluation.ts'
import { exchangeMethods } from './methods/exchange.ts'
import { fileMethods } from './methods/files.ts'
import { libraryMethods } from './methods/library.ts'
import { maskCutMethods } from './methods/maskCuts.ts'
import { maskFileMethods } from './methods/maskFiles.ts'
import { maskProposalMethods } from './methods/maskProposals.ts'
import { maskMethods } from './methods/masks.ts'
import { photoPointMethods } from './methods/photoPoints.ts'
import { proposalMethods } from './methods/proposals.ts'
import { registeringMethods } from './methods/registering.ts'
import { type listedScheme, schemeMethods } from './methods/schemes.ts'
import { studyMethods } from './methods/study.ts'
import { surfaceMethods } from './methods/surfaces.ts'
import { togetherMethods } from './methods/together.ts'
import { workMethods } from './methods/work.ts'
import type * as s from './schemas.ts'

/** The one table of methods. Services and clients are mapped types over it. */
export const contract = {
  ...libraryMethods,
  ...workMethods,
  ...alignWorkMethods,
  ...fileMethods,
  ...maskFileMethods,
  ...maskProposalMethods,
  ...evaluationMethods,
  ...togetherMethods,
  ...surfaceMethods,
  ...exchangeMethods,
  ...schemeMethods,
  ...studyMethods,
  ...proposalMethods,
  ...photoPointMethods,
  ...maskMethods,
  ...maskCutMethods,
  ...registeringMethods,
} as const

export type Contract = typeof contract
export type MethodName = keyof Contract
export type JobName = { [M in MethodName]: Contract[M]['kind'] extends 'job' ? M : never }[MethodName]
export type CallName = Exclude<MethodName, JobName>

/** What a caller may pass: defaults may be left out. */
export type CallInput<M extends MethodName> = z.input<Contract[M]['input']>
/** What a service receives: parsed, defaults filled in. */
export type ServiceInput<M extends MethodName> = z.output<Contract[M]['input']>
export type Output<M extends MethodName> = z.output<Contract[M]['output']>

export type Scan = z.output<typeof s.scan>
export type Image = z.output<typeof s.image>
export type LandmarkSetRecord = z.output<typeof s.landmarkSet>
export type ListedScheme = z.output<typeof listedScheme>
export type Alignment = z.output<typeof s.alignment>
export type Registration = z.output<typeof s.registration>
export type HeadModel = z.output<typeof s.headModel>
export type Project = z.output<typeof s.project>
export type SubjectSummary = z.output<typeof s.subjectSummary>
export type SubjectDetail = z.output<typeof s.subjectDetail>
export type JobState = z.output<typeof s.jobState>
export type FolderEntry = z.output<typeof s.folderEntry>

/** What a host tells its windows without being asked. */
export type HostEvent =
  | { readonly type: 'job.changed'; readonly job: JobState }
  /** Something about these subjects (or, empty, the project as a whole) is new: ask again. */
  | { readonly type: 'project.changed'; readonly subjectIds: readonly string[] }
