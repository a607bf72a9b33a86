/** What can be at fault where a mask and a scan's silhouette disagree. */
export const suspects = ['none', 'mask', 'camera', 'registration'] as const
export type Suspect = (typeof suspects)[number]
