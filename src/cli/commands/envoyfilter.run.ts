import { suggest } from '../../base/suggest.js';
import { countProblems } from '../../live/concern.js';
import { drifted, driftFindings, driftOf } from '../../live/drift.js';
import type { GeneratedState } from '../../live/drifttypes.js';
import { ageText } from '../../live/objects.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { type DriftOptions, renderDrift, renderGenerated, renderGeneratedObject, toJsonGenerated } from '../../report/drift.js';
import { toJson } from '../../report/json.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { listOptions, textOptions, write } from '../io.js';
import { driftInput, type Observed, observe, observeDrift } from '../observing.js';
import { text } from '../options.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** The generated objects that the options and names ask for, and the names that none has. */
async function chosen(
  observed: Observed,
  { options, arguments: names }: Invocation,
): Promise<{ states: GeneratedState[]; unknown: string[] }> {
  const all = await observeDrift(observed);
  const host = text(options, 'service');
  if (host !== undefined && !all.some((state) => state.host === host)) {
    const hosts = new Set([...all.map((state) => state.host), ...observed.mesh.servicesByHost.keys()]);
    if (!hosts.has(host)) {
      const near = suggest(host, hosts);
      throw new CliError(`--service ${host}: no service has this host`, near === undefined ? undefined : `Did you mean ${near}?`);
    }
  }
  const inScope = all.filter(
    (state) =>
      (observed.namespace === undefined || state.namespace === observed.namespace) && (host === undefined || state.host === host),
  );
  if (names.length === 0) return { states: inScope, unknown: [] };
  const isNamed = (state: GeneratedState, name: string): boolean =>
    [state.name, `${state.namespace}/${state.name}`, state.host, `${state.host}:${state.port}`].includes(
      name.replace(/^(?:envoyfilters?|virtualservices?)\//, ''),
    );
  return {
    states: inScope.filter((state) => names.some((name) => isNamed(state, name))),
    unknown: names.filter((name) => !inScope.some((state) => isNamed(state, name))),
  };
}

function drawn({ io, options, program }: Invocation, { now }: Observed): DriftOptions {
  return {
    ...textOptions(io, options),
    program,
    listWidth: listOptions(io, options).width,
    wide: text(options, 'output') === 'wide',
    age: (since) => ageText(since, now),
  };
}

/** Says which names nothing has, and answers whether there are any. */
async function tellUnknown(unknown: readonly string[], observed: Observed, { io }: Invocation): Promise<boolean> {
  const states = unknown.length === 0 ? [] : driftOf(driftInput(observed));
  const known = new Set(states.flatMap(({ name, host }) => [name, host]));
  for (const name of unknown) {
    const near = suggest(name, known);
    const hint = near === undefined ? '' : ` Did you mean ${sanitize(near)}?`;
    const where = observed.namespace === undefined ? '' : ` in namespace ${sanitize(observed.namespace)}`;
    await write(io.stderr, `error: Aeraki generated nothing named ${sanitize(name)}${where}, and should not have.${hint}\n`);
  }
  return unknown.length > 0;
}

function summaryOf(states: readonly GeneratedState[]): Record<string, number> {
  const counted = (wanted: GeneratedState['state']): number => states.filter(({ state }) => state === wanted).length;
  return {
    objects: states.length,
    inSync: counted('in sync'),
    differ: counted('differs'),
    missing: counted('missing'),
    extra: counted('extra'),
    notCompared: counted('unknown'),
  };
}

function machineResult(states: readonly GeneratedState[]) {
  const findings = states.flatMap(driftFindings);
  return {
    objects: states.map(toJsonGenerated),
    findings: findings.map(toJsonFinding),
    summary: { ...summaryOf(states), ...countProblems(findings) },
  };
}

/** Writes the result in a machine format; false where text is asked for. */
async function writeMachine(states: readonly GeneratedState[], { io, options }: Invocation): Promise<boolean> {
  const output = text(options, 'output');
  if (output === 'json') await write(io.stdout, `${toJson(machineResult(states), 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml(machineResult(states)));
  else return false;
  return true;
}

/** Runs `envoyfilter list`. */
export const list: Handler = (invocation) =>
  observe(
    invocation,
    async (observed): Promise<ExitStatus> => {
      const { io, options } = invocation;
      const { states } = await chosen(observed, invocation);
      if (await writeMachine(states, invocation)) return 0;
      if (text(options, 'output') === 'name') {
        const names = states
          .filter(({ live }) => live !== undefined)
          .map(({ kind, name }) => `${kind.toLowerCase()}.networking.istio.io/${name}\n`);
        await write(io.stdout, sanitizeLines(names));
      } else if (states.length === 0) await write(io.stderr, 'Aeraki generated nothing here, and has nothing to generate.\n');
      else await write(io.stdout, renderGenerated(states, drawn(invocation, observed)));
      return 0;
    },
    { everywhere: true },
  );

function sanitizeLines(lines: readonly string[]): string {
  return lines.map((line) => `${sanitize(line.trimEnd())}\n`).join('');
}

/** Runs `envoyfilter show`. */
export const show: Handler = (invocation) =>
  observe(
    invocation,
    async (observed): Promise<ExitStatus> => {
      const { io, options } = invocation;
      const { states, unknown } = await chosen(observed, invocation);
      const output = text(options, 'output');
      if (output === 'json') {
        const objects = states.map((state) => ({
          ...toJsonGenerated(state),
          object: state.live ?? null,
          expected: state.expected ?? null,
        }));
        await write(io.stdout, `${toJson({ objects }, 2)}\n`);
      } else if (output === 'yaml') {
        const objects = states.flatMap(({ live, expected }) => live ?? expected ?? []);
        await write(io.stdout, objects.map((object) => `---\n${toYaml(object)}`).join(''));
      } else {
        const options = drawn(invocation, observed);
        await write(io.stdout, states.map((state) => renderGeneratedObject(state, options)).join('\n'));
      }
      return (await tellUnknown(unknown, observed, invocation)) ? 1 : 0;
    },
    { everywhere: true },
  );

/** Runs `envoyfilter diff`. */
export const diff: Handler = (invocation) =>
  observe(
    invocation,
    async (observed): Promise<ExitStatus> => {
      const { states, unknown } = await chosen(observed, invocation);
      if (!(await writeMachine(states, invocation)) && (states.length > 0 || unknown.length === 0))
        await write(invocation.io.stdout, renderDrift(states, drawn(invocation, observed)));
      const missed = await tellUnknown(unknown, observed, invocation);
      return missed || drifted(states).length > 0 ? 1 : 0;
    },
    { everywhere: true },
  );
