import { resolve } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import { checkCancelled } from '#core/model/run.ts'
import { realPathOf } from '../files/safePath.ts'
import { landmarksBeside } from './captureLayout.ts'
import { gatherFurtherScan } from './gatherCapture.ts'
import type { House } from './house.ts'
import { scanRecord } from './records.ts'
import { storeFurtherScan } from './storeCapture.ts'

export const scanServices = ({ session, pool }: House): Pick<Services, 'scans.add' | 'scans.setUnit'> => ({
  'scans.add': async ({ subjectId, path: given, role }, context) => {
    const project = session.open
    const { id } = project.subject(subjectId)
    const path = await realPathOf(resolve(given))
    const landmarksPath = await landmarksBeside(path)
    const gathered = await gatherFurtherScan({ path, role, landmarksPath }, { pool, context })
    checkCancelled(context)
    const stored = storeFurtherScan(project, id, gathered.scan)
    project.changed(id)
    return {
      scan: await scanRecord(project, project.scan(stored.scanId)),
      warnings: [...gathered.warnings, ...stored.warnings],
    }
  },
  'scans.setUnit': async ({ scanId, unit, up }) => {
    const project = session.open
    const before = project.scan(scanId)
    project.transaction(() => {
      project.tables.scans.setUnit(scanId, unit, up)
      project.record('scan.unit-set', before.subjectId, {
        scanId,
        old: { unit: before.unit, unitSource: before.unitSource, up: before.up },
        new: { unit, unitSource: 'user', up },
      })
    })
    project.changed(before.subjectId)
    return scanRecord(project, project.scan(scanId))
  },
})
