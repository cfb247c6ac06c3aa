/** The protocols of layer 7 that Aeraki knows by the second part of a port's name. */
export const generatedProtocols = ['dubbo', 'thrift', 'kafka', 'zookeeper', 'redis', 'metaprotocol'] as const;

/** A protocol for which Aeraki has a generator. */
export type GeneratedProtocol = (typeof generatedProtocols)[number];

/** The protocol of a port that Aeraki has a generator for: the second part of its name, in any case (`internal/model/protocol`). */
export function protocolOf(portName: string): GeneratedProtocol | undefined {
  const second = portName.split('-')[1]?.toLowerCase();
  return generatedProtocols.find((protocol) => protocol === second);
}

/** The application protocol of a MetaProtocol port: the third part of its name, verbatim. Undefined: there is none, and Aeraki dies. */
export function applicationProtocolOf(portName: string): string | undefined {
  return portName.split('-')[2];
}

/** The name that Istio gives an outbound cluster. */
export function outboundCluster(host: string, port: number, subset = ''): string {
  return `outbound|${port}|${subset}|${host}`;
}

/** The name that Aeraki expects of an inbound cluster. */
export function inboundCluster(port: number): string {
  return `inbound|${port}||`;
}

/** The name under which a listener asks for its routes. */
export function routeName(host: string, port: number): string {
  return `${host}_${port}`;
}
