import { resolve } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf } from '#core/model/run.ts'
import { realPathOf } from '../files/safePath.ts'
import { type CaptureFolder, findCaptures } from './captureLayout.ts'
import { gatherCapture } from './gatherCapture.ts'
import type { House } from './house.ts'
import { storeCapture } from './storeCapture.ts'

const nothingFound = (path: string): Warning => ({
  code: 'no-capture',
  message: `${path} holds no capture: a capture folder holds scans (.ply, .obj, .stl, .off, .glb, .gltf), their landmarks, images and cameras.npz.`,
})

const summaryOf = (capture: CaptureFolder) => ({
  name: capture.name,
  path: capture.path,
  scans: capture.scans.length,
  images: capture.images.length,
  landmarkFiles: capture.scans.filter(({ landmarksPath }) => landmarksPath !== null).length,
  cameras: capture.cameras ? 1 : 0,
})

export const captureServices = ({ session, pool }: House): Pick<Services, 'captures.inspect' | 'captures.import'> => ({
  'captures.inspect': async ({ path }) => {
    const folder = await realPathOf(resolve(path))
    const { kind, captures } = await findCaptures(folder)
    return {
      kind,
      subjects: captures.map(summaryOf),
      warnings: [
        ...(kind === 'nothing' ? [nothingFound(folder)] : []),
        ...captures.flatMap(({ left }) =>
          left.map((file) => ({ code: 'left-out', message: `${file.path}: ${file.reason}` })),
        ),
      ],
    }
  },

  'captures.import': async ({ path }, context) => {
    const project = session.open
    const folder = await realPathOf(resolve(path))
    const { captures } = await findCaptures(folder)
    if (captures.length === 0) throw badInput('no-capture', nothingFound(folder).message, { path: folder })
    const subjectIds: string[] = []
    const skipped: { path: string; reason: string }[] = []
    const warnings: Warning[] = []
    for (const [i, capture] of captures.entries()) {
      const part = partOf(context, { from: i / captures.length, to: (i + 1) / captures.length })
      const gathered = await gatherCapture(capture, { pool, context: part })
      checkCancelled(context)
      const stored = await storeCapture(project, gathered)
      skipped.push(...gathered.skipped, ...stored.skipped)
      warnings.push(...gathered.warnings, ...stored.warnings)
      if (stored.subjectId) {
        subjectIds.push(stored.subjectId)
        project.changed(stored.subjectId)
        project.photoVersions.prepare(project.tables.images.bySubject(stored.subjectId))
      }
    }
    return { subjectIds, skipped, warnings }
  },
})
