import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { badInput } from '#core/model/errors.ts'
import { lengthUnits, mmPer } from '#core/model/units.ts'

/** Used where no alignment tells how well scan and cameras fit. */
export const usualSigmaMm = 1

const alignmentReport = z.object({
  residual: z.object({ median: z.number().positive(), unit: z.enum(lengthUnits).nullable() }),
})

/**
 * How far a scan's outline may lie from the photos', one standard deviation: as stated, or the median residual of an
 * alignment's report.json, or the usual. Throws `input/alignment-report`.
 */
export const statedSigmaMm = async ({
  sigmaMm,
  alignment,
}: {
  readonly sigmaMm: number | null
  readonly alignment: string | null
}): Promise<number> => {
  if (sigmaMm !== null) return sigmaMm
  if (alignment === null) return usualSigmaMm
  try {
    const { residual } = alignmentReport.parse(JSON.parse(await readFile(resolve(alignment), 'utf8')))
    return residual.median * mmPer(residual.unit ?? 'mm')
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw badInput('alignment-report', `${basename(alignment)} is no report.json of an alignment: ${why}`, {
      alignment,
    })
  }
}
