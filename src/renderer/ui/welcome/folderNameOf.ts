/** A project's name as a folder name that every system allows; empty where nothing is left of it. */
export const folderNameOf = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '')
    .replace(/\s+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .toLowerCase()
    .slice(0, 80)
