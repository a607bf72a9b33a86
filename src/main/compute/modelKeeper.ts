import type { KeptModel } from './messages.ts'

/** A full head model takes 30 MB. */
const mostModels = 2

/** The head models that were read last, in memory that all threads share. */
export class ModelKeeper {
  #models: readonly KeptModel[] = []

  list(): readonly KeptModel[] {
    return this.#models
  }

  /** Where two threads have read the same model, the first stays. */
  keep(model: KeptModel): void {
    const others = this.#models.filter(({ key }) => key !== model.key)
    const same = this.#models.find(({ key }) => key === model.key)
    this.#models = [...others, same ?? model].slice(-mostModels)
  }

  clear(): void {
    this.#models = []
  }
}
