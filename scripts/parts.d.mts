/** The servers of the end-to-end tests by environment variable, and a sentence for each that cannot be had. */
export function getParts(): { found: Record<string, string>; missing: string[] };
