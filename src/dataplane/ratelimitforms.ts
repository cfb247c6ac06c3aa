import { isObject, type Json, type JsonObject } from '../base/json.js';
import { readMatchers } from './matcherforms.js';
import {
  bool,
  durationMs,
  field,
  message,
  messages,
  type Place,
  type Reading,
  refuse,
  startReading,
  text,
  uint32,
} from './protojson.js';
import type { FormProblem, GlobalRateLimit, LocalRateLimit, MetadataMatcher, RateLimitRead, TokenBucket } from './types.js';

/**
 * Reads the configuration of the local rate limit filter as a listener holds it, in snake_case or camelCase. The rules are those of
 * the proxy's proto; `localRateLimitProblem` has the rest.
 */
export function readLocalRateLimit(value: Json): RateLimitRead<LocalRateLimit> | { problems: FormProblem[] } {
  return read(value, (reading, place) => {
    const statPrefix = required(reading, place, 'stat_prefix');
    const bucket = field(place, 'token_bucket');
    const conditions = messages(reading, field(place, 'conditions')).map((condition) => ({
      match: readMatch(reading, condition, true),
      tokenBucket: readBucket(reading, condition.path, field(condition, 'token_bucket')),
    }));
    return {
      statPrefix,
      ...(bucket === undefined ? {} : { tokenBucket: readBucket(reading, bucket.path, bucket) }),
      conditions,
    };
  });
}

/** Reads the configuration of the global rate limit filter as a listener holds it. */
export function readGlobalRateLimit(value: Json): RateLimitRead<GlobalRateLimit> | { problems: FormProblem[] } {
  return read(value, (reading, place) => {
    const service = message(reading, field(place, 'rate_limit_service'));
    if (service === undefined) refuse(reading, place.path, 'A global rate limit needs a rate_limit_service.');
    const grpc = service && message(reading, field(service, 'grpc_service'));
    const envoyGrpc = grpc && message(reading, field(grpc, 'envoy_grpc'));
    const descriptors = messages(reading, field(place, 'descriptors')).map((descriptor) => ({
      property: required(reading, descriptor, 'property'),
      descriptorKey: required(reading, descriptor, 'descriptor_key'),
    }));
    if (descriptors.length === 0) refuse(reading, place.path, 'A global rate limit needs at least one descriptor.');
    return {
      match: readMatch(reading, place, false),
      domain: required(reading, place, 'domain'),
      failureModeDeny: bool(reading, field(place, 'failure_mode_deny')) ?? false,
      cluster: (envoyGrpc && text(reading, field(envoyGrpc, 'cluster_name'))) ?? '',
      descriptors,
    };
  });
}

function read<T>(
  value: Json,
  body: (reading: Reading, place: Place<JsonObject>) => T,
): RateLimitRead<T> | { problems: FormProblem[] } {
  if (!isObject(value)) return { problems: [{ path: [], message: 'This is no object that holds a rate limit.' }] };
  const reading = startReading();
  return { value: body(reading, { value, path: [] }), problems: reading.problems, patterns: reading.patterns };
}

function readMatch(reading: Reading, place: Place<JsonObject>, needed: boolean): MetadataMatcher[] {
  const match = message(reading, field(place, 'match'));
  if (match === undefined && needed) refuse(reading, place.path, 'A condition needs a match; an empty one matches everything.');
  return match === undefined ? [] : readMatchers(reading, field(match, 'metadata'));
}

function readBucket(reading: Reading, parent: Place['path'], place: Place | undefined): TokenBucket {
  const bucket = message(reading, place);
  if (bucket === undefined) {
    refuse(reading, parent, 'A token bucket is needed.');
    return { maxTokens: 0, tokensPerFill: 1, fillIntervalMs: 0 };
  }
  const maxTokens = uint32(reading, field(bucket, 'max_tokens')) ?? 0;
  if (maxTokens === 0) refuse(reading, bucket.path, 'max_tokens must be above 0.');
  const perFill = field(bucket, 'tokens_per_fill');
  const tokensPerFill = uint32(reading, perFill) ?? 1;
  if (perFill !== undefined && tokensPerFill === 0) refuse(reading, perFill.path, 'tokens_per_fill must be above 0.');
  const fillIntervalMs = durationMs(reading, field(bucket, 'fill_interval')) ?? 0;
  if (fillIntervalMs <= 0) refuse(reading, bucket.path, 'fill_interval must be above 0.');
  return { maxTokens, tokensPerFill, fillIntervalMs };
}

function required(reading: Reading, place: Place<JsonObject>, name: string): string {
  const value = text(reading, field(place, name)) ?? '';
  if (value === '') refuse(reading, place.path, `${name} may not be empty.`);
  return value;
}
