/** The versions of the proxy that a codec can be generated for: the last release, and the head of its repository. */
export const proxyVersions = ['1.4.2', 'head'] as const;
export type ProxyVersion = (typeof proxyVersions)[number];

export type ByteOrder = 'big' | 'little';

/** Bytes of each integer type. */
export const integerSizes = { u8: 1, i8: 1, u16: 2, i16: 2, u24: 3, u32: 4, i32: 4, u64: 8, i64: 8 } as const;
export type IntegerType = keyof typeof integerSizes;

/** Some bits of an integer field. Bit 0 is the least significant. */
export interface Bits {
  name: string;
  bit: number;
  width: number;
  meaning?: string;
}

interface FieldBase {
  name: string;
  /** What it is for, as documentation shows it. */
  meaning?: string;
}

/** An integer of fixed size. */
export interface IntegerField extends FieldBase {
  kind: 'integer';
  type: IntegerType;
  byteOrder: ByteOrder;
  /** A frame with another value is refused. Unsigned, as the bits stand on the wire. */
  constant?: bigint;
  bits: Bits[];
}

/** Bytes or text, of fixed size or as long as an earlier number says. */
export interface BytesField extends FieldBase {
  kind: 'bytes' | 'string';
  /** Bytes, or the name of the number that counts them. */
  size: number | string;
  /** A frame with other bytes is refused; only with a fixed size. As a byte string. */
  constant?: string;
}

export type LengthType = 'u8' | 'u16' | 'u32';

/** Key-value pairs, each a length and a text twice, as many bytes in all as an earlier number says. */
export interface PairsField extends FieldBase {
  kind: 'pairs';
  /** The name of the number that counts the bytes. */
  size: string;
  keyLength: LengthType;
  valueLength: LengthType;
  byteOrder: ByteOrder;
}

/** A value inside a protobuf message, by its field numbers from the outside in. */
export interface ProtobufMember {
  name: string;
  path: number[];
  /** `uint` and `int` are varints of 64 bits. */
  type: 'string' | 'bytes' | 'uint' | 'int';
  meaning?: string;
}

/** A protobuf message, as many bytes as an earlier number says. */
export interface ProtobufField extends FieldBase {
  kind: 'protobuf';
  size: string;
  members: ProtobufMember[];
}

/** A word of a line: up to the separator or the end. */
export interface WordField extends FieldBase {
  kind: 'word';
  /** The only word allowed, as a byte string. */
  constant?: string;
}

/** A word of a line that is a number from 0 to 2^64 - 1 in decimal. */
export interface DecimalField extends FieldBase {
  kind: 'decimal';
}

/** The words that remain of a line, `key=value` each. */
export interface WordPairsField extends FieldBase {
  kind: 'wordpairs';
}

export type Field = IntegerField | BytesField | PairsField | ProtobufField | WordField | DecimalField | WordPairsField;

/** One number made of several, the most significant part first. */
export interface Joined {
  name: string;
  parts: string[];
  meaning?: string;
}

/** How the end of a frame is found: by a number in its fixed header, or by bytes at its end. */
export type Framing =
  | {
      by: 'length';
      field: string;
      /**
       * What the number counts: the whole frame, what follows the length field, or what follows the fixed header (the fields up to the first
       * of variable size).
       */
      counts: 'frame' | 'afterLength' | 'afterHeader';
      /** Added to what is counted. */
      adjust: number;
      /** The largest frame that is accepted, in bytes. */
      max: number;
    }
  | {
      by: 'delimiter';
      /** A byte string. */
      delimiter: string;
      /** One byte between words. */
      separator: string;
      max: number;
    };

/** What a message is to the proxy. */
export const messageTypes = [
  'request',
  'response',
  'oneway',
  'streamInit',
  'streamData',
  'streamCloseOneWay',
  'streamCloseTwoWay',
  'heartbeat',
  'error',
] as const;
export type MessageType = (typeof messageTypes)[number];

/** A value a field is compared with or set to: a number, or a byte string. */
export type Literal = bigint | string;

export type BodyType = IntegerType | 'string';

/** Where an attribute comes from and what its text is. */
export type Attribute =
  | { from: 'value'; name: string; value: string; text: 'decimal' | 'hex'; names: Map<bigint, string> }
  /** Every pair is an attribute; `keys` are those known beforehand. */
  | { from: 'pairs'; pairs: string; keys: string[] }
  | {
      from: 'body';
      name: string;
      /** Bytes from the start of the body. */
      offset: number;
      type: BodyType;
      /** Bytes of a string; the rest of the body if left out. */
      size?: number;
      text: 'decimal' | 'hex';
      names: Map<bigint, string>;
    };

/** The errors that a proxy answers itself, in the order of its enumeration. */
export const errorTypes = [
  'routeNotFound',
  'clusterNotFound',
  'noHealthyUpstream',
  'badResponse',
  'unspecified',
  'overLimit',
] as const;
export type ErrorType = (typeof errorTypes)[number];

/** A piece of a reply's body. */
export type BodyPart =
  | { part: 'bytes'; bytes: string }
  | { part: 'message' }
  | { part: 'messageLength'; type: IntegerType }
  | { part: 'code'; type: IntegerType }
  /** The code as decimal text. */
  | { part: 'codeText' };

/** A frame that the proxy makes itself. What is not named is the constant of the field, or zero and empty. */
export interface Reply {
  set: Map<string, Literal>;
  /** Taken over from the request. */
  copy: string[];
  body: BodyPart[];
}

/** The reply to a request that the proxy answers with an error. */
export interface ErrorReply extends Reply {
  codes: Record<ErrorType, bigint>;
  /** The number that carries the code. */
  code?: string;
  /** The text that carries the message; the pieces of the body may carry it too. */
  message?: string;
}

/** A protocol as `codec.yaml` describes it, read and checked. Byte strings hold one byte a character. */
export interface Description {
  protocol: string;
  /** The registered name: `aeraki.meta_protocol.codec.<protocol>` unless told otherwise. */
  codec: string;
  proxy: ProxyVersion;
  summary?: string;
  byteOrder: ByteOrder;
  fields: Field[];
  joined: Joined[];
  framing: Framing;
  /** Which values of a field mean what; absent where the direction alone tells request from response. */
  messageType?: { field: string; values: Map<Literal, MessageType> };
  requestId?: string;
  streamId?: string;
  /** Which values of a field mean success; every other is an error. Looked at in responses. */
  status?: { field: string; ok: Literal[] };
  attributes: Attribute[];
  /** Names whose texts, joined by `/`, name the operation in traces. */
  operation: string[];
  /** The pairs that mutations are written to; absent where the protocol has no place for them. */
  mutation?: string;
  error: ErrorReply;
  heartbeat?: Reply;
}
