import type { FileRow } from '../catalogue/tables/files.ts'
import { sourceStatus } from '../files/sourceStatus.ts'

/** How long an answer is taken for true. */
const validMs = 30_000

/** Whether source files are still where they were, asked of the disk not more often than every half minute. */
export class FilePresence {
  private readonly known = new Map<string, { readonly sizeBytes: number | null; readonly untilMs: number }>()

  /** Whether the file is there with the size it was imported with. */
  async isPresent(path: string, { sizeBytes }: Pick<FileRow, 'sizeBytes'>): Promise<boolean> {
    const remembered = this.known.get(path)
    if (remembered && remembered.untilMs > performance.now()) return remembered.sizeBytes === sizeBytes
    const found = (await sourceStatus(path))?.sizeBytes ?? null
    this.known.set(path, { sizeBytes: found, untilMs: performance.now() + validMs })
    return found === sizeBytes
  }

  /** Files have been moved or found: ask anew. */
  forget(): void {
    this.known.clear()
  }
}
