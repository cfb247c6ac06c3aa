import type { CodeInfo } from './info.js';

/** Codes 04xx-06xx. */
export const controlplaneCodes = {} as const satisfies Record<string, CodeInfo>;
