import type { Job } from './types.ts'

/** All heavy work by its id, loaded when it is first asked for. To add some: its file and a line here. */
export const jobs = {
  alignManyMeshes: async () => (await import('./alignManyMeshes.ts')).alignManyMeshes,
  alignMeshes: async () => (await import('./alignMeshes.ts')).alignMeshes,
  carveMasks: async () => (await import('./carveMasks.ts')).carveMasks,
  carryLandmarks: async () => (await import('./carryLandmarks.ts')).carryLandmarks,
  carryToScan: async () => (await import('./carryToScan.ts')).carryToScan,
  checkLayout: async () => (await import('./checkLayout.ts')).checkLayout,
  convertLandmarks: async () => (await import('./convertLandmarks.ts')).convertLandmarks,
  checkMasks: async () => (await import('./checkMasks.ts')).checkMasks,
  compareMaskPair: async () => (await import('./compareMaskPair.ts')).compareMaskPair,
  convertMesh: async () => (await import('./convertMesh.ts')).convertMesh,
  cutMaskView: async () => (await import('./cutMaskView.ts')).cutMaskView,
  decimateMesh: async () => (await import('./decimateMesh.ts')).decimateMesh,
  drawRegistration: async () => (await import('./drawRegistration.ts')).drawRegistration,
  drawTexturedHead: async () => (await import('./drawTexturedHead.ts')).drawTexturedHead,
  evaluateFaceScan: async () => (await import('./evaluateFaceScan.ts')).evaluateFaceScan,
  evaluateH3dsScene: async () => (await import('./evaluateH3dsScene.ts')).evaluateH3dsScene,
  findSelfIntersections: async () => (await import('./findSelfIntersections.ts')).findSelfIntersections,
  generateDemo: async () => (await import('./generateDemo.ts')).generateDemo,
  inspectH3dsScene: async () => (await import('./inspectH3dsScene.ts')).inspectH3dsScene,
  inspectMesh: async () => (await import('./inspectMesh.ts')).inspectMesh,
  inspectModel: async () => (await import('./inspectModel.ts')).inspectModel,
  measureDistances: async () => (await import('./measureDistances.ts')).measureDistances,
  measureSurface: async () => (await import('./measureSurface.ts')).measureSurface,
  outlineInView: async () => (await import('./outlineInView.ts')).outlineInView,
  paintTrust: async () => (await import('./paintTrust.ts')).paintTrust,
  outlineViews: async () => (await import('./outlineViews.ts')).outlineViews,
  planH3dsSubject: async () => (await import('./planH3dsSubject.ts')).planH3dsSubject,
  planMicaSubject: async () => (await import('./planMicaSubject.ts')).planMicaSubject,
  proposeLandmarks: async () => (await import('./proposeLandmarks.ts')).proposeLandmarks,
  proposeMasks: async () => (await import('./proposeMasks.ts')).proposeMasks,
  readCameraFile: async () => (await import('./readCameraFile.ts')).readCameraFile,
  readLandmarkFile: async () => (await import('./readLandmarkFile.ts')).readLandmarkFile,
  readPhotoLandmarkFiles: async () => (await import('./readPhotoLandmarkFiles.ts')).readPhotoLandmarkFiles,
  refineMask: async () => (await import('./refineMask.ts')).refineMask,
  registerScan: async () => (await import('./registerScan.ts')).registerScan,
  registerTemplateFiles: async () => (await import('./registerTemplateFiles.ts')).registerTemplateFiles,
  registerSequenceFrame: async () => (await import('./registerSequenceFrame.ts')).registerSequenceFrame,
  shareIdentity: async () => (await import('./shareIdentity.ts')).shareIdentity,
  renderPictures: async () => (await import('./renderPictures.ts')).renderPictures,
  checkTexture: async () => (await import('./checkTexture.ts')).checkTexture,
  residualParts: async () => (await import('./residualParts.ts')).residualParts,
  runMaskModel: async () => (await import('./runMaskModel.ts')).runMaskModel,
  sampleMesh: async () => (await import('./sampleMesh.ts')).sampleMesh,
  textureRegistration: async () => (await import('./textureRegistration.ts')).textureRegistration,
} as const

export type JobTable = { readonly [Id in keyof typeof jobs]: Awaited<ReturnType<(typeof jobs)[Id]>> }
export type JobId = keyof JobTable
export type JobInput<Id extends JobId> = JobTable[Id] extends Job<infer In, infer _Out> ? In : never
export type JobOutput<Id extends JobId> = JobTable[Id] extends Job<infer _In, infer Out> ? Out : never
