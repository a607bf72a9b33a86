export { createHost } from './createHost.ts'
export type { BytesAnswer, Door, Host, HostOptions } from './host.ts'
