/**
 * Where choosing begins: where it ended the last time, else in the folder that holds the project, beside which captures
 * and models mostly lie; null where there is neither.
 */
export const startFolder = (remembered: string | undefined, projectPath: string | null): string | null => {
  if (remembered !== undefined) return remembered
  if (projectPath === null) return null
  const parent = projectPath.replace(/[\\/]+[^\\/]+[\\/]*$/, '')
  return /[\\/]/.test(parent) ? parent : projectPath
}
