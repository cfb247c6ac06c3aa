import type { CodeInfo } from '../codes.js';

/** Codes 00xx. */
export const readingCodes = {} as const satisfies Record<string, CodeInfo>;
