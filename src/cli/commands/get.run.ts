import { suggest } from '../../base/suggest.js';
import { type RowQuery, rowsOf } from '../../live/columns.js';
import { driftOf } from '../../live/drift.js';
import { kindLike, kindsNamed, type ListedKind, qualifiedName } from '../../live/kinds.js';
import { ageText, createdAt } from '../../live/objects.js';
import type { Row } from '../../live/rows.js';
import { parseSelector } from '../../live/selector.js';
import { type ListOptions, renderRows, toJsonList } from '../../report/get.js';
import { toJson } from '../../report/json.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { listOptions, write } from '../io.js';
import { driftInput, lintObserved, type Observed, observe } from '../observing.js';
import { flag, text } from '../options.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** What is asked for. */
interface Asked {
  kinds: ListedKind[];
  /** Names by the kinds that they were given with; empty for all. */
  names: { kinds: ListedKind[]; name: string }[];
  /** A word for several kinds was given. */
  several: boolean;
  all: boolean;
}

function kindsOf(word: string): ListedKind[] {
  const kinds = kindsNamed(word);
  if (kinds !== undefined) return kinds;
  const near = kindLike(word);
  throw new CliError(
    `get ${word}: no such kind`,
    near === undefined
      ? 'Kinds are metarouters, protocols, services, serviceentries, redis, dap and all.'
      : `Did you mean ${near}?`,
  );
}

/** Reads `metarouters`, `metarouters,services`, `mr NAME…` and `mr/NAME svc/NAME…`. */
function parseAsked([first = '', ...others]: readonly string[]): Asked {
  if (first.includes('/')) {
    const names = [first, ...others].map((word) => {
      const slash = word.indexOf('/');
      if (slash <= 0 || slash === word.length - 1)
        throw new CliError(`${word}: not KIND/NAME`, 'Where the first argument is KIND/NAME, all are.');
      return { kinds: kindsOf(word.slice(0, slash)), name: word.slice(slash + 1) };
    });
    const kinds = [...new Set(names.flatMap((each) => each.kinds))];
    return { kinds, names, several: new Set(kinds).size > 1, all: false };
  }
  const words = first.split(',').filter((word) => word !== '');
  const kinds = [...new Set(words.flatMap(kindsOf))];
  const slashed = others.find((name) => name.includes('/'));
  if (slashed !== undefined)
    throw new CliError(`${slashed}: a name has no slash`, `Leave out ${first}, or write the name alone.`);
  return {
    kinds,
    names: others.map((name) => ({ kinds, name })),
    several: words.length > 1 || /^(all|redis)$/i.test(first),
    all: /^all$/i.test(first),
  };
}

function queryOf(asked: Asked, { namespace }: Pick<Observed, 'namespace'>, { options }: Invocation): RowQuery {
  const selector = text(options, 'selector');
  const labels = selector === undefined ? undefined : parseSelector(selector);
  if (selector !== undefined && labels === undefined)
    throw new CliError(`-l ${selector}: not a label selector`, 'Write it as in app=orders,tier!=test or app in (a,b).');
  return {
    kinds: asked.kinds,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(asked.all ? { managedOnly: true } : {}),
  };
}

/** The rows of what is asked for, of the mesh as it is observed. */
export async function rowsAsked(asked: Asked, observed: Observed, invocation: Invocation): Promise<Row[]> {
  const generated = asked.kinds.some(({ kind }) => kind === 'Service' || kind === 'ServiceEntry')
    ? driftOf(driftInput(observed))
    : [];
  const rows = rowsOf(
    { objects: observed.objects, mesh: observed.mesh, findings: await lintObserved(observed), generated },
    queryOf(asked, observed, invocation),
  );
  if (asked.names.length === 0) return rows;
  return rows.filter(({ facts, name }) =>
    asked.names.some((named) => named.name === name && named.kinds.some(({ kind }) => kind === facts.kind)),
  );
}

function drawn(asked: Asked, { namespace, now }: Observed, { io, options }: Invocation): ListOptions {
  return {
    ...listOptions(io, options),
    wide: text(options, 'output') === 'wide',
    namespaces: namespace === undefined,
    kinds: asked.several,
    headings: !flag(options, 'no-headers'),
    age: ({ object }) => ageText(createdAt(object), now),
  };
}

/** Runs `get`. */
export const run: Handler = (invocation) => {
  const { io, options } = invocation;
  const asked = parseAsked(invocation.arguments);
  const output = text(options, 'output') ?? 'text';
  const watching = flag(options, 'watch');
  if (output === 'ndjson' && !watching) throw new CliError('-o ndjson: only with -w', 'A list is one value: -o json.');
  if (watching && output === 'yaml') throw new CliError('-o yaml: not with -w', 'Use -o json, which is then one line an event.');
  return observe(invocation, async (observed): Promise<ExitStatus> => {
    queryOf(asked, observed, invocation);
    const { absent: notInstalled, unread, partlyRead, namespace } = observed;
    const hidden = unread.filter((kind) => namespace === undefined || !partlyRead.includes(kind));
    const missing = asked.kinds.filter(({ kind }) => notInstalled.includes(kind) || hidden.includes(kind));
    const [first] = missing;
    if (first !== undefined && missing.length === asked.kinds.length) {
      if (hidden.includes(first.kind))
        throw new CliError(
          `you may not list ${first.plural}`,
          `Ask for the verb list on ${first.plural}${first.group === '' ? '' : `.${first.group}`}.`,
        );
      throw new CliError(
        `${first.kind} is not installed in this cluster: it has no CRD ${first.plural}.${first.group}`,
        `Install Aeraki's kinds: ${invocation.program} install.`,
      );
    }
    if (watching) {
      if (observed.cluster === undefined) throw new CliError('-w: files are not watched', 'Leave out -f to watch a cluster.');
      const { watchRows } = await import('../watching.js');
      return await watchRows(observed, observed.cluster, invocation, {
        rows: (seen) => rowsAsked(asked, seen, invocation),
        drawn: (seen) => ({ ...drawn(asked, seen, invocation), kinds: asked.kinds.length > 1 }),
      });
    }
    const rows = await rowsAsked(asked, observed, invocation);
    const absent = asked.names.filter(
      ({ name, kinds }) => !rows.some((row) => row.name === name && kinds.some(({ kind }) => kind === row.facts.kind)),
    );
    if (output === 'json') await write(io.stdout, `${toJson(toJsonList(rows), 2)}\n`);
    else if (output === 'yaml') await write(io.stdout, toYaml(toJsonList(rows)));
    else if (output === 'name')
      await write(io.stdout, rows.map(({ facts, name }) => `${sanitize(qualifiedName(facts.kind, name))}\n`).join(''));
    else if (rows.length > 0) await write(io.stdout, renderRows(rows, drawn(asked, observed, invocation)));
    else if (absent.length === 0) await tellNothing(asked, observed, invocation);
    for (const named of absent) await tellAbsent(named, observed, invocation);
    return absent.length > 0 ? 1 : 0;
  });
};

/** Says that there is nothing, and where there is something. */
async function tellNothing(asked: Asked, observed: Observed, invocation: Invocation): Promise<void> {
  const { io, options } = invocation;
  if (observed.namespace === undefined) {
    await write(io.stderr, 'No resources found.\n');
    return;
  }
  await write(io.stderr, `No resources found in namespace ${sanitize(observed.namespace)}.\n`);
  if (text(options, 'selector') !== undefined) return;
  const elsewhere = (await rowsAsked(asked, { ...observed, namespace: undefined }, invocation)).length;
  if (elsewhere > 0) await write(io.stderr, `Other namespaces have ${elsewhere}: -A shows them.\n`);
}

/** Says that an object is not there, and which is most like it. */
async function tellAbsent({ name, kinds }: Asked['names'][number], observed: Observed, invocation: Invocation): Promise<void> {
  const all = await rowsAsked(
    { kinds, names: [], several: false, all: false },
    { ...observed, namespace: undefined },
    invocation,
  );
  const elsewhere = all.find((row) => row.name === name);
  const here = all.filter(
    ({ namespace }) => observed.namespace === undefined || namespace === observed.namespace || namespace === '',
  );
  const near = suggest(
    name,
    here.map((row) => row.name),
  );
  const [kind] = kinds;
  const what = kind === undefined || kinds.length > 1 ? 'object' : `${kind.plural}${kind.group === '' ? '' : `.${kind.group}`}`;
  const where = observed.namespace === undefined ? '' : ` in namespace ${observed.namespace}`;
  const hint =
    elsewhere !== undefined
      ? ` Namespace ${elsewhere.namespace} has it: -n ${elsewhere.namespace}.`
      : near === undefined
        ? ''
        : ` Did you mean ${near}?`;
  await write(invocation.io.stderr, `error: ${sanitize(`${what} "${name}" not found${where}.${hint}`)}\n`);
}
