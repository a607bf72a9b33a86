/** Whether steps are left once what is on its way has been written. */
export interface HistoryState {
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/**
 * A key that is pressed quickly must not be lost because the step before it is still on its way: an undo is possible
 * after any edit, a redo after steps alone. A step too many is for the writer to pass over.
 */
export const historyState = (stored: HistoryState, pending: readonly { readonly kind: string }[]): HistoryState => ({
  canUndo: stored.canUndo || pending.length > 0,
  canRedo:
    pending.every(({ kind }) => kind === 'undo' || kind === 'redo') &&
    (stored.canRedo || pending.some(({ kind }) => kind === 'undo')),
})
