import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  /** The number that counts: shown larger. */
  readonly isMain?: boolean
}

/** Names with their values, aligned. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(({ name, value, isMain }) => (
      <div key={name} className={isMain ? 'fact fact-main' : 'fact'}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
