import type { CodeInfo } from './info.js';

/** Codes 07xx. */
export const dataplaneCodes = {} as const satisfies Record<string, CodeInfo>;
