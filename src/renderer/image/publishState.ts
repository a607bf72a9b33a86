/**
 * Writes a view's state as data attributes. An attribute is only written when it changes: writing one makes the browser
 * look at the page's styles.
 */
export const publishState = ({ dataset }: HTMLElement, state: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(state)) if (dataset[name] !== value) dataset[name] = value
}
