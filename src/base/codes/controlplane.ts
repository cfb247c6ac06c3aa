import type { CodeInfo } from '../codes.js';

/** Codes 04xx-06xx. */
export const controlplaneCodes = {} as const satisfies Record<string, CodeInfo>;
