/** Cells of a line; a cell in double quotes may hold the separator, and a doubled quote stands for one. */
export const splitCells = (line: string, separator: string): string[] => {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]
    if (character === '"' && quoted && line[i + 1] === '"') {
      cell += '"'
      i++
    } else if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()]
}

/** A cell that `splitCells` reads back as `text`; line breaks become blanks. */
export const quotedCell = (text: string): string =>
  /[",;\t\r\n#]/.test(text) ? `"${text.replaceAll('"', '""').replace(/[\r\n]+/g, ' ')}"` : text
