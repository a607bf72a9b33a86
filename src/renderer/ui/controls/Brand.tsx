/** The sign of Cameo: a face in profile in an oval frame. */
export const Brand = ({ sizePx }: { readonly sizePx: number }) => (
  <svg width={sizePx} height={sizePx} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <ellipse cx="16" cy="16" rx="12.4" ry="15" className="brand-frame" />
    <path
      className="brand-face"
      d="M13.2 5.6c4.6-.9 8.6 2 8.7 6.3 0 1.5-.5 2.3-.3 3 .2.8 1.5 2.1 1.7 2.7.2.5-.6.7-1.2.9-.3.2 0 .8-.1 1.2-.1.4-.4.5-.4.8s.2.6 0 .9c-.2.4-.6.5-.7.9-.1.6.1 1.5-.6 1.9-.9.5-2.3-.2-3 .4-.5.5-.4 1.7-.3 2.6-1.8.4-4.4 0-6.3-1.4.8-1.7 1.2-3.7.4-5.7-.7-1.8-2.4-3.6-2.5-6.5-.2-4 1.7-7.3 4.6-8z"
    />
  </svg>
)
