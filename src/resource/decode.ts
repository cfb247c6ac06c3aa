import type { JsonObject } from '../base/json.js';
import type {
  ApplicationProtocol,
  Destination,
  MetaGlobalRateLimit,
  MetaLocalRateLimit,
  MetaRoute,
  MetaRouteMatch,
  MetaRouter,
  MetaTokenBucket,
  Mutation,
  StringMatch,
} from './aeraki.js';
import { readMetadata } from './core.js';
import {
  booleanField,
  type Decoded,
  type DecodeError,
  doubleField,
  durationField,
  integerField,
  type Message,
  messageField,
  messageList,
  messageMap,
  optionalText,
  readSpec,
  textField,
  textList,
} from './jsonpb.js';

/** Members that are left out where they are undefined, as `exactOptionalPropertyTypes` wants it. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
}

/** Of two matchers the later field wins, as in jsonpb. */
function readStringMatch(match: Message): StringMatch {
  const exact = optionalText(match, 'exact');
  const prefix = optionalText(match, 'prefix');
  const regex = optionalText(match, 'regex');
  if (regex !== undefined) return { kind: 'regex', value: regex };
  if (prefix !== undefined) return { kind: 'prefix', value: prefix };
  return exact === undefined ? { kind: 'none' } : { kind: 'exact', value: exact };
}

function readMatch(holder: Message): MetaRouteMatch | undefined {
  const match = messageField(holder, 'match');
  if (match === undefined) return undefined;
  const attributes = new Map<string, StringMatch>();
  for (const [name, item] of messageMap(match, 'attributes')) attributes.set(name, readStringMatch(item));
  return { attributes };
}

function readDestination(holder: Message, key: string): Destination | undefined {
  const destination = messageField(holder, key);
  if (destination === undefined) return undefined;
  const result: Destination = { host: textField(destination, 'host'), subset: textField(destination, 'subset') };
  const port = messageField(destination, 'port');
  if (port !== undefined) result.port = integerField(port, 'number', 'uint32') ?? 0;
  return result;
}

function readMutations(route: Message, key: string): Mutation[] {
  return messageList(route, key).map((item) => ({ key: textField(item, 'key'), value: textField(item, 'value') }));
}

function readRoute(route: Message): MetaRoute {
  const result: MetaRoute = {
    name: textField(route, 'name'),
    ...given('match', readMatch(route)),
    route: messageList(route, 'route').map((item) => ({
      ...given('destination', readDestination(item, 'destination')),
      weight: integerField(item, 'weight', 'uint32') ?? 0,
    })),
    ...given('mirror', readDestination(route, 'mirror')),
    requestMutation: [],
    responseMutation: [],
  };
  const percentage = messageField(route, 'mirrorPercentage');
  if (percentage !== undefined) result.mirrorPercentage = doubleField(percentage, 'value');
  result.requestMutation = readMutations(route, 'requestMutation');
  result.responseMutation = readMutations(route, 'responseMutation');
  return result;
}

function readTokenBucket(holder: Message): MetaTokenBucket | undefined {
  const bucket = messageField(holder, 'tokenBucket');
  if (bucket === undefined) return undefined;
  return {
    maxTokens: integerField(bucket, 'maxTokens', 'uint32') ?? 0,
    ...given('tokensPerFill', integerField(bucket, 'tokensPerFill', 'uint32')),
    ...given('fillInterval', durationField(bucket, 'fillInterval')),
  };
}

function readLocalRateLimit(limit: Message): MetaLocalRateLimit {
  return {
    ...given('tokenBucket', readTokenBucket(limit)),
    conditions: messageList(limit, 'conditions').map((condition) => ({
      ...given('match', readMatch(condition)),
      ...given('tokenBucket', readTokenBucket(condition)),
    })),
  };
}

function readGlobalRateLimit(limit: Message): MetaGlobalRateLimit {
  return {
    ...given('match', readMatch(limit)),
    domain: textField(limit, 'domain'),
    ...given('requestTimeout', durationField(limit, 'requestTimeout')),
    denyOnFail: booleanField(limit, 'denyOnFail'),
    rateLimitService: textField(limit, 'rateLimitService'),
    descriptors: messageList(limit, 'descriptors').map((item) => ({
      property: textField(item, 'property'),
      descriptorKey: textField(item, 'descriptorKey'),
    })),
  };
}

/** A MetaRouter without what every object has. */
export type MetaRouterSpec = Omit<MetaRouter, 'metadata'>;

function readMetaRouter(spec: Message): MetaRouterSpec {
  const local = messageField(spec, 'localRateLimit');
  const global = messageField(spec, 'globalRateLimit');
  return {
    hosts: textList(spec, 'hosts'),
    gateways: textList(spec, 'gateways'),
    routes: messageList(spec, 'routes').map(readRoute),
    ...given('localRateLimit', local && readLocalRateLimit(local)),
    ...given('globalRateLimit', global && readGlobalRateLimit(global)),
    exportTo: textList(spec, 'exportTo'),
  };
}

/**
 * Reads the spec of a MetaRouter as golang/protobuf's jsonpb does, which is what Aeraki and its webhook use, and gives the value
 * even where there are errors: a field in error counts as absent in it.
 */
export function readMetaRouterSpec(object: JsonObject): Decoded<MetaRouterSpec> {
  return readSpec(object, readMetaRouter);
}

/**
 * Decodes a MetaRouter as Aeraki does (golang/protobuf's jsonpb with unknown fields allowed): lowerCamelCase and snake_case names,
 * durations in Go's syntax, uint32 as a number or a quoted one, null as absent, a null in a list or map as an empty message.
 * `namespace` is given to an object that names none. The first of the errors is the one that Go would give.
 */
export function decodeMetaRouter(object: JsonObject, namespace = ''): { value: MetaRouter } | { errors: DecodeError[] } {
  const { value, errors } = readMetaRouterSpec(object);
  return errors.length > 0 ? { errors } : { value: { metadata: readMetadata(object, namespace), ...value } };
}

/** Decodes an ApplicationProtocol as Aeraki does; the rest as with {@link decodeMetaRouter}. */
export function decodeApplicationProtocol(
  object: JsonObject,
  namespace = '',
): { value: ApplicationProtocol } | { errors: DecodeError[] } {
  const { value, errors } = readSpec(object, (spec) => ({
    protocol: textField(spec, 'protocol'),
    codec: textField(spec, 'codec'),
  }));
  return errors.length > 0 ? { errors } : { value: { metadata: readMetadata(object, namespace), ...value } };
}
