import { create } from 'zustand'
import type { ProposalSurface } from '#core/model/landmarkProposals.ts'

/** Surfaces of the scans that were shown last, by scan: each holds a mesh in memory. */
const kept = 2

/** Oldest first. */
export const useScanSurfaces = create<{ readonly surfaces: readonly (readonly [string, ProposalSurface])[] }>(() => ({
  surfaces: [],
}))

/** The surface of a scan can be searched: while proposals are made and points snap. */
export const setScanSurface = (scanId: string, surface: ProposalSurface): void =>
  useScanSurfaces.setState(({ surfaces }) => ({
    surfaces: [...surfaces.filter(([id]) => id !== scanId), [scanId, surface] as const].slice(-kept),
  }))

export const scanSurface = (scanId: string): ProposalSurface | null =>
  useScanSurfaces.getState().surfaces.find(([id]) => id === scanId)?.[1] ?? null
