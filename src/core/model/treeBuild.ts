/** A search tree under construction in memory that threads share, as it crosses to them. */
export interface SharedTreeBuild {
  readonly kind: 'points' | 'triangles'
  readonly memory: WebAssembly.Memory
  /** Addresses and counts, as the kind of tree lays them out. */
  readonly plan: object
  readonly itemsPerPart: number
  /** `[2 + 2 · stages]` how far it is, see core/kernels/sharedBuild.ts. */
  readonly control: Int32Array<SharedArrayBuffer>
}
