/** The IPC channels between a window and the host. One file, so that both ends always agree. */
export const channels = {
  /** Window to host: `(method, input)`, answered with an `Answer`. */
  call: 'cameo:call',
  /** Host to window: one `HostEvent`. */
  event: 'cameo:event',
  /** Host to window: the id of an action that was chosen in the application's menu. */
  command: 'cameo:command',
} as const
