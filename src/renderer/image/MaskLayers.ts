import { keepClassRules } from '#core/masks/classRules.ts'
import { applyDelta } from '#core/masks/delta.ts'
import { LayerEdits } from '#core/masks/layerEdits.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { TileChange } from '#core/masks/tiles/tileEdit.ts'
import type { MaskSize } from '#core/masks/types.ts'
import { foreground, type MaskClass } from '#core/model/maskClasses.ts'

/** A finished edit on its way to the host: what it changed, by class. Its tiles never change again. */
export interface MaskPending {
  readonly tool: string
  readonly changed: ReadonlyMap<string, readonly TileChange[]>
}

/** What the host says that undo, redo or another call changed. */
export interface MaskChange {
  readonly direction: 'undo' | 'redo'
  readonly layers: readonly { readonly className: string; readonly delta: Uint8Array }[]
}

/**
 * The layers of one photo as the window shows them: what the host has stored, the finished edits it has not answered
 * for, and the edit that is being made. A view takes the tiles that changed once a frame.
 */
export class MaskLayers {
  readonly size: MaskSize
  /** The stored revision that the layers stand on; -1 where they have to be read. */
  revision = -1
  /** Counts every change of what is shown. */
  version = 0
  private layers: Map<string, MaskTiles>
  private edits: LayerEdits | null = null
  private pending: readonly MaskPending[] = []
  private arrived: { readonly layers: Map<string, MaskTiles>; readonly revision: number } | null = null
  private readonly dirty = new Map<string, Set<number>>()
  private readonly listeners = new Set<() => void>()

  constructor(size: MaskSize) {
    this.size = { widthPx: size.widthPx, heightPx: size.heightPx }
    this.layers = new Map([[foreground, new MaskTiles(this.size)]])
  }

  get isLoaded(): boolean {
    return this.revision >= 0
  }

  get isEditing(): boolean {
    return this.edits !== null
  }

  /** Stored layers have come that wait for the end of the edit that is being made. */
  get hasArrived(): boolean {
    return this.arrived !== null
  }

  get hasPending(): boolean {
    return this.pending.length > 0
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** The layer of a class; an empty one where nothing of it has been painted. */
  layer(name: string): MaskTiles {
    return this.layers.get(name) ?? new MaskTiles(this.size)
  }

  classNames(): readonly string[] {
    return [...this.layers].filter(([, layer]) => !layer.isEmpty()).map(([name]) => name)
  }

  /** All layers; they are what is stored where nothing is pending or being edited. */
  stored(): (readonly [className: string, layer: MaskTiles])[] {
    return [...this.layers]
  }

  heldBytes(): number {
    return [...this.layers.values()].reduce((sum, layer) => sum + layer.heldBytes(), 0)
  }

  /** The tiles of a class that have changed since the last call. */
  takeDirty(name: string): ReadonlySet<number> {
    this.collectDirty()
    const tiles = this.dirty.get(name) ?? new Set<number>()
    this.dirty.delete(name)
    return tiles
  }

  /** Begins an edit, or goes on with the one that has been begun. */
  begin(): LayerEdits {
    this.edits ??= new LayerEdits(this.layers, () => new MaskTiles(this.size))
    return this.edits
  }

  /** Something was written into the edit. */
  touched(): void {
    this.version += 1
    this.tell()
  }

  /** Ends the edit, with the rules of the classes kept. Null where it changed nothing. */
  finish(o: {
    readonly tool: string
    readonly className: string
    readonly classes: readonly MaskClass[]
  }): MaskPending | null {
    const { edits } = this
    if (!edits) return null
    keepClassRules(edits, { name: o.className, changes: edits.of(o.className).changes() }, o.classes)
    this.collectDirty()
    const changed = edits.finish()
    this.edits = null
    const pending = changed.size > 0 ? { tool: o.tool, changed } : null
    if (pending) this.pending = [...this.pending, pending]
    this.takeArrived()
    this.touched()
    return pending
  }

  /** Takes the edit that is being made back. */
  abandon(): void {
    if (!this.edits) return
    this.edits.abandon()
    this.collectDirty()
    this.edits = null
    this.takeArrived()
    this.touched()
  }

  /** The host has stored an edit. */
  settle(pending: MaskPending, revision: number): void {
    this.pending = this.pending.filter((each) => each !== pending)
    this.revision = revision
  }

  /** An edit was given up: what is stored has to be read again. */
  giveUp(pending: MaskPending): void {
    this.pending = this.pending.filter((each) => each !== pending)
    this.revision = -1
  }

  /** The stored layers arrived. Edits the host has not answered for stay on top; one that is being made is waited for. */
  load(layers: Map<string, MaskTiles>, revision: number): void {
    this.arrived = { layers, revision }
    if (!this.edits) this.takeArrived()
    this.touched()
  }

  /**
   * The host has changed what is stored (undo, redo, an accepted proposal).
   * @throws input/mask-delta where the layers are not those the change belongs to: they have to be read.
   */
  applyChange({ direction, layers }: MaskChange, revision: number): void {
    if (this.edits || this.pending.length > 0) {
      this.revision = -1
      return
    }
    const edits = new LayerEdits(this.layers, () => new MaskTiles(this.size))
    try {
      for (const { className, delta } of layers) applyDelta(edits.of(className), delta, direction)
    } catch (error) {
      edits.abandon()
      this.revision = -1
      throw error
    }
    this.markBegun(edits)
    edits.finish()
    this.revision = revision
    this.touched()
  }

  private takeArrived(): void {
    const { arrived } = this
    if (!arrived || this.edits) return
    this.arrived = null
    const before = this.layers
    this.layers = arrived.layers
    this.revision = arrived.revision
    const edits = new LayerEdits(this.layers, () => new MaskTiles(this.size))
    for (const { changed } of this.pending) {
      for (const [name, changes] of changed) setPixels(edits, name, changes)
    }
    edits.finish()
    for (const name of new Set([...before.keys(), ...this.layers.keys()])) {
      const [old, now] = [before.get(name), this.layer(name)]
      for (let index = 0; index < now.count; index++) {
        if ((old?.tile(index) ?? 0) !== now.tile(index)) this.markDirty(name, index)
      }
    }
  }

  private collectDirty(): void {
    if (this.edits) this.markBegun(this.edits)
  }

  private markBegun(edits: LayerEdits): void {
    for (const [name, edit] of edits.begun()) for (const index of edit.takeDirty()) this.markDirty(name, index)
  }

  private markDirty(name: string, index: number): void {
    const tiles = this.dirty.get(name) ?? new Set<number>()
    this.dirty.set(name, tiles)
    tiles.add(index)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

/** Gives a layer the pixels an edit changed, whatever they were. */
const setPixels = (edits: LayerEdits, name: string, changes: readonly TileChange[]): void => {
  const edit = edits.of(name)
  for (const { index, before, after } of changes) {
    const pixels = edit.touch(index)
    for (let at = 0; at < pixels.length; at++) {
      const value = typeof after === 'number' ? after : after[at]
      if (value !== (typeof before === 'number' ? before : before[at])) pixels[at] = value
    }
  }
}
