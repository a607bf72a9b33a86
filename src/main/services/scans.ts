import type { Services } from '#core/contract/dispatch.ts'
import type { House } from './house.ts'
import { scanRecord } from './records.ts'

export const scanServices = ({ session }: House): Pick<Services, 'scans.setUnit'> => ({
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
