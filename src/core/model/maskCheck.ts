/** What can be at fault where a mask and a scan's silhouette disagree. */
export const suspects = ['none', 'mask', 'camera', 'registration'] as const
export type Suspect = (typeof suspects)[number]

/** How a proposed mask came to be. */
export const proposalKinds = ['silhouette', 'grabcut', 'box', 'scribbles', 'model'] as const
export type ProposalKind = (typeof proposalKinds)[number]
