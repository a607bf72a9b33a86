import Table from 'cli-table3'

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const

const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true }

const trimLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')

/** Rows of a name and what it is. */
export const factTable = (rows: readonly (readonly [name: string, value: string])[]): string => {
  const table = new Table({ chars: bare, style })
  table.push(...rows.map((row) => [...row]))
  return trimLines(table.toString())
}

export interface ListColumn<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly align?: 'left' | 'right'
}

/** Rows under a head; a sentence where there are none. */
export const listTable = <Row>({
  columns,
  rows,
  empty,
}: {
  readonly columns: readonly ListColumn<Row>[]
  readonly rows: readonly Row[]
  readonly empty: string
}): string => {
  if (rows.length === 0) return empty
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: { ...bare, mid: '', 'mid-mid': '' },
    style,
  })
  table.push(...rows.map((row) => columns.map(({ value }) => value(row))))
  return trimLines(table.toString())
}
