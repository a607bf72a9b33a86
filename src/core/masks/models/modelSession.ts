/** What goes into a model and comes out of it. */
export interface ModelTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** A user's own model, loaded. */
export interface ModelSession {
  readonly inputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[]
  run(feeds: Readonly<Record<string, ModelTensor>>): Promise<Readonly<Record<string, ModelTensor>>>
}
