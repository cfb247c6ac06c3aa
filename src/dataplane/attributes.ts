/** The attribute that the proxy itself puts into every request, with the application protocol's name as its value. */
export const applicationProtocolAttribute = 'x-meta-protocol-application-protocol';

/** Letter case as a proxy's header map folds it: ASCII letters only. */
export function lowerAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/**
 * The name under which rules see an attribute. Rules are matched against an HTTP header map: names are folded to lower case, and
 * `host` is another name of `:authority`.
 */
export function routableName(name: string): string {
  const folded = lowerAscii(name);
  return folded === 'host' ? ':authority' : folded;
}

/** What rules see of a request's attributes: of names that differ by letter case only, the last one counts. */
export function routableAttributes(attributes: Record<string, string>): Map<string, string> {
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes)) seen.set(routableName(name), value);
  return seen;
}
