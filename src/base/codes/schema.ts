import type { CodeInfo } from './info.js';

/** Codes 01xx. */
export const schemaCodes = {} as const satisfies Record<string, CodeInfo>;
