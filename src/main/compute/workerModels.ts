import { randomUUID } from 'node:crypto'
import type { FlameModel } from '#core/flame/model.ts'
import type { HeadModelStore } from '#core/jobs/types.ts'
import type { FromWorker, KeptModel } from './messages.ts'

type Tell = (message: Extract<FromWorker, { type: 'model' }>) => void

/** A worker's end of the host's `ModelKeeper`. */
export class WorkerModels implements HeadModelStore {
  readonly #tell: Tell
  #kept: ReadonlyMap<string, KeptModel> = new Map()

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** To be called before a job. What came in another copy before stays the object it was. */
  know(models: readonly KeptModel[]): void {
    const known = models.map((model): [string, KeptModel] => {
      const before = this.#kept.get(model.key)
      return [model.key, before?.id === model.id ? before : model]
    })
    this.#kept = new Map(known)
  }

  find(key: string): FlameModel | null {
    return this.#kept.get(key)?.model ?? null
  }

  keep(key: string, model: FlameModel): void {
    const kept = { key, id: randomUUID(), model }
    this.#kept = new Map([...this.#kept, [key, kept]])
    this.#tell({ type: 'model', kept })
  }
}
