import type { CodeInfo } from '../codes.js';

/** Codes 07xx. */
export const dataplaneCodes = {} as const satisfies Record<string, CodeInfo>;
