import type { JsonObject } from '../base/json.js';
import type {
  ApplicationProtocol,
  Destination,
  MetaGlobalRateLimit,
  MetaLocalRateLimit,
  MetaRoute,
  MetaRouteDestination,
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
  for (const item of messageMap(match, 'attributes')) attributes.set(String(item.at), readStringMatch(item));
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

function readRouteDestination(item: Message): MetaRouteDestination {
  const destination = readDestination(item, 'destination');
  const weight = integerField(item, 'weight', 'uint32') ?? 0;
  return destination === undefined ? { weight } : { destination, weight };
}

// Absent members are left out, fields are read in the order of the proto: the first error is then Go's.

function readRoute(route: Message): MetaRoute {
  const result: MetaRoute = { name: textField(route, 'name'), route: [], requestMutation: [], responseMutation: [] };
  const match = readMatch(route);
  if (match !== undefined) result.match = match;
  result.route = messageList(route, 'route').map(readRouteDestination);
  const mirror = readDestination(route, 'mirror');
  if (mirror !== undefined) result.mirror = mirror;
  const percentage = messageField(route, 'mirrorPercentage');
  if (percentage !== undefined) result.mirrorPercentage = doubleField(percentage, 'value');
  result.requestMutation = readMutations(route, 'requestMutation');
  result.responseMutation = readMutations(route, 'responseMutation');
  return result;
}

function readTokenBucket(holder: Message): MetaTokenBucket | undefined {
  const bucket = messageField(holder, 'tokenBucket');
  if (bucket === undefined) return undefined;
  const result: MetaTokenBucket = { maxTokens: integerField(bucket, 'maxTokens', 'uint32') ?? 0 };
  const tokensPerFill = integerField(bucket, 'tokensPerFill', 'uint32');
  if (tokensPerFill !== undefined) result.tokensPerFill = tokensPerFill;
  const fillInterval = durationField(bucket, 'fillInterval');
  if (fillInterval !== undefined) result.fillInterval = fillInterval;
  return result;
}

function readCondition(condition: Message): MetaLocalRateLimit['conditions'][number] {
  const result: MetaLocalRateLimit['conditions'][number] = {};
  const match = readMatch(condition);
  if (match !== undefined) result.match = match;
  const tokenBucket = readTokenBucket(condition);
  if (tokenBucket !== undefined) result.tokenBucket = tokenBucket;
  return result;
}

function readLocalRateLimit(limit: Message): MetaLocalRateLimit {
  const tokenBucket = readTokenBucket(limit);
  const conditions = messageList(limit, 'conditions').map(readCondition);
  return tokenBucket === undefined ? { conditions } : { tokenBucket, conditions };
}

function readGlobalRateLimit(limit: Message): MetaGlobalRateLimit {
  const match = readMatch(limit);
  const result: MetaGlobalRateLimit = {
    domain: textField(limit, 'domain'),
    denyOnFail: false,
    rateLimitService: '',
    descriptors: [],
  };
  if (match !== undefined) result.match = match;
  const requestTimeout = durationField(limit, 'requestTimeout');
  if (requestTimeout !== undefined) result.requestTimeout = requestTimeout;
  result.denyOnFail = booleanField(limit, 'denyOnFail');
  result.rateLimitService = textField(limit, 'rateLimitService');
  result.descriptors = messageList(limit, 'descriptors').map((item) => ({
    property: textField(item, 'property'),
    descriptorKey: textField(item, 'descriptorKey'),
  }));
  return result;
}

/** A MetaRouter without what every object has. */
export type MetaRouterSpec = Omit<MetaRouter, 'metadata'>;

function readMetaRouter(spec: Message): MetaRouterSpec {
  const hosts = textList(spec, 'hosts');
  const gateways = textList(spec, 'gateways');
  const routes = messageList(spec, 'routes').map(readRoute);
  const result: MetaRouterSpec = { hosts, gateways, routes, exportTo: [] };
  const local = messageField(spec, 'localRateLimit');
  if (local !== undefined) result.localRateLimit = readLocalRateLimit(local);
  const global = messageField(spec, 'globalRateLimit');
  if (global !== undefined) result.globalRateLimit = readGlobalRateLimit(global);
  result.exportTo = textList(spec, 'exportTo');
  return result;
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
