/** Completes a host without a dot as Aeraki does for DestinationRules, whose domain is hard-coded (`internal/model/utils.go`). */
export function completeHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

/**
 * An address for a host that nobody gave one: within 240.240.0.0/16, which Aeraki hands out itself, and made from the
 * host alone, so that another service added changes nothing.
 */
export function placeholderAddress(host: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(host)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const folded = (hash ^ (hash >>> 16)) & 0xffff;
  return `240.240.${folded >>> 8}.${1 + ((folded & 0xff) % 254)}`;
}

/** Puts an item under a key of an index. */
export function addTo<T>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (items) items.push(item);
  else index.set(key, [item]);
}

/** Compares by code units, as Go compares strings of ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
