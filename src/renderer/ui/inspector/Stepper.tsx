import type { KeyboardEvent } from 'react'
import type { StepId, SubjectStep } from '#core/editor/subjectSteps.ts'
import { stepActions } from '../../app/actions/goToStep.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { StateIcon, stateTitles } from '../controls/StateIcon.tsx'

/** The steps in their order, each with its state; the arrow keys move along them. */
export const Stepper = ({ steps, shown }: { readonly steps: readonly SubjectStep[]; readonly shown: StepId }) => {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!by) return
    event.preventDefault()
    const at = steps.findIndex(({ id }) => id === shown)
    const next = steps[(at + by + steps.length) % steps.length].id
    runAction(stepActions[next])
    document.getElementById(`step-tab-${next}`)?.focus()
  }
  return (
    <div className="stepper" role="tablist" aria-label="Steps" onKeyDown={move}>
      {steps.map(({ id, title, state }) => {
        const Icon = stepActions[id].icon
        return (
          <button
            key={id}
            id={`step-tab-${id}`}
            type="button"
            role="tab"
            className="stepper-step"
            aria-selected={id === shown}
            aria-controls={`step-panel-${id}`}
            aria-label={`${title}: ${stateTitles[state]}`}
            data-state={state}
            tabIndex={id === shown ? 0 : -1}
            onClick={() => runAction(stepActions[id])}
          >
            <span className="stepper-icon">
              <Icon size={18} />
              <span className="stepper-state">
                <StateIcon state={state} size={13} />
              </span>
            </span>
            {title}
          </button>
        )
      })}
    </div>
  )
}
