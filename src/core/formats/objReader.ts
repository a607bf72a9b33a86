import { ObjLineReader } from '../kernels/objLines.ts'
import type { ByteSource } from '../model/byteSource.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { largestObjCapacity, sampledObjCapacity } from './objCapacity.ts'
import { meshOfObj } from './objMesh.ts'
import { type ObjReadOptions, ObjStatements } from './objStatements.ts'
import type { MeshReading } from './types.ts'

/**
 * Reads a Wavefront OBJ: vertices with or without colours (`v x y z r g b`, 0–1 or 0–255), all index forms, polygons,
 * texture seams, objects, groups and materials (`parts`). Lines, points and free-form surfaces are skipped with a warning.
 * Plain TypeScript, line by line: the twin of `streamObj`.
 *
 * @throws input/not-a-number, input/not-an-index, input/index-out-of-range, input/truncated, input/no-vertices; each
 *   names the line.
 */
export const readObj = (bytes: Uint8Array): MeshReading => {
  const read = (options: Pick<ObjReadOptions, 'limits'>): ObjStatements => {
    const obj = new ObjStatements({ ...options, capacity: largestObjCapacity(bytes.length), inDouble: true })
    obj.scanner.moveTo(bytes, bytes.length)
    obj.readLines()
    obj.finish()
    return obj
  }
  const obj = read({ limits: null })
  // A second time to tell the line of the first wrong index.
  return meshOfObj(obj.faces.fit(obj.counts) ? obj : read({ limits: obj.counts }))
}

/**
 * The same from a file that is never held whole: runs of usual lines by the kernel, the others one by one. Coordinates
 * are kept in single precision until one says more; then the file is read again.
 */
export const streamObj = (source: ByteSource, context: RunContext): MeshReading => {
  const capacity = sampledObjCapacity(source)
  let obj = streamStatements(source, { capacity, limits: null, inDouble: false }, context)
  if (obj.needsDouble) obj = streamStatements(source, { capacity, limits: null, inDouble: true }, context)
  if (!obj.faces.fit(obj.counts)) {
    const inDouble = obj.needsDouble
    obj = streamStatements(source, { capacity, limits: obj.counts, inDouble }, context)
  }
  return meshOfObj(obj)
}

/** Windows between two reports. */
const reportEvery = 16

const streamStatements = (source: ByteSource, options: ObjReadOptions, context: RunContext): ObjStatements => {
  const obj = new ObjStatements(options)
  const kernel = new ObjLineReader()
  const { sizeBytes } = source
  let windows = 0
  for (let start = 0; start < sizeBytes; ) {
    checkCancelled(context)
    if (windows++ % reportEvery === 0) context.report?.({ fraction: start / sizeBytes, message: 'Reading the mesh' })
    const { bytes, end } = wholeLines(source, start, kernel.window)
    obj.scanner.moveTo(bytes, end)
    // Only a scan for wrong indices looks at every line plainly; a window of its own is needed for very long lines.
    if (options.limits || bytes.length !== kernel.window.length) obj.readLines()
    else readWindow(obj, kernel, end)
    start += end
    if (obj.needsDouble && !options.inDouble) return obj
  }
  obj.finish()
  return obj
}

/** Lines read plainly after a run of the kernel that was too short to pay. */
const shortRun = 16
const mostPlainLines = 4096

const readWindow = (obj: ObjStatements, kernel: ObjLineReader, end: number): void => {
  const { scanner } = obj
  const closed = scanner.bytes[end - 1] === lineFeed || scanner.bytes[end - 1] === carriageReturn
  if (!closed) kernel.closeLine(end)
  let plainLines = 1
  while (scanner.at < end) {
    const run = kernel.read(scanner.at, closed ? end : end + 1, obj.counts)
    obj.append(run)
    if (run.isDone) break
    plainLines = run.lines < shortRun ? Math.min(plainLines * 2, mostPlainLines) : 1
    obj.readLines(plainLines)
  }
}

const lineFeed = 10
const carriageReturn = 13
const backslash = 92

/** Whole lines from `start` on, in `window` or, where one is longer, in memory of their own. */
const wholeLines = (source: ByteSource, start: number, window: Uint8Array): { bytes: Uint8Array; end: number } => {
  const length = source.readInto(window, start)
  const isLast = start + length >= source.sizeBytes || length < window.length
  const end = isLast ? length : endOfLines(window)
  return end > 0 ? { bytes: window, end } : wholeLines(source, start, new Uint8Array(window.length * 2))
}

/** Behind the last line that is complete and not continued by a backslash; 0 where there is none. */
const endOfLines = (bytes: Uint8Array): number => {
  for (let at = bytes.length - 2; at > 0; at--) {
    if (bytes[at] !== lineFeed && bytes[at] !== carriageReturn) continue
    const isPair = bytes[at] === lineFeed && bytes[at - 1] === carriageReturn
    const last = bytes[isPair ? at - 2 : at - 1]
    if (last !== backslash) return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : at + 1
  }
  return 0
}
