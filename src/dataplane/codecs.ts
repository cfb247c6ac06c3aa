/** What is known of a codec: what it makes routable, what it writes, what its errors look like. */
export interface CodecFacts {
  /** The application protocol as it is usually called: `dubbo`. */
  name: string;
  /** Attributes that it sets, always or where the message has them. */
  attributes: readonly string[];
  /** What else may appear, in words (`every string attachment`); undefined if nothing can. */
  furtherAttributes?: string;
  /** Keys that it sets but that no rule can see, since they are no texts. A hash policy on one ends the proxy's process. */
  typedKeys: readonly string[];
  /** Whether what a route's request mutation asks for is written into the message. */
  writesMutation: boolean;
  /** Where mutations are written: `attachments`. Undefined if nowhere. */
  mutationTarget?: string;
  /** What the client gets when the proxy answers an error itself; `empty`: no bytes at all, so that it waits until its timeout. */
  errorReply: 'visible' | 'empty' | 'broken';
  /** What the error looks like on the wire, or why there is none, with the versions where it matters. */
  errorReplyNote: string;
  /** Where it is known from: the proxy's own code, the scaffold template, or a public copy of a private codec. */
  source: 'proxy' | 'template' | 'community';
}

const codecs: readonly CodecFacts[] = [
  {
    name: 'dubbo',
    attributes: ['interface', 'method'],
    furtherAttributes: 'every attachment whose key and value are strings',
    typedKeys: [
      'InvocationInfo',
      'ProtocolType',
      'ProtocolVersion',
      'MessageType',
      'TwoWay',
      'SerializationType',
      'ResponseStatus',
      'RpcResultInfo',
    ],
    writesMutation: true,
    mutationTarget: 'attachments',
    errorReply: 'empty',
    errorReplyNote:
      'From version 1.4.0 of the proxy on, its own Dubbo error replies hold no bytes: the client waits until its timeout.',
    source: 'proxy',
  },
  {
    name: 'thrift',
    attributes: ['method'],
    typedKeys: [],
    writesMutation: false,
    errorReply: 'visible',
    errorReplyNote: 'The client gets a TApplicationException with the message; its type is always INTERNAL_ERROR.',
    source: 'proxy',
  },
  {
    name: 'brpc',
    attributes: [],
    typedKeys: [],
    writesMutation: false,
    errorReply: 'empty',
    errorReplyNote: 'The bRPC codec writes no error replies: the client waits until its timeout.',
    source: 'proxy',
  },
  {
    name: 'trpc',
    attributes: ['caller', 'callee', 'func'],
    furtherAttributes: 'every entry of trans_info',
    typedKeys: ['call_type', 'version', 'content_type', 'content_encoding'],
    writesMutation: true,
    mutationTarget: "trans_info (of unary calls; a stream's first frame is left as it is)",
    errorReply: 'visible',
    errorReplyNote: 'The client gets ret 11 where no route matched and 31 for every other error, with the message.',
    source: 'proxy',
  },
  {
    name: 'awesomerpc',
    attributes: ['cmd'],
    typedKeys: [],
    writesMutation: false,
    errorReply: 'broken',
    errorReplyNote:
      'The template answers with a bare header: code 1 for every error, version and command are left uninitialised.',
    source: 'template',
  },
  {
    name: 'qza',
    attributes: ['cmd', 'sub_cmd', 'uid'],
    typedKeys: [],
    writesMutation: false,
    errorReply: 'visible',
    errorReplyNote: 'The client gets code 50 where no route matched and 51 for every other error.',
    source: 'community',
  },
  {
    name: 'videopacket',
    attributes: ['command', 'channelId', 'scene'],
    typedKeys: ['service_type'],
    writesMutation: false,
    errorReply: 'visible',
    errorReplyNote: 'What the client gets is not known.',
    source: 'community',
  },
];

/**
 * What is known of the codec of an application protocol (`dubbo`), or of a codec's name (`aeraki.meta_protocol.codec.dubbo`);
 * undefined if nothing is.
 */
export function codecFacts(name: string): CodecFacts | undefined {
  const short = name.replace(/^aeraki\.meta_protocol\.codec\./, '');
  return codecs.find((codec) => codec.name === short);
}
