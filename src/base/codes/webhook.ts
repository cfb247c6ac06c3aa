import type { CodeInfo } from '../codes.js';

/** Codes 02xx. */
export const webhookCodes = {} as const satisfies Record<string, CodeInfo>;
