/** Offers bytes as a file: the browser, or the program's own dialog, asks where to. */
export const saveBytes = (fileName: string, bytes: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
