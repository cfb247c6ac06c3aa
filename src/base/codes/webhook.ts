import type { CodeInfo } from './info.js';

/** Codes 02xx. */
export const webhookCodes = {} as const satisfies Record<string, CodeInfo>;
