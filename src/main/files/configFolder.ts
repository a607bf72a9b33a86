import envPaths from 'env-paths'

/** Where this user's settings live; `CAMEO_CONFIG_DIR` overrides it. */
export const configFolder = (): string => process.env.CAMEO_CONFIG_DIR || envPaths('cameo', { suffix: '' }).config
