import type { ComponentType } from 'react'
import type { ShortcutOwner } from '#core/editor/shortcut.ts'

export const actionGroups = ['Project', 'Subject', 'Steps', 'Edit', 'Landmarks', '3D view', 'Photo', 'Window'] as const
export type ActionGroup = (typeof actionGroups)[number]

export interface IconProps {
  readonly size?: number
  readonly className?: string
}

/** One thing a person can do. Buttons, menus, tooltips, the shortcut sheet and the palette are made from it. */
export interface Action extends ShortcutOwner {
  readonly title: string
  readonly group: ActionGroup
  readonly icon: ComponentType<IconProps>
  /** Read from the stores, without arguments: the same answer for a button, a key and the palette. */
  readonly isEnabled: () => boolean
  /** For toggles: whether it is on. */
  readonly isActive?: () => boolean
  readonly run: () => unknown
}

export const always = (): boolean => true
