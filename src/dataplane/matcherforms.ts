import type { JsonObject } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import {
  bool,
  field,
  forbiddenCharacter,
  int64,
  message,
  messages,
  otherFields,
  type Place,
  type Reading,
  refuse,
  shown,
  text,
} from './protojson.js';
import type { MetadataMatcher, ValueMatcher } from './types.js';

const specifiers = [
  'exact_match',
  'range_match',
  'present_match',
  'prefix_match',
  'suffix_match',
  'contains_match',
  'safe_regex_match',
  'string_match',
] as const;
const headerFields = ['name', 'invert_match', 'treat_missing_header_as_empty', ...specifiers];
const stringKinds = ['exact', 'prefix', 'suffix', 'contains', 'safe_regex'] as const;
const stringFields = [...stringKinds, 'ignore_case'];

/** Reads a list of Envoy's `HeaderMatcher`, with the rules of its proto. What breaks one is noted; what cannot be held at all is left out. */
export function readMatchers(reading: Reading, place: Place | undefined): MetadataMatcher[] {
  return messages(reading, place).flatMap((item) => readMatcher(reading, item) ?? []);
}

function readMatcher(reading: Reading, header: Place<JsonObject>): MetadataMatcher | undefined {
  unknownFields(reading, header, headerFields);
  const name = text(reading, field(header, 'name')) ?? '';
  if (name === '') refuse(reading, header.path, 'A condition without a name: Envoy asks for one.');
  const forbidden = forbiddenCharacter(name);
  if (forbidden !== undefined) {
    const said = `The name ${shown(name)} has ${forbidden}, and may hold neither NUL nor CR nor LF.`;
    refuse(reading, [...header.path, 'name'], said);
  }
  const matcher = readSpecifier(reading, header);
  if (matcher === undefined) return undefined;
  return {
    name,
    matcher,
    invert: bool(reading, field(header, 'invert_match')) ?? false,
    treatMissingAsEmpty: bool(reading, field(header, 'treat_missing_header_as_empty')) ?? false,
  };
}

/** The comparison of a `HeaderMatcher`: at most one may be given, and none is a test for presence. */
function readSpecifier(reading: Reading, header: Place<JsonObject>): ValueMatcher | undefined {
  const given = oneOf(reading, header, specifiers);
  if (given === undefined) return { kind: 'present', present: true };
  const { name, place } = given;
  switch (name) {
    case 'exact_match': {
      const value = text(reading, place);
      return value === undefined ? undefined : { kind: 'exactHeader', value };
    }
    case 'prefix_match':
      return substring(reading, 'prefix', place, false);
    case 'suffix_match':
      return substring(reading, 'suffix', place, false);
    case 'contains_match':
      return substring(reading, 'contains', place, false);
    case 'safe_regex_match':
      return readRegex(reading, place);
    case 'present_match': {
      const present = bool(reading, place);
      return present === undefined ? undefined : { kind: 'present', present };
    }
    case 'range_match': {
      const range = message(reading, place);
      if (range === undefined) return undefined;
      return {
        kind: 'range',
        start: int64(reading, field(range, 'start')) ?? 0n,
        end: int64(reading, field(range, 'end')) ?? 0n,
      };
    }
    case 'string_match':
      return readStringMatcher(reading, place);
  }
}

/** Reads Envoy's `StringMatcher`. What breaks one is noted. */
export function readStringMatcher(reading: Reading, place: Place): ValueMatcher | undefined {
  const matcher = message(reading, place);
  if (matcher === undefined) return undefined;
  unknownFields(reading, matcher, stringFields);
  const ignoreCase = bool(reading, field(matcher, 'ignore_case')) ?? false;
  const given = oneOf(reading, matcher, stringKinds);
  if (given === undefined)
    return refuse(reading, matcher.path, 'A string_match that compares with nothing: Envoy asks for one of its forms.');
  if (given.name === 'safe_regex') {
    if (ignoreCase)
      refuse(
        reading,
        matcher.path,
        'ignore_case has no meaning for safe_regex, and Envoy refuses the two together; write (?i) into the pattern.',
      );
    return readRegex(reading, given.place);
  }
  if (given.name !== 'exact') return substring(reading, given.name, given.place, ignoreCase);
  const value = text(reading, given.place);
  return value === undefined ? undefined : { kind: 'exact', value, ignoreCase };
}

function substring(
  reading: Reading,
  kind: 'prefix' | 'suffix' | 'contains',
  place: Place,
  ignoreCase: boolean,
): ValueMatcher | undefined {
  const value = text(reading, place);
  if (value === undefined) return undefined;
  if (value === '') refuse(reading, place.path, `An empty ${kind} matches everything, and Envoy refuses it.`);
  return { kind, value, ignoreCase };
}

function readRegex(reading: Reading, place: Place): ValueMatcher | undefined {
  const matcher = message(reading, place);
  if (matcher === undefined) return undefined;
  unknownFields(reading, matcher, ['regex', 'google_re2']);
  const regex = field(matcher, 'regex');
  const pattern = text(reading, regex);
  if (regex === undefined || pattern === '') refuse(reading, matcher.path, 'An empty pattern: Envoy refuses it.');
  else if (pattern !== undefined) reading.patterns.push({ path: regex.path, pattern });
  if (regex !== undefined && pattern === undefined) return undefined;
  return { kind: 'regex', pattern: pattern ?? '' };
}

/** The one field given of those that exclude each other; a second one is refused. */
function oneOf<Name extends string>(
  reading: Reading,
  parent: Place<JsonObject>,
  names: readonly Name[],
): { name: Name; place: Place } | undefined {
  let given: { name: Name; place: Place } | undefined;
  for (const name of names) {
    const place = field(parent, name);
    if (place === undefined) continue;
    if (given === undefined) given = { name, place };
    else refuse(reading, place.path, `${name} stands beside ${given.name}: only one of them can be given.`);
  }
  return given;
}

/** A field that Envoy does not know would change what is matched: it is refused, as Envoy does. */
function unknownFields(reading: Reading, parent: Place<JsonObject>, known: readonly string[]): void {
  for (const name of otherFields(parent, known)) {
    const meant = suggest(name, known);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    refuse(reading, [...parent.path, name], `Envoy does not know the field ${JSON.stringify(name)}.${hint}`);
  }
}

/** A condition as Envoy's `HeaderMatcher`, in snake_case, as Aeraki and the proxy write it. */
export function writeMatcher({ name, matcher, invert, treatMissingAsEmpty }: MetadataMatcher): JsonObject {
  return {
    name,
    ...writeSpecifier(matcher),
    ...(invert ? { invert_match: true } : {}),
    ...(treatMissingAsEmpty ? { treat_missing_header_as_empty: true } : {}),
  };
}

function writeSpecifier(matcher: ValueMatcher): JsonObject {
  switch (matcher.kind) {
    case 'exactHeader':
      return { exact_match: matcher.value };
    case 'regex':
      return { safe_regex_match: { google_re2: {}, regex: matcher.pattern } };
    case 'present':
      return { present_match: matcher.present };
    case 'range':
      return {
        range_match: {
          ...(matcher.start === 0n ? {} : { start: String(matcher.start) }),
          ...(matcher.end === 0n ? {} : { end: String(matcher.end) }),
        },
      };
    case 'exact':
      return { string_match: { exact: matcher.value, ...(matcher.ignoreCase ? { ignore_case: true } : {}) } };
    default:
      return matcher.ignoreCase
        ? { string_match: { [matcher.kind]: matcher.value, ignore_case: true } }
        : { [`${matcher.kind}_match`]: matcher.value };
  }
}
