import type { Warning } from '#core/model/mesh.ts'

/** What a command hands back. */
export interface Report {
  /** For programs: the one object that `--json` prints. */
  readonly json: object
  /** For people. */
  readonly text: () => string
  /** Printed on stderr for people; they are in `json` too. */
  readonly warnings?: readonly Warning[]
  /** 0 where it is not given. */
  readonly exitCode?: number
}
