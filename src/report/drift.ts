import { asList, asObject, asString, type Json, type JsonObject } from '../base/json.js';
import type { DriftState, GeneratedState } from '../live/drifttypes.js';
import { changeLines } from './comparison.js';
import { count } from './diagnostics/summary.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { patchesInWords, selectorInWords, tcpRoutesInWords } from './patches.js';
import { sanitize } from './sanitize.js';
import { table } from './table.js';
import { causeInWords } from './translation.js';
import { wrapHanging } from './wrap.js';
import { toYaml } from './yaml.js';

/** How generated objects are listed. */
export interface DriftOptions extends TextOptions {
  /** With names and what each does. */
  wide?: boolean;
  program: string;
  /** Width of the table of a list; else `width`. */
  listWidth?: number;
  /** The age of an object, from when it was made in epoch milliseconds. */
  age: (since: number | undefined) => string;
}

/** Which paint a state has. */
export function statePaint(colors: Paint, state: DriftState): (text: string) => string {
  if (state === 'in sync') return colors.good;
  return state === 'missing' ? colors.error : state === 'unknown' ? colors.faint : colors.warning;
}

/** Whom an object is for: the host, or the Gateway. */
function subjectOf({ host, gateway, name }: GeneratedState): string {
  if (host !== '') return host;
  return gateway === undefined ? name : `gateway ${gateway.namespace}/${gateway.name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Which listeners an object changes: `10.0.0.77_9090`, `inbound 9090`. */
function listenerOf({ kind, side, address, port }: GeneratedState): string {
  if (side === 'outbound') return `${address ?? ''}_${port ?? ''}`;
  const where = port === undefined ? side : `${side} ${port}`;
  return kind === 'VirtualService' ? `${where} (VirtualService)` : where;
}

/** What an object does, one phrase a patch. */
export function doings(state: GeneratedState): string[] {
  const object = state.live ?? state.expected ?? {};
  const selector = selectorInWords(object);
  const patches = patchesInWords(object).map((meaning) => (selector === '' ? meaning : `${meaning}, at the pods ${selector}`));
  return [...patches, ...tcpRoutesInWords(object)];
}

/** Everything that Aeraki generated or should have, one row each, then what is wrong and why. */
export function renderGenerated(states: readonly GeneratedState[], options: DriftOptions): string {
  const colors = paint(options.color);
  const sorted = states.toSorted((a, b) => compare(subjectOf(a), subjectOf(b)));
  const paintOf = (row: number): ((text: string) => string) => statePaint(colors, sorted[row]?.state ?? 'in sync');
  const columns = [
    { header: 'HOST' },
    { header: 'LISTENER' },
    { header: 'NAMESPACE' },
    { header: 'STATE', paint: (text: string, row: number) => paintOf(row)(text) },
    { header: 'AGE' },
    ...(options.wide === true ? [{ header: 'NAME' }, { header: 'DOES' }] : []),
  ];
  const rows = sorted.map((state) => [
    subjectOf(state),
    listenerOf(state),
    state.namespace,
    state.state,
    state.live === undefined ? '-' : options.age(state.created),
    ...(options.wide === true ? [state.name, doings(state).join('; ')] : []),
  ]);
  const off = states.filter(({ state }) => state !== 'in sync');
  // As kubectl has it, the wide form is not bound to the terminal.
  const parts = [
    table(columns, rows, {
      ...options,
      width: options.wide === true ? Number.POSITIVE_INFINITY : (options.listWidth ?? options.width),
    }),
  ];
  if (off.length > 0) parts.push('\n', ...renderReasons(off, options), `${summaryOf(states)}\n`);
  return parts.join('');
}

/** `17 objects: 16 in sync, 1 differs`. */
function summaryOf(states: readonly GeneratedState[]): string {
  const order: DriftState[] = ['in sync', 'differs', 'missing', 'extra', 'unknown'];
  const parts = order.flatMap((state) => {
    const number = states.filter((each) => each.state === state).length;
    return number === 0
      ? []
      : [`${number} ${state === 'differs' && number > 1 ? 'differ' : state === 'unknown' ? 'not compared' : state}`];
  });
  return `${count(states.length, 'object')}: ${parts.join(', ')}`;
}

/** Past this many objects with one reason only their number is told. */
const named = 3;

/** Why objects are not as they should be: each reason once, with the objects that it holds for. */
function renderReasons(states: readonly GeneratedState[], options: TextOptions): string[] {
  const colors = paint(options.color);
  const byReason = new Map<string, GeneratedState[]>();
  for (const state of states) {
    const key = JSON.stringify([state.state, state.reasons, state.fix]);
    byReason.set(key, [...(byReason.get(key) ?? []), state]);
  }
  return [...byReason.values()].map((group) => {
    const [first] = group;
    if (first === undefined) return '';
    const names = group.slice(0, named).map(({ namespace, name }) => `${namespace}/${name}`);
    const more = group.length > named ? ` and ${group.length - named} more` : '';
    const lines = wrapHanging('', sanitize(`${first.state}: ${names.join(', ')}${more}`), options.width);
    const [title = '', ...rest] = lines;
    const head = statePaint(colors, first.state)(first.state);
    const shown = [head + title.slice(first.state.length), ...rest];
    return [...shown, ...reasonLines(first, colors, options.width), ''].map((line) => `${line}\n`).join('');
  });
}

function reasonLines({ reasons, fix }: GeneratedState, colors: Paint, width: number): string[] {
  return [
    ...reasons.flatMap((reason) => wrapHanging('  ', sanitize(reason), width)),
    ...(fix === undefined
      ? []
      : wrapHanging('  = fix: ', sanitize(fix), width).map((line, index) =>
          index === 0 ? line.replace('fix:', colors.good('fix:')) : line,
        )),
  ];
}

/** What differs, object by object and field by field (`-` is what is there, `+` what should be), with the reasons. */
export function renderDrift(states: readonly GeneratedState[], options: DriftOptions): string {
  const colors = paint(options.color);
  const off = states.filter(({ state }) => state !== 'in sync');
  if (off.length === 0)
    return `${colors.good('No drift')}: ${count(states.length, 'object')} as ${states.length === 1 ? 'it' : 'they'} should be.\n`;
  const lines = [colors.error('--- what is there'), colors.good('+++ what Aeraki should have generated')];
  for (const state of off) {
    const name = sanitize(`${state.kind} ${state.namespace}/${state.name}`);
    const title = {
      missing: colors.good(`+ ${name}`),
      extra: colors.error(`- ${name}`),
      differs: `~ ${colors.strong(name)}`,
      unknown: colors.faint(`? ${name}`),
      'in sync': name,
    };
    lines.push('', title[state.state], ...reasonLines(state, colors, options.width));
    for (const field of state.fields) lines.push(...changeLines(field, colors, options.width, field.by));
  }
  return [...lines, '', summaryOf(states)].map((line) => `${line}\n`).join('');
}

/** One generated object decoded: what it is for, what it does, what it was made of, and its configuration as YAML. Passwords are hidden. */
export function renderGeneratedObject(state: GeneratedState, options: DriftOptions): string {
  const colors = paint(options.color);
  const object = state.live ?? state.expected ?? {};
  const lines = [colors.strong(sanitize(`${state.kind} ${state.namespace}/${state.name}`))];
  const fact = (label: string, text: string): void => {
    if (text !== '') lines.push(...wrapHanging(`  ${label.padEnd(10)} `, sanitize(text), options.width));
  };
  fact(
    'for',
    `${subjectOf(state)}${state.port === undefined ? '' : `, port ${state.port}`}${state.side === 'other' ? '' : `, ${state.side}`}`,
  );
  for (const doing of doings(state)) fact('does', doing);
  const reads = configurations(object);
  for (const { words } of reads) for (const [label, text] of words) fact(label, text);
  for (const cause of state.causes) fact('from', causeInWords(cause, undefined));
  const age = state.live === undefined ? '' : `, ${options.age(state.created)} old`;
  const written =
    state.written === undefined || state.written === state.created ? '' : `, written ${options.age(state.written)} ago`;
  lines.push(`  ${'state'.padEnd(10)} ${statePaint(colors, state.state)(state.state)}${age}${written}`);
  lines.push(...reasonLines(state, colors, options.width).map((line) => `  ${line}`));
  if (state.state === 'differs')
    fact('', `${count(state.fields.length, 'field')} differ: ${options.program} envoyfilter diff ${state.name}`);
  for (const { title, value } of reads) {
    lines.push(
      '',
      colors.accent(sanitize(title)),
      ...toYaml(value)
        .trimEnd()
        .split('\n')
        .map((line) => `  ${sanitize(line)}`),
    );
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

interface Configuration {
  title: string;
  words: [string, string][];
  value: Json;
}

/** What the patches of an EnvoyFilter hold, without their wrapping; of a VirtualService its spec. */
function configurations(object: JsonObject): Configuration[] {
  const spec = asObject(object['spec']) ?? {};
  if (object['kind'] !== 'EnvoyFilter') return [{ title: 'spec', words: [], value: spec }];
  return asList(spec['configPatches']).map((item, index) => {
    const patch = asObject(item) ?? {};
    const value = asObject(asObject(patch['patch'])?.['value']) ?? {};
    const typed = asObject(value['typed_config']);
    const inner = asObject(typed?.['value']);
    const type = asString(typed?.['type_url'])?.replace(/^.*\//, '');
    const name = asString(value['name']) ?? asString(patch['applyTo']) ?? '';
    const title = type === undefined ? `patch ${index}: ${name}` : `${name}, ${type}`;
    return {
      title,
      words: inner === undefined ? [] : wordsOf(inner),
      value: inner ?? (Object.keys(value).length > 0 ? value : patch),
    };
  });
}

/** The gist of a network filter's configuration. */
function wordsOf(value: JsonObject): [string, string][] {
  const words: [string, string][] = [];
  const protocol = asString(value['applicationProtocol']);
  const codec = asString(asObject(value['codec'])?.['name']);
  if (protocol !== undefined || codec !== undefined)
    words.push(['protocol', [protocol, codec === undefined ? '' : `read by the codec ${codec}`].filter(Boolean).join(', ')]);
  const received = asString(asObject(value['rds'])?.['routeConfigName']);
  if (received !== undefined) words.push(['routes', `asks MetaRDS for ${received}`]);
  const inline = asObject(value['routeConfig']) ?? asObject(asList(value['routeConfig'])[0]);
  if (inline !== undefined)
    words.push([
      'routes',
      `${count(asList(inline['routes']).length, 'route')} of its own${asString(inline['name']) === undefined ? '' : `, ${asString(inline['name'])}`}`,
    ]);
  const filters = [
    ...asList(value['metaProtocolFilters']),
    ...asList(value['dubboFilters']),
    ...asList(value['thriftFilters']),
  ].flatMap((filter) => asString(asObject(filter)?.['name'])?.replace(/^.*\./, '') ?? []);
  if (filters.length > 0) words.push(['filters', filters.join(', ')]);
  return words;
}

/** A generated object in the form of `-o json`. */
export function toJsonGenerated(state: GeneratedState) {
  const { kind, namespace, name, host, side, port, address, created, fields, reasons, fix, causes } = state;
  return {
    kind,
    namespace,
    name,
    host,
    side,
    ...(port === undefined ? {} : { port }),
    ...(address === undefined ? {} : { address }),
    ...(state.gateway === undefined ? {} : { gateway: { ...state.gateway } }),
    state: state.state,
    ...(created === undefined ? {} : { created: new Date(created).toISOString() }),
    does: doings(state),
    reasons,
    ...(fix === undefined ? {} : { fix }),
    fields: fields.map(({ path, from, to, by }) => ({
      path,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(by === undefined ? {} : { by }),
    })),
    causes: causes.map(({ role, path, resource }) => ({ role, path, resource: { ...resource } })),
  };
}
