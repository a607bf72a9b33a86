import { keyCaps, type Platform } from '#core/editor/shortcut.ts'

export const platform: Platform = /mac/i.test(navigator.userAgent) ? 'mac' : 'other'

/** A shortcut as the keys to press. */
export const KeyCaps = ({ shortcut }: { readonly shortcut: string }) => (
  <span className="key-caps" aria-hidden="true">
    {keyCaps(shortcut, platform).map((cap) => (
      <kbd className="key-cap" key={cap}>
        {cap}
      </kbd>
    ))}
  </span>
)
