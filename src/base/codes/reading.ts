import type { CodeInfo } from './info.js';

/** Codes 00xx. */
export const readingCodes = {} as const satisfies Record<string, CodeInfo>;
