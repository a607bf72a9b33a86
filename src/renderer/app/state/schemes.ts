import type { ListedScheme } from '#core/contract/contract.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { h3ds6, landmarkSchemes } from '#core/model/schemes.ts'
import { peekServerData, useServerData } from './serverData.ts'

const shipped: readonly ListedScheme[] = [...landmarkSchemes.values()].map((scheme) => ({
  scheme: scheme as ListedScheme['scheme'],
  source: 'shipped',
  path: null,
}))

/** All schemes this person can choose; until the host has answered those that come with Cameo. */
export const useListedSchemes = () => {
  const answer = useServerData('schemes.list', {}).data
  return { schemes: answer?.schemes ?? shipped, problems: answer?.problems ?? [] }
}

const known = (name: string): LandmarkScheme | undefined =>
  landmarkSchemes.get(name) ??
  peekServerData('schemes.list', {})?.schemes.find(({ scheme }) => scheme.name === name)?.scheme

export const isKnownScheme = (name: string): boolean => known(name) !== undefined

/** The scheme of this name; where it is gone, the six of H3DS. */
export const schemeNamed = (name: string): LandmarkScheme => known(name) ?? h3ds6
