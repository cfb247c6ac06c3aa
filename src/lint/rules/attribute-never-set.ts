import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import { applicationProtocolAttribute, routableName } from '../../dataplane/attributes.js';
import { note } from '../../mesh/notes.js';
import { matchesOf, type PlacedMatch, quoted } from '../parts.js';
import type { CodecKnowledge, RoutedHost, Rule } from '../types.js';

/** Whether a message of the protocol may have the attribute, as rules see it. */
function canSet({ open, attributes }: CodecKnowledge, name: string): boolean {
  return open || (attributes ?? []).some((known) => routableName(known) === routableName(name));
}

function follows({ path }: PlacedMatch): string {
  return path[1] === 'routes' ? 'the route is never taken' : 'the limit never applies';
}

function checkName(placed: PlacedMatch, name: string, { codecs, source }: RoutedHost): Finding[] {
  const path = [...placed.path, 'attributes', name];
  const key = routableName(name);
  const [codec] = codecs;
  if (key === applicationProtocolAttribute || codec === undefined) return [];
  if (key === 'x-request-id') {
    const message = `${placed.label} looks at ${quoted(name)}, which the proxy adds only after the route is chosen: it is there only if the client sends it.`;
    return [note('AER0721', source, path, message, { target: 'key' })];
  }
  const typed = codecs.every(({ facts }) => facts?.typedKeys.some((typedKey) => routableName(typedKey) === key) === true);
  if (typed) {
    const message = `${placed.label} looks at ${quoted(name)}, which the ${codec.protocol} codec keeps as a number or an object that no rule can see: ${follows(placed)}.`;
    return [note('AER0704', source, path, message, { severity: 'error', target: 'key' })];
  }
  const known = codec.attributes ?? [];
  if (codecs.some((one) => canSet(one, name))) return nearMiss(placed, name, codecs, source);
  if (known.length === 0) {
    const message = `${placed.label} looks at ${quoted(name)}, but the ${codec.protocol} codec sets no attributes: ${follows(placed)}.`;
    return [note('AER0703', source, path, message, { severity: 'error', target: 'key' })];
  }
  const near = suggest(name, known);
  const message = `${placed.label} looks at ${quoted(name)}, which the ${codec.protocol} codec never sets: ${follows(placed)}. It sets ${known.map(quoted).join(', ')}.`;
  const fix = near === undefined ? {} : { fix: `Did you mean ${quoted(near)}?` };
  return [note('AER0704', source, path, message, { severity: 'error', target: 'key', ...fix })];
}

/** A name that a message may have but that looks like a slip in one that every message has. */
function nearMiss(placed: PlacedMatch, name: string, codecs: readonly CodecKnowledge[], source: RoutedHost['source']): Finding[] {
  const known = codecs.flatMap(({ attributes }) => attributes ?? []);
  if (known.some((one) => routableName(one) === routableName(name))) return [];
  const near = suggest(name, known);
  if (near === undefined || near.length < 5 || Math.abs(near.length - name.length) > 1) return [];
  const [codec] = codecs;
  const message = `${placed.label} looks at ${quoted(name)}, which a ${codec?.protocol} message has only if the client adds it. Did you mean ${quoted(near)}?`;
  return [
    note('AER0704', source, [...placed.path, 'attributes', name], message, {
      target: 'key',
      fix: `Write ${near}, if that is meant.`,
    }),
  ];
}

export const attributeNeverSet: Rule = {
  meta: { name: 'attribute-never-set', codes: ['AER0703', 'AER0704', 'AER0721'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap((routed) =>
      routed.codecs.length === 0
        ? []
        : matchesOf(routed.router).flatMap((placed) =>
            [...placed.match.attributes.keys()].flatMap((name) => checkName(placed, name, routed)),
          ),
    ),
};
