/** A protocol that the MetaProtocol proxy speaks, or that is known of a private codec, with what it can and cannot do. */
export interface KnownProtocol {
  name: string;
  /** Where the codec is: in every proxy, in the scaffold template, or private and known from a public copy. */
  source: 'proxy' | 'template' | 'community';
  attributes: readonly string[];
  /** Further attributes, in words. */
  further?: string;
  mutation: string;
  errorReply: string;
  /** What to know before one relies on it. */
  limits: readonly string[];
}

/** The protocols with a codec, as meta-protocol-proxy 1.4.2 has them. */
export const knownProtocols: readonly KnownProtocol[] = [
  {
    name: 'dubbo',
    source: 'proxy',
    attributes: ['interface', 'method'],
    further: 'every text attachment',
    mutation: 'attachments',
    errorReply: 'empty from 1.4.0 on: the client waits until its timeout',
    limits: ['one-way calls are dropped', 'from 1.4.0 on exceptions and results other than texts break the proxy'],
  },
  {
    name: 'thrift',
    source: 'proxy',
    attributes: ['method'],
    mutation: 'none',
    errorReply: 'TApplicationException, always INTERNAL_ERROR',
    limits: ['one-way calls are dropped', 'strict binary and compact only', 'a frame has at most 16,384,000 bytes'],
  },
  {
    name: 'brpc',
    source: 'proxy',
    attributes: [],
    mutation: 'none',
    errorReply: 'empty: the client waits until its timeout',
    limits: ['no attributes: a rule with a match matches nothing', 'a message in two reads ends the proxy'],
  },
  {
    name: 'trpc',
    source: 'proxy',
    attributes: ['caller', 'callee', 'func'],
    further: 'every entry of trans_info',
    mutation: 'trans_info, not of streams',
    errorReply: 'ret 11 without a route, else 31, with the message',
    limits: ['one-way calls wait for ever', 'a rule on version matches only where the client sends it in trans_info'],
  },
  {
    name: 'awesomerpc',
    source: 'template',
    attributes: ['cmd'],
    mutation: 'none',
    errorReply: 'a bare header with code 1',
    limits: ['the template project; its decoder and encoder disagree on the header, which the preset does not'],
  },
  {
    name: 'qza',
    source: 'community',
    attributes: ['cmd', 'sub_cmd', 'uid'],
    mutation: 'none',
    errorReply: 'code 50 without a route, else 51',
    limits: ['private; known from a public copy'],
  },
  {
    name: 'videopacket',
    source: 'community',
    attributes: ['command', 'channelId', 'scene'],
    mutation: 'none',
    errorReply: 'not known',
    limits: ['private; known from a public copy'],
  },
];
