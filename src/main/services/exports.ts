import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import { manifestFileName } from '#core/datasets/index.ts'
import type { House } from './house.ts'
import { runExport } from './runExport.ts'
import { verifyExport } from './verifyExport.ts'

type ExportMethods = 'exports.run' | 'exports.list' | 'exports.verify'

export const exportServices = (house: House): Pick<Services, ExportMethods> => ({
  'exports.run': (input, context) => runExport(house, house.session.open, input, context),

  'exports.list': async () => {
    const rows = house.session.open.tables.exports.list()
    const exports = rows.map(async ({ fileCount, ...row }) => ({
      ...row,
      files: fileCount,
      present: await stat(join(row.path, manifestFileName)).then(
        () => true,
        () => false,
      ),
    }))
    return { exports: await Promise.all(exports) }
  },

  'exports.verify': ({ path }, context) => verifyExport(house.pool, path, context),
})
