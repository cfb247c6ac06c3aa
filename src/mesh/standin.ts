import type { JsonObject } from '../base/json.js';
import type {
  ApplicationProtocol,
  Destination,
  MetaRouteMatch,
  MetaRouter,
  MetaTokenBucket,
  StringMatch,
} from '../resource/aeraki.js';
import { readMetadata } from '../resource/core.js';
import {
  booleanField,
  type DecodeError,
  decodeSpec,
  doubleField,
  durationField,
  integerField,
  type Message,
  messageField,
  messageList,
  textField,
  textList,
} from '../resource/jsonpb.js';

function readMatch(holder: Message): { match?: MetaRouteMatch } {
  const match = messageField(holder, 'match');
  if (!match) return {};
  const attributes = new Map<string, StringMatch>();
  const map = messageField(match, 'attributes');
  for (const name of Object.keys(map?.object ?? {})) {
    const m = map && messageField(map, name);
    const kind = m && (['regex', 'prefix', 'exact'] as const).find((key) => Object.hasOwn(m.object, key));
    attributes.set(name, m && kind ? { kind, value: textField(m, kind) } : { kind: 'none' });
  }
  return { match: { attributes } };
}

function readDestination(d: Message): Destination {
  const port = messageField(d, 'port');
  return {
    host: textField(d, 'host'),
    subset: textField(d, 'subset'),
    ...(port ? { port: integerField(port, 'number', 'uint32') ?? 0 } : {}),
  };
}

function readBucket(holder: Message): { tokenBucket?: MetaTokenBucket } {
  const b = messageField(holder, 'tokenBucket');
  if (!b) return {};
  const tokensPerFill = integerField(b, 'tokensPerFill', 'uint32');
  const fillInterval = durationField(b, 'fillInterval');
  return {
    tokenBucket: {
      maxTokens: integerField(b, 'maxTokens', 'uint32') ?? 0,
      ...(tokensPerFill === undefined ? {} : { tokensPerFill }),
      ...(fillInterval === undefined ? {} : { fillInterval }),
    },
  };
}

export function decodeMetaRouter(object: JsonObject, namespace: string): { value: MetaRouter } | { errors: DecodeError[] } {
  return decodeSpec(object, (spec) => {
    const local = messageField(spec, 'localRateLimit');
    const global = messageField(spec, 'globalRateLimit');
    const requestTimeout = global && durationField(global, 'requestTimeout');
    return {
      metadata: readMetadata(object, namespace),
      hosts: textList(spec, 'hosts'),
      gateways: textList(spec, 'gateways'),
      routes: messageList(spec, 'routes').map((route) => {
        const mirror = messageField(route, 'mirror');
        const percentage = messageField(route, 'mirrorPercentage');
        const pairs = (key: string) =>
          messageList(route, key).map((m) => ({ key: textField(m, 'key'), value: textField(m, 'value') }));
        return {
          name: textField(route, 'name'),
          ...readMatch(route),
          route: messageList(route, 'route').map((r) => {
            const d = messageField(r, 'destination');
            return { weight: integerField(r, 'weight', 'uint32') ?? 0, ...(d ? { destination: readDestination(d) } : {}) };
          }),
          ...(mirror ? { mirror: readDestination(mirror) } : {}),
          ...(percentage ? { mirrorPercentage: doubleField(percentage, 'value') } : {}),
          requestMutation: pairs('requestMutation'),
          responseMutation: pairs('responseMutation'),
        };
      }),
      ...(local
        ? {
            localRateLimit: {
              ...readBucket(local),
              conditions: messageList(local, 'conditions').map((c) => ({ ...readMatch(c), ...readBucket(c) })),
            },
          }
        : {}),
      ...(global
        ? {
            globalRateLimit: {
              ...readMatch(global),
              domain: textField(global, 'domain'),
              ...(requestTimeout === undefined ? {} : { requestTimeout }),
              denyOnFail: booleanField(global, 'denyOnFail'),
              rateLimitService: textField(global, 'rateLimitService'),
              descriptors: messageList(global, 'descriptors').map((d) => ({
                property: textField(d, 'property'),
                descriptorKey: textField(d, 'descriptorKey'),
              })),
            },
          }
        : {}),
      exportTo: textList(spec, 'exportTo'),
    };
  });
}

export function decodeApplicationProtocol(
  object: JsonObject,
  namespace: string,
): { value: ApplicationProtocol } | { errors: DecodeError[] } {
  return decodeSpec(object, (spec) => ({
    metadata: readMetadata(object, namespace),
    protocol: textField(spec, 'protocol'),
    codec: textField(spec, 'codec'),
  }));
}
