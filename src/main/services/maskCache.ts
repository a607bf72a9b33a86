import type { ArtefactName, ArtefactStore } from '../files/artefactStore.ts'
import { decodeMask } from './maskPng.ts'

/** Bytes of decoded masks that are kept: ten photos of 24 megapixels. */
const budgetBytes = 256 * 1024 * 1024

/** Decoded masks by artefact, the least lately used dropped first: a stroke then need not decode. */
export class MaskCache {
  private readonly artefacts: ArtefactStore
  private readonly masks = new Map<ArtefactName, Uint8Array>()
  private heldBytes = 0

  constructor(artefacts: ArtefactStore) {
    this.artefacts = artefacts
  }

  /** The mask, not to be changed by the caller. Throws `input/artefact-missing` or `input/artefact-damaged`. */
  async get(name: ArtefactName): Promise<Uint8Array> {
    const held = this.masks.get(name)
    const mask = held ?? (await decodeMask(await this.artefacts.read(name), name)).mask
    this.put(name, mask)
    return mask
  }

  put(name: ArtefactName, mask: Uint8Array): void {
    this.drop(name)
    this.masks.set(name, mask)
    this.heldBytes += mask.length
    for (const oldest of this.masks.keys()) {
      if (this.heldBytes <= budgetBytes || oldest === name) break
      this.drop(oldest)
    }
  }

  private drop(name: ArtefactName): void {
    this.heldBytes -= this.masks.get(name)?.length ?? 0
    this.masks.delete(name)
  }
}
