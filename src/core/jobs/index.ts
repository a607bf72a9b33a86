import { alignMeshes } from './alignMeshes.ts'
import { checkLayout } from './checkLayout.ts'
import { convertMesh } from './convertMesh.ts'
import { evaluateFaceScan } from './evaluateFaceScan.ts'
import { evaluateH3dsScene } from './evaluateH3dsScene.ts'
import { generateDemo } from './generateDemo.ts'
import { inspectH3dsScene } from './inspectH3dsScene.ts'
import { inspectMesh } from './inspectMesh.ts'
import { inspectModel } from './inspectModel.ts'
import { measureDistances } from './measureDistances.ts'
import { planH3dsSubject } from './planH3dsSubject.ts'
import { planMicaSubject } from './planMicaSubject.ts'
import { proposeMasks } from './proposeMasks.ts'
import { readCameraFile } from './readCameraFile.ts'
import { readLandmarkFile } from './readLandmarkFile.ts'
import { registerScan } from './registerScan.ts'
import { renderPictures } from './renderPictures.ts'
import type { Job } from './types.ts'

/** All heavy work by its id. To add some: its file and a line here. */
export const jobs = {
  alignMeshes,
  checkLayout,
  convertMesh,
  evaluateFaceScan,
  evaluateH3dsScene,
  generateDemo,
  inspectH3dsScene,
  inspectMesh,
  inspectModel,
  measureDistances,
  planH3dsSubject,
  planMicaSubject,
  proposeMasks,
  readCameraFile,
  readLandmarkFile,
  registerScan,
  renderPictures,
} as const

export type JobTable = typeof jobs
export type JobId = keyof JobTable
export type JobInput<Id extends JobId> = JobTable[Id] extends Job<infer In, infer _Out> ? In : never
export type JobOutput<Id extends JobId> = JobTable[Id] extends Job<infer _In, infer Out> ? Out : never
