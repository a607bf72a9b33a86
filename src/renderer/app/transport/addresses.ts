/** The full address of bytes that an answer refers to; workers need it, their own base is another. */
export const bytesAddress = (url: string): string => new URL(url, document.baseURI).href

/** The same for a URL that may be absent. */
export const optionalBytesAddress = (url: string | null): string | null => (url === null ? null : bytesAddress(url))
