import type { ReactNode } from 'react'

/** A part of the panel that can be folded away. */
export const Fold = (props: {
  readonly title: string
  /** What is in it, in a few words, seen also while it is folded. */
  readonly summary?: ReactNode
  readonly isOpen?: boolean
  readonly children: ReactNode
}) => (
  <details className="fold" open={props.isOpen}>
    <summary className="fold-head">
      <span className="fold-title">{props.title}</span>
      {props.summary && <span className="quiet one-line">{props.summary}</span>}
    </summary>
    <section className="fold-body column" aria-label={props.title}>
      {props.children}
    </section>
  </details>
)
