import { nanoid } from 'nanoid'

/** An opaque id of 96 random bits. */
export const newId = (): string => nanoid(16)

/** The time as the catalogue writes it: ISO 8601, UTC. */
export const now = (): string => new Date().toISOString()
