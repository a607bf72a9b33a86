/** Why the iteration ended, in words. */
export const stopTexts: Readonly<Record<string, string>> = {
  converged: 'converged',
  'max-iterations': 'stopped at the limit',
  stalled: 'stalled',
  'too-few-pairs': 'too few pairs',
}
