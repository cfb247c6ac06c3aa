/** What the name of a generated object says. Aeraki puts it together from its inputs (`EF/network_filter.go`, `MP/generator.go`). */
export interface ParsedName {
  /** Where it takes effect; `other` where the name is none of Aeraki's. */
  side: 'outbound' | 'inbound' | 'gateway' | 'other';
  host?: string;
  /** The address of the listener it patches. */
  address?: string;
  port?: number;
  /** Namespace and name of the Gateway. */
  gateway?: { namespace: string; name: string };
}

/** Takes the name of a generated EnvoyFilter or VirtualService apart. */
export function parseName(name: string): ParsedName {
  const outbound = /^aeraki-outbound-(.+)-([0-9a-f.:]+)-(\d{1,5})$/.exec(name);
  if (outbound !== null)
    return { side: 'outbound', host: outbound[1] ?? '', address: outbound[2] ?? '', port: Number(outbound[3]) };
  const inbound = /^aeraki-inbound-(.+)-(\d{1,5})$/.exec(name);
  if (inbound !== null) return { side: 'inbound', host: inbound[1] ?? '', port: Number(inbound[2]) };
  const gateway = /^aeraki-gateway-outbound-(.+)\.([^.]+)-(\d{1,5})$/.exec(name);
  if (gateway !== null) {
    return { side: 'gateway', gateway: { namespace: gateway[2] ?? '', name: gateway[1] ?? '' }, port: Number(gateway[3]) };
  }
  const service = /^aeraki-vs-([^.]+)\.(.+)-(\d{1,5})$/.exec(name);
  if (service !== null) {
    return { side: 'gateway', gateway: { namespace: service[1] ?? '', name: service[2] ?? '' }, port: Number(service[3]) };
  }
  return { side: 'other' };
}
