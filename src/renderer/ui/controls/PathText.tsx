/** A path shortened at its beginning: its end is what tells it from others. */
export const PathText = ({ path }: { readonly path: string }) => (
  <span className="path-line quiet" title={path}>
    <bdi>{path}</bdi>
  </span>
)
