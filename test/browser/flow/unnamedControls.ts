import type { Page } from '@playwright/test'

const controls = ['button', 'textbox', 'radio', 'checkbox', 'switch', 'slider', 'tab', 'option', 'combobox', 'listbox']
const withoutName = new RegExp(`^\\s*- (${controls.join('|')})( \\[[^\\]]*\\])*:?\\s*$`)

/** Controls of the page that a screen reader, or a macro, could not name: lines of the accessibility tree. */
export const unnamedControls = async (page: Page): Promise<readonly string[]> => {
  const tree = await page.locator('body').ariaSnapshot()
  return tree.split('\n').filter((line) => withoutName.test(line))
}
