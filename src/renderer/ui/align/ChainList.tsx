import { Button, ButtonGroup, Switch } from '@blueprintjs/core'
import { useState } from 'react'
import type { Alignment, SubjectDetail } from '#core/contract/contract.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { startJob } from '../../app/state/jobs.ts'
import { setPreferences } from '../../app/state/preferences.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { Facts } from '../controls/Facts.tsx'
import { motionText, stepFacts, stepTitles } from './stepTexts.ts'
import { TransformMenu } from './TransformMenu.tsx'
import type { Overlay } from './useOverlay.ts'

type Step = Alignment['steps'][number]

const middleOf = (overlay: Overlay | null): Vec3 => {
  const points = overlay?.pairs.map(({ inSource }) => inSource) ?? []
  const mean = (axis: 0 | 1 | 2): number => points.reduce((sum, point) => sum + point[axis] / points.length, 0)
  return [mean(0), mean(1), mean(2)]
}

/** Shows the scans as they lay before or after a step; the same again goes back to the whole chain. */
const show = (alignmentId: string, position: number, side: 'before' | 'after'): void => {
  const { shownStep } = useSession.getState()
  const isSame = shownStep?.alignmentId === alignmentId && shownStep.position === position && shownStep.side === side
  setSession({ shownStep: isSame ? null : { alignmentId, position, side }, blink: null })
  setPreferences({ tab: 'scan', show: 'both' })
}

const StepRow = (props: {
  readonly subject: SubjectDetail
  readonly alignment: Alignment
  readonly step: Step
  readonly position: number
  readonly motion: string
  readonly mmPerTargetUnit: number
  readonly isBusy: boolean
  readonly onToggle: () => void
}) => {
  const { subject, alignment, step, position, motion } = props
  const [isOpen, setOpen] = useState(false)
  const shown = useSession(({ shownStep }) => shownStep)
  const title = stepTitles[step.kind]
  const side = shown?.alignmentId === alignment.id && shown.position === position ? shown.side : null
  return (
    <li className="chain-step" data-kind={step.kind} data-enabled={step.enabled}>
      <div className="row row-tight">
        <button
          type="button"
          className="chain-open grow"
          aria-expanded={isOpen}
          aria-label={`${title}: ${motion}`}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="chain-number" aria-hidden="true">
            {position + 1}
          </span>
          <span className="chain-text">
            <span className="strong">{title}</span>
            <span className="muted">{motion}</span>
          </span>
        </button>
        <Switch
          className="chain-switch"
          aria-label={`Use the step ${title}`}
          checked={step.enabled}
          disabled={props.isBusy || step.kind === 'unit'}
          onChange={props.onToggle}
        />
      </div>
      {isOpen && (
        <div className="chain-inside column">
          {step.note && <p className="muted plain-text">{step.note}</p>}
          <Facts facts={stepFacts(step, props.mmPerTargetUnit)} />
          {step.kind !== 'unit' && (
            <ButtonGroup fill aria-label={`Look at the step ${title}`}>
              <Button
                size="small"
                text="Before"
                aria-pressed={side === 'before'}
                active={side === 'before'}
                onClick={() => show(alignment.id, position, 'before')}
              />
              <Button
                size="small"
                text="After"
                aria-pressed={side === 'after'}
                active={side === 'after'}
                onClick={() => show(alignment.id, position, 'after')}
              />
            </ButtonGroup>
          )}
          <div className="row row-tight row-wrap">
            <TransformMenu
              {...{ subject, alignment }}
              text="This step"
              label={`Save the step ${title} alone as`}
              matrix={step.ownTransform}
              fileName={`step-${position + 1}-${step.kind}`}
            />
            <TransformMenu
              {...{ subject, alignment }}
              text="Up to here"
              label={`Save the chain up to the step ${title} as`}
              matrix={step.targetFromSource}
              fileName={`steps-1-to-${position + 1}`}
            />
          </div>
        </div>
      )}
    </li>
  )
}

/** The chain of transforms: what each step did, to be looked at before and after, switched off, and taken along. */
export const ChainList = (props: {
  readonly subject: SubjectDetail
  readonly alignment: Alignment
  readonly overlay: Overlay | null
  readonly isBusy: boolean
}) => {
  const { subject, alignment, overlay, isBusy } = props
  const mmPerTargetUnit = overlay?.mmPerTargetUnit ?? 1
  const middle = middleOf(overlay)
  const toggle = (position: number): void => {
    const disabled = alignment.steps.flatMap(({ enabled }, i) => (enabled === (i === position) ? [i] : []))
    setSession({ shownStep: null })
    void startJob('alignments.edit', { subjectId: subject.id, alignmentId: alignment.id, disabled })
  }
  return (
    <>
      <ol className="chain plain-list">
        {alignment.steps.map((step, position) => (
          <StepRow
            key={step.id}
            subject={subject}
            alignment={alignment}
            step={step}
            position={position}
            motion={motionText(alignment.steps, position, { middle, mmPerTargetUnit })}
            mmPerTargetUnit={mmPerTargetUnit}
            isBusy={isBusy}
            onToggle={() => toggle(position)}
          />
        ))}
      </ol>
      <div className="row row-tight">
        <span className="grow muted plain-text">Switching a step makes a new chain; this one stays.</span>
        <TransformMenu
          {...{ subject, alignment }}
          text="Save"
          label="Save the transform as"
          matrix={alignment.targetFromSource}
          fileName="transform"
        />
      </div>
    </>
  )
}
