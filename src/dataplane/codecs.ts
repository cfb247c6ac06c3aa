/** What is known of a codec: what it makes routable, what it writes, what its errors look like. */
export interface CodecFacts {
  /** The application protocol as it is usually called: `dubbo`. */
  name: string;
  /** Attributes that it always sets. */
  attributes: readonly string[];
  /** What else may appear, in words (`every string attachment`); undefined if nothing can. */
  furtherAttributes?: string;
  /** Keys that it sets but that no rule can see, since they are no texts. A hash policy on one ends the proxy's process. */
  typedKeys: readonly string[];
  /** Whether what a route's request mutation asks for is written into the message. */
  writesMutation: boolean;
  /** What the client gets when the proxy answers an error itself; `empty`: no bytes at all, so that it waits until its timeout. */
  errorReply: 'visible' | 'empty' | 'broken';
  /** What the error looks like on the wire, or why there is none, with the versions where it matters. */
  errorReplyNote: string;
  /** How sure this is. */
  source: 'proxy' | 'template' | 'community';
}

/** What is known of the codec of an application protocol, or of a codec's name (`aeraki.meta_protocol.codec.dubbo`); undefined if nothing is. */
export function codecFacts(_name: string): CodecFacts | undefined {
  throw new Error('in progress');
}
