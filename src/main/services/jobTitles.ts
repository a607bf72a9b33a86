import type { JobName } from '#core/contract/contract.ts'

/** What a job is called in lists, and whether it works on the open project (it then ends with it). */
export const jobTitles: { readonly [M in JobName]: { readonly title: string; readonly usesProject: boolean } } = {
  'captures.import': { title: 'Import', usesProject: true },
  'landmarks.propose': { title: 'Proposing landmarks', usesProject: true },
  'masks.propose': { title: 'Propose masks', usesProject: true },
  'alignments.run': { title: 'Align scans', usesProject: true },
  'alignments.edit': { title: 'Change alignment', usesProject: true },
  'registrations.run': { title: 'Register head model', usesProject: true },
  'registrations.report': { title: 'Report registrations', usesProject: true },
  'batch.run': { title: 'Run steps', usesProject: true },
  'exports.run': { title: 'Export', usesProject: true },
  'exports.verify': { title: 'Verify export', usesProject: false },
  'meshes.convert': { title: 'Convert mesh', usesProject: false },
  'meshes.sample': { title: 'Sample mesh', usesProject: false },
  'files.align': { title: 'Align files', usesProject: false },
  'files.distance': { title: 'Measure distances', usesProject: false },
  'files.alignMany': { title: 'Align files together', usesProject: false },
  'meshes.measure': { title: 'Measure surface', usesProject: false },
  'meshes.intersections': { title: 'Find self-intersections', usesProject: false },
  'meshes.decimate': { title: 'Decimate mesh', usesProject: false },
  'files.register': { title: 'Register file', usesProject: false },
  'files.registerTemplate': { title: 'Register template', usesProject: false },
  'files.evaluateH3ds': { title: 'Evaluate as H3DS', usesProject: false },
  'files.evaluateFace': { title: 'Evaluate a face', usesProject: false },
  'files.proposeMasks': { title: 'Propose masks for files', usesProject: false },
  'demo.run': { title: 'Demo', usesProject: false },
}
