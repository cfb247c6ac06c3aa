import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  type YAMLMap,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Json, JsonObject } from '../base/json.js';
import type { Layout, Member } from './layout.js';
import type { Problem } from './problem.js';
import { resolvePlain, resolveTagged, type Scalar, toJson, toKey } from './scalars.js';

/** A document's value, and where everything in it stands. */
export type Built = { value: Json; layout: Layout; warnings: Problem[] } | { problem: Problem };

interface Builder {
  source: string;
  /** What is added to the offsets of `source`. */
  offset: number;
  warnings: Problem[];
  anchors: Map<string, Node>;
  /** The node that each alias stands for: the last anchor of its name above it. */
  targets: Map<Alias, Node>;
  /** Aliases that are being expanded. */
  expanding: Set<Alias>;
  layouts: Map<Node, Layout>;
  decoded: number;
  fromAliases: number;
}

/** Thrown inside this module only. */
class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** Turns a composed document into its value as go-yaml v2 and sigs.k8s.io/yaml do: scalars by their rules, aliases and merge keys applied. */
export function buildValue(document: Document.Parsed, source: string, offset: number): Built {
  const builder: Builder = {
    source,
    offset,
    warnings: [],
    anchors: new Map(),
    targets: new Map(),
    expanding: new Set(),
    layouts: new Map(),
    decoded: 0,
    fromAliases: 0,
  };
  const root: ParsedNode | null = document.contents;
  try {
    if (root === null) return { value: null, layout: { start: offset, end: offset, plain: true }, warnings: [] };
    bindAliases(builder, root);
    return { value: build(builder, root), layout: layoutOf(builder, root), warnings: builder.warnings };
  } catch (thrown) {
    if (thrown instanceof Refused) return { problem: thrown.problem };
    throw thrown;
  }
}

/** Goes over the nodes in the order of the text, as an alias means the last anchor of its name above it. */
function bindAliases(builder: Builder, node: unknown): void {
  if (isAlias(node)) {
    const target = builder.anchors.get(node.source);
    if (target === undefined) refuse(builder, node, 'AER0015', ...unknownAnchor(builder, node));
    builder.targets.set(node, target);
  } else if (isMap(node)) {
    setAnchor(builder, node);
    for (const pair of node.items) {
      bindAliases(builder, pair.key);
      bindAliases(builder, pair.value);
    }
  } else if (isSeq(node)) {
    setAnchor(builder, node);
    for (const item of node.items) bindAliases(builder, item);
  } else if (isScalar(node)) setAnchor(builder, node);
}

function unknownAnchor(builder: Builder, alias: Alias): [string, string] {
  const known = [...builder.anchors.keys()];
  const message = `There is no anchor \`&${alias.source}\` above this alias in the document.`;
  const more = known.length > 0 && known.length <= 5 ? ` Anchors above: ${known.map((name) => `\`&${name}\``).join(', ')}.` : '';
  return [message + more, `Set the anchor above, or quote the value if a text is meant: \`"*${alias.source}"\`.`];
}

function setAnchor(builder: Builder, node: Node & { anchor?: string }): void {
  if (node.anchor === undefined) return;
  if (!/^[\w-]+$/.test(node.anchor)) {
    const message = `The name of the anchor \`&${node.anchor}\` may hold only letters, digits, \`_\` and \`-\`.`;
    refuse(builder, node, 'AER0005', message, 'Rename the anchor, or quote the value if a text is meant.');
  }
  builder.anchors.set(node.anchor, node);
}

/** The share of values that aliases may make up, by how many there are: the rule of go-yaml v2. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}

function count(builder: Builder, node: Node): void {
  builder.decoded++;
  if (builder.expanding.size > 0) builder.fromAliases++;
  const { decoded, fromAliases } = builder;
  if (fromAliases > 100 && decoded > 1000 && fromAliases / decoded > allowedAliasRatio(decoded)) {
    const message =
      'The document grows beyond reason by its aliases; kubectl refuses it ("document contains excessive aliasing").';
    refuse(builder, node, 'AER0008', message);
  }
}

function build(builder: Builder, node: unknown): Json {
  if (node === null || node === undefined) return null;
  if (isScalar(node)) {
    count(builder, node);
    const value = toJson(resolve(builder, node));
    if (value !== undefined) return value;
    const message = `\`${node.source ?? ''}\` is no number that Kubernetes knows: JSON has neither infinity nor "not a number".`;
    return refuse(
      builder,
      node,
      'AER0014',
      message,
      `Give a finite number, or quote it if a text is meant: "${node.source ?? ''}".`,
    );
  }
  if (isAlias(node)) {
    count(builder, node);
    return expand(builder, node, (target) => build(builder, target));
  }
  if (isSeq(node)) {
    count(builder, node);
    return node.items.map((item) => build(builder, item));
  }
  if (!isMap(node)) return null;
  count(builder, node);
  const map: JsonObject = {};
  fillMap(builder, node, map);
  return map;
}

/** Calls `use` with the node that an alias stands for. */
function expand<Result>(builder: Builder, alias: Alias, use: (target: Node) => Result): Result {
  const target = builder.targets.get(alias);
  if (target === undefined || builder.expanding.has(alias)) {
    return refuse(builder, alias, 'AER0008', `The anchor \`&${alias.source}\` holds an alias to itself.`, 'Write the value out.');
  }
  builder.expanding.add(alias);
  const result = use(target);
  builder.expanding.delete(alias);
  return result;
}

function fillMap(builder: Builder, node: YAMLMap, map: JsonObject): void {
  const seen = new Map<string, Node>();
  for (const pair of node.items) {
    const keyNode = pair.key as Node | null;
    if (isMerge(keyNode)) {
      merge(builder, pair.value as Node | null, map, keyNode);
      continue;
    }
    const key = buildKey(builder, keyNode, node);
    if (!node.flow && keyNode !== null) refuseLateColon(builder, keyNode);
    const value = build(builder, pair.value);
    const first = seen.get(key);
    if (first !== undefined && keyNode !== null) warnOfDuplicate(builder, key, first, keyNode);
    if (keyNode !== null) seen.set(key, keyNode);
    setMember(map, key, value);
  }
}

/** Refuses a key whose colon stands on a later line, unless it is marked with `?`. */
function refuseLateColon(builder: Builder, key: Node): void {
  const [start, end] = key.range ?? [0, 0];
  if (
    !/^[ \t]*\r?\n\s*:/.test(builder.source.slice(end, end + 1024)) ||
    /\?\s*$/.test(builder.source.slice(Math.max(0, start - 1024), start))
  )
    return;
  refuse(builder, key, 'AER0005', 'The colon of a key must stand on the line of the key.', 'Write `key: value`.');
}

function setMember(map: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  else map[key] = value;
}

function buildKey(builder: Builder, node: Node | null, map: Node): string {
  const fix = 'Write the key as text, in quotes if need be.';
  if (node === null) return refuse(builder, map, 'AER0013', 'A key is missing: null cannot be a key.', fix);
  if (isAlias(node)) {
    count(builder, node);
    return expand(builder, node, (target) => buildKey(builder, target, map));
  }
  if (!isScalar(node)) {
    const what = isSeq(node) ? 'A list' : 'A mapping';
    const templated = isMap(node) && builder.source[(node.range?.[0] ?? 0) - 1] === '{';
    return refuse(
      builder,
      node,
      'AER0013',
      `${what} cannot be a key.`,
      templated ? 'Quote the value if `{{` is meant as text.' : fix,
    );
  }
  count(builder, node);
  const scalar = resolve(builder, node);
  const key = toKey(scalar);
  if (typeof key !== 'string')
    return refuse(builder, node, 'AER0013', `The key \`${node.source ?? ''}\` is refused: ${key.error}.`, fix);
  if (scalar.type !== 'string' && key !== node.source && builder.expanding.size === 0) {
    builder.warnings.push({
      code: 'AER0019',
      severity: 'warning',
      message: `YAML reads the key \`${node.source ?? ''}\` as ${describe(scalar)}: it becomes "${key}".`,
      fix: `Quote it if \`${node.source ?? ''}\` is meant: \`"${node.source ?? ''}"\`.`,
      ...placeOf(builder, node),
    });
  }
  return key;
}

function describe(scalar: Scalar): string {
  return scalar.type === 'bool' ? 'a boolean' : 'a number';
}

function warnOfDuplicate(builder: Builder, key: string, first: Node, second: Node): void {
  if (builder.expanding.size > 0) return;
  builder.warnings.push({
    code: 'AER0006',
    severity: 'warning',
    message: `The key "${key}" is given twice; this one counts and the other is dropped without a word.`,
    fix: 'Remove the one that is not meant, or join both.',
    ...placeOf(builder, second),
    related: { message: `"${key}" is given here first`, ...placeOf(builder, first) },
  });
}

/** A merge key: `<<` without quotes, or anything tagged `!!merge`. */
function isMerge(node: Node | null): node is YamlScalar {
  if (!isScalar(node) || node.value !== '<<') return false;
  return node.tag === 'tag:yaml.org,2002:merge' || (node.type === 'PLAIN' && node.tag === undefined);
}

/** Merges as go-yaml v2 does: in its place in the text, so that keys below it win and keys above it lose; earlier items of a list win. */
function merge(builder: Builder, node: Node | null, map: JsonObject, key: Node): void {
  const items = isSeq(node) ? [...node.items].reverse() : [node];
  for (const item of items) mergeOne(builder, item as Node | null, map, key);
}

function mergeOne(builder: Builder, node: Node | null, map: JsonObject, key: Node): void {
  if (isAlias(node)) {
    count(builder, node);
    expand(builder, node, (target) => {
      if (!isMap(target)) return refuseMerge(builder, node);
      return mergeOne(builder, target, map, key);
    });
  } else if (isMap(node)) {
    count(builder, node);
    fillMap(builder, node, map);
  } else refuseMerge(builder, node ?? key);
}

function refuseMerge(builder: Builder, node: Node): never {
  return refuse(
    builder,
    node,
    'AER0018',
    'Only a mapping, or a list of mappings, can be merged with `<<`.',
    'Quote the key if the text `<<` is meant.',
  );
}

/** What a scalar stands for, by its tag or, without quotes, by its text. */
function resolve(builder: Builder, node: YamlScalar): Scalar {
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  if (node.tag === '!') return { type: 'string', value: text };
  if (node.type === 'QUOTE_DOUBLE') refuseEscapes(builder, node);
  if (node.tag !== undefined) {
    const name = node.tag.startsWith('tag:yaml.org,2002:') ? node.tag.slice('tag:yaml.org,2002:'.length) : '';
    const scalar = resolveTagged(name, text);
    if (!('error' in scalar)) return scalar;
    return refuse(
      builder,
      node,
      'AER0017',
      `The value does not fit its tag: ${scalar.error}.`,
      'Correct the value or remove the tag.',
    );
  }
  return node.type === 'PLAIN' ? resolvePlain(text) : { type: 'string', value: text };
}

/** Refuses escapes that JSON has and go-yaml v2 has not: the slash, and halves of characters beyond 16 bits. */
function refuseEscapes(builder: Builder, node: YamlScalar): void {
  const [start, end] = node.range ?? [0, 0];
  const source = builder.source.slice(start, end);
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', at + 2)) {
    const slash = source[at + 1] === '/';
    if (!slash && !/^u[dD][89a-fA-F]/.test(source.slice(at + 1, at + 4))) continue;
    const what = slash ? '`\\/`' : '`\\u` with half of a character';
    refuse(builder, node, 'AER0005', `kubectl does not know the escape ${what} in YAML.`, 'Write the character itself.');
  }
}

function placeOf(builder: Builder, node: Node): { start: number; end: number } {
  const [start, end] = node.range ?? [0, 0];
  return { start: start + builder.offset, end: end + builder.offset };
}

function refuse(builder: Builder, node: Node, code: Problem['code'], message: string, fix?: string): never {
  throw new Refused({ code, severity: 'error', message, ...(fix === undefined ? {} : { fix }), ...placeOf(builder, node) });
}

/** Where a value and everything in it stands. What an alias brings stands at its anchor. */
function layoutOf(builder: Builder, node: Node): Layout {
  const known = builder.layouts.get(node);
  if (known !== undefined) return known;
  const layout: Layout = { ...placeOf(builder, node), plain: isScalar(node) && node.type === 'PLAIN' && node.tag === undefined };
  builder.layouts.set(node, layout);
  if (isAlias(node)) {
    const target = builder.targets.get(node);
    if (target !== undefined) {
      const there = layoutOf(builder, target);
      if (there.members !== undefined) layout.members = there.members;
      if (there.items !== undefined) layout.items = there.items;
    }
  } else if (isSeq(node)) {
    layout.items = node.items.map((item) => itemLayout(builder, item as Node));
    if (!node.flow) layout.end = layout.items.at(-1)?.end ?? layout.end;
  } else if (isMap(node)) {
    layout.members = membersOf(builder, node);
    if (!node.flow) layout.end = endOfMap(builder, node) ?? layout.end;
  } else if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')) {
    layout.end = layout.start + builder.source.slice(layout.start - builder.offset, layout.end - builder.offset).trimEnd().length;
  }
  return layout;
}

/** An item without a value stands at its dash. */
function itemLayout(builder: Builder, item: Node): Layout {
  const layout = layoutOf(builder, item);
  if (layout.end > layout.start || !layout.plain) return layout;
  const dash = builder.source.lastIndexOf('-', layout.start - builder.offset);
  if (dash >= 0) {
    layout.start = dash + builder.offset;
    layout.end = layout.start + 1;
  }
  return layout;
}

/** Where the last member of a block ends in the text. */
function endOfMap(builder: Builder, node: YAMLMap): number | undefined {
  const last = node.items.at(-1);
  if (last === undefined) return undefined;
  const key = last.key as Node | null;
  const value = last.value as Node | null;
  const there = value === null ? undefined : layoutOf(builder, value);
  if (there !== undefined && there.end > there.start) return there.end;
  return key === null ? undefined : placeOf(builder, key).end;
}

function membersOf(builder: Builder, node: YAMLMap): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const value = pair.value as Node | null;
    if (isMerge(key)) {
      for (const item of isSeq(value) ? [...value.items].reverse() : [value]) {
        const merged = item === null ? undefined : layoutOf(builder, item as Node).members;
        for (const [name, member] of merged ?? []) members.set(name, member);
      }
    } else if (key !== null) {
      const place = placeOf(builder, key);
      const there = value === null ? undefined : layoutOf(builder, value);
      const standing = there !== undefined && there.end > there.start ? there : { ...place, plain: true };
      members.set(keyText(builder, key), { ...place, value: standing });
    }
  }
  return members;
}

/** The key's text, already known to be one. */
function keyText(builder: Builder, key: Node): string {
  const node = isAlias(key) ? builder.targets.get(key) : key;
  if (!isScalar(node)) return '';
  const text = toKey(resolve(builder, node));
  return typeof text === 'string' ? text : '';
}
