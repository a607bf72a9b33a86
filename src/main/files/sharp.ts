import { createRequire } from 'node:module'
import type { Sharp, SharpInput, SharpOptions } from 'sharp'

const load = createRequire(import.meta.url)

/** The library for pictures. It is loaded with the first of them: most commands have none, and it takes a tenth of a second. */
export const sharp = (input: SharpInput, options?: SharpOptions): Sharp =>
  (load('sharp') as (input: SharpInput, options?: SharpOptions) => Sharp)(input, options)
