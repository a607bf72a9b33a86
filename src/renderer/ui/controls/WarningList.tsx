import { Callout } from '@blueprintjs/core'
import type { Warning } from '#core/model/mesh.ts'

/** What a reader or an algorithm wants a person to know. */
export const WarningList = ({ warnings }: { readonly warnings: readonly Pick<Warning, 'code' | 'message'>[] }) =>
  warnings.length === 0 ? null : (
    <Callout intent="warning" compact icon={false}>
      <ul className="plain-list">
        {warnings.map(({ code, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once and never reordered
          <li key={`${code} ${index}`}>{message}</li>
        ))}
      </ul>
    </Callout>
  )
