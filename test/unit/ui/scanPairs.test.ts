import { describe, expect, it } from 'vitest'
import {
  alignmentBetween,
  choiceOf,
  frameFromOther,
  pairToPlaceOn,
  pairWithBeside,
  scanInWords,
  scanPairOf,
  standingScans,
} from '#core/editor/scanPairs.ts'
import { activeRoleOf, effectiveShow } from '#core/editor/scanViews.ts'
import { multiply4 } from '#core/model/transform.ts'
import { alignmentOf, scanOf, subjectWith } from './subjects.ts'

const coarse = scanOf('coarse', 3)
const fine = scanOf('fine', 3)
const further = { ...scanOf('coarse', 0), id: 'further-scan', name: 'device_b.ply' }
const idsOf = (scans: readonly ({ readonly id: string } | null)[]) => scans.map((scan) => scan?.id)

describe('the scans that are worked on', () => {
  const subject = subjectWith({ scans: [coarse, fine, further] })

  it('places points on any scan: it comes in place of the one that is laid on the other', () => {
    const pair = scanPairOf(subject, null)
    if (!pair) throw new Error('there are two scans')
    const chosen = pairToPlaceOn(pair, further)
    expect(idsOf([chosen.source, chosen.target])).toEqual(['further-scan', 'fine-scan'])
    expect(pairToPlaceOn(pair, fine)).toBe(pair)
    const standing = standingScans(subject, choiceOf(chosen))
    expect(idsOf([standing.coarse, standing.fine])).toEqual(['further-scan', 'fine-scan'])
  })

  it('sets any scan beside it, and leaves the one that points are placed on where it stands', () => {
    const pair = { source: coarse, target: fine }
    expect(choiceOf(pairWithBeside(pair, coarse, further))).toEqual({
      ...{ sourceScanId: 'coarse-scan', targetScanId: 'further-scan' },
    })
    expect(choiceOf(pairWithBeside(pair, fine, further))).toEqual({
      ...{ sourceScanId: 'further-scan', targetScanId: 'fine-scan' },
    })
  })

  it('takes the second scan on the first where a subject has no fine one, and shows both', () => {
    const alike = subjectWith({ scans: [coarse, further] })
    expect(scanPairOf(alike, null)).toEqual({ source: further, target: coarse })
    expect(effectiveShow(alike, 'side')).toBe('side')
    expect(activeRoleOf(alike, { show: 'side', activeRole: 'coarse' })).toBe('coarse')
    expect(scanPairOf(subjectWith({ scans: [coarse] }), null)).toBeNull()
    expect(standingScans(subjectWith({ scans: [coarse] }), null).coarse?.id).toBe('coarse-scan')
  })

  it('finds the alignment of two scans from either side, and goes both ways by it', () => {
    const alignment = { ...alignmentOf(1), targetFromSource: [2, 0, 0, 5, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] }
    const aligned = subjectWith({ scans: [coarse, fine, further], alignments: [alignment] })
    expect(alignmentBetween(aligned, fine, coarse)).toBe(alignment)
    expect(alignmentBetween(aligned, fine, further)).toBeNull()
    const there = frameFromOther(alignment, fine)
    expect(there[3]).toBe(5)
    expect(multiply4(there, frameFromOther(alignment, coarse)).map((value) => Math.round(value))).toEqual([
      1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1,
    ])
  })

  it('calls the first scan of a role by it and further ones by their files', () => {
    expect(scanInWords(subject, coarse)).toBe('the coarse scan')
    expect(scanInWords(subject, further)).toBe('device_b.ply')
  })
})
