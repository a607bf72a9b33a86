import { basename, resolve } from 'node:path'
import type { MeshReference } from '#core/jobs/types.ts'

/** A file of the disk as jobs are told of it. */
export const namedFile = (path: string): MeshReference => ({ ref: resolve(path), fileName: basename(path) })
