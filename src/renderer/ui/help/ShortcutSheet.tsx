/**
 * All shortcuts on one page.
 * The user wants: to look a key up while the other hand stays on the mouse.
 * Fewest actions: `?` opens it, Esc closes it; it is made from the actions, so it is never out of date.
 */
import { Dialog, DialogBody } from '@blueprintjs/core'
import { keyCaps, normalizeShortcut } from '#core/editor/shortcut.ts'
import { type Action, type ActionGroup, actionGroups } from '../../app/actions/action.ts'
import { actions } from '../../app/actions/index.ts'
import { closeDialog } from '../../app/state/session.ts'
import { viewportKeys } from '../../viewport/viewportKeys.ts'
import { platform } from '../controls/KeyCaps.tsx'

interface Line {
  readonly title: string
  readonly keys: readonly (readonly string[])[]
}

/** Two shortcuts may be the same keys to the eye: `?` with and without a reported Shift. */
const lineOf = ({ title, keys }: Action): Line => {
  const caps = keys.map((shortcut) => keyCaps(shortcut, platform))
  return {
    title: title.replace(/…$/, ''),
    keys: caps.filter((each, index) => caps.findIndex((other) => other.join() === each.join()) === index),
  }
}

const actionKeys = new Set(actions.flatMap(({ keys }) => keys.map(normalizeShortcut)))

/** Keys the 3D view answers itself, beyond those that are actions. */
const viewportLines: readonly Line[] = viewportKeys
  .filter(({ keys }) => !keys.every((key) => actionKeys.has(key.toLowerCase())))
  .map(({ keys, title }) => ({ title, keys: keys.map((key) => [key]) }))

const linesOf = (group: ActionGroup): readonly Line[] => [
  ...actions.filter((action) => action.group === group && action.keys.length > 0).map(lineOf),
  ...(group === '3D view' ? viewportLines : []),
]

export const ShortcutSheet = () => (
  <Dialog isOpen title="Keyboard shortcuts" onClose={closeDialog} className="shortcut-sheet">
    <DialogBody tabIndex={0} autoFocus>
      <div className="shortcut-columns">
        {actionGroups.map((group) => {
          const lines = linesOf(group)
          if (lines.length === 0) return null
          return (
            <section key={group} className="shortcut-group" aria-label={group}>
              <h3 className="section-title">{group}</h3>
              <dl>
                {lines.map(({ title, keys }) => (
                  <div key={title} className="shortcut-line">
                    <dt>{title}</dt>
                    <dd>
                      {keys.map((caps) => (
                        <span key={caps.join('+')} className="key-caps">
                          {caps.map((cap) => (
                            <kbd key={cap} className="key-cap">
                              {cap}
                            </kbd>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </DialogBody>
  </Dialog>
)
