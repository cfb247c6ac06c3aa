import type { CodeInfo } from '../codes.js';

/** Codes 01xx. */
export const schemaCodes = {} as const satisfies Record<string, CodeInfo>;
