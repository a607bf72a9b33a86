/** The bar under a number of a table: its share (0..1) of the largest. */
export const AreaBar = ({ share }: { readonly share: number }) => (
  <span className="area-bar" style={{ width: `${share * 100}%` }} aria-hidden="true" />
)
