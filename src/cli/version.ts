/** This program's version. Replaced at build time by the one of package.json; `dev` when run from source. */
declare const AERAKICTL_VERSION: string | undefined;

/** The version that `--version` prints. */
export const version: string = typeof AERAKICTL_VERSION === 'string' ? AERAKICTL_VERSION : 'dev';
