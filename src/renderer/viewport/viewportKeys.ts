/** The keys the 3D view answers while it has the focus; the shortcut sheet is generated from this list. */
export const viewportKeys: readonly { readonly keys: readonly string[]; readonly title: string }[] = [
  { keys: ['←', '→', '↑', '↓'], title: 'Turn the view' },
  { keys: ['+', '-'], title: 'Zoom in, zoom out' },
  { keys: ['F'], title: 'Fit everything into the view' },
  { keys: ['1'], title: 'View from the front' },
  { keys: ['2'], title: 'View from the back' },
  { keys: ['3'], title: "View from the subject's left" },
  { keys: ['4'], title: "View from the subject's right" },
  { keys: ['5'], title: 'View from the top' },
  { keys: ['6'], title: 'View from the bottom' },
  { keys: ['Esc'], title: 'Put the dragged point back' },
]
