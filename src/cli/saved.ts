import type { Finding } from '../base/finding.js';
import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { managerLabel } from '../mesh/build.js';
import { CliError } from './errors.js';
import { readAll } from './objects.js';
import { text } from './options.js';
import { gather, type Input } from './reading.js';
import type { Invocation } from './types.js';
import { readValue } from './values.js';

/** What something is compared with: what was generated once, or objects to generate it from. */
export interface Saved {
  /** As the command line names it. */
  name: string;
  /** Whether `generated` is what counts, not `inputs`. */
  isResult: boolean;
  /** Everything that was read, for a translation. */
  inputs: ManifestObject[];
  /** What Aeraki, or `translate`, made; empty where there are only inputs. */
  generated: JsonObject[];
  /** The kinds among `generated` that count: what a cluster was not asked for does not. */
  kinds: ReadonlySet<string>;
  /** What could not be read. */
  findings: Finding[];
  input: Input;
}

/** Whether an object carries the label that Aeraki gives what it makes. */
function isManaged({ value }: ManifestObject): boolean {
  const labels = asObject(own(asObject(own(value, 'metadata')) ?? {}, 'labels')) ?? {};
  const kind = own(value, 'kind');
  return (kind === 'EnvoyFilter' || kind === 'VirtualService') && own(labels, managerLabel.key) === managerLabel.value;
}

const results = ['envoyFilters', 'virtualServices', 'routeConfigurations'] as const;

/** What `translate -o json` printed, if a text is that. */
function jsonResult(content: string, file: string): JsonObject[] | undefined {
  if (!content.includes('"envoyFilters"') && !/^envoyFilters:/m.test(content)) return undefined;
  const value = readValue(content, file);
  if (!isObject(value) || own(value, 'kind') !== undefined || !Array.isArray(own(value, 'envoyFilters'))) return undefined;
  return results.flatMap((name) => asList(own(value, name)).filter(isObject));
}

/** The route configurations that `translate -o yaml --only metards` printed, if a text is that. */
function yamlRoutes(content: string, file: string): JsonObject[] | undefined {
  if (/^\s*"?kind"?\s*:/m.test(content) || !/^(virtualHosts|virtual_hosts|routes):/m.test(content)) return undefined;
  const values: Json[] = content
    .split(/^---$/m)
    .filter((part) => part.trim() !== '')
    .map((part) => readValue(part, file));
  return values.every((value) => isObject(value) && typeof own(value, 'name') === 'string') ? values.filter(isObject) : undefined;
}

/**
 * Reads what `--diff` or `--check` names: what `translate` saved (YAML or JSON), what `kubectl get -o yaml` printed, or, for `--diff`, inputs.
 * Objects with Aeraki's label make it a result, whatever else is there. What is checked is a result even when it is empty.
 */
export async function readSaved(name: string, invocation: Invocation): Promise<Saved> {
  const { program, options } = invocation;
  const checking = text(options, 'check') !== undefined;
  const input = await gather({ arguments: [name], options: new Map(), program }, 'translate');
  const saved: JsonObject[] = [];
  const others: Input['sources'] = [];
  for (const source of input.sources) {
    const content = input.read(source);
    const found =
      typeof content === 'string' ? (jsonResult(content, source.file) ?? yamlRoutes(content, source.file)) : undefined;
    if (found !== undefined) saved.push(...found);
    else others.push(checking ? { ...source, explicit: false } : source);
  }
  const { objects: inputs, findings: all } = readAll({ ...input, sources: others });
  // A folder without a manifest holds an empty result.
  const findings = checking ? all.filter(({ code }) => code !== 'AER0011') : all;
  const managed = inputs.filter(isManaged).map(({ value }) => value);
  const generated = [...saved, ...managed];
  if (!checking && inputs.length === 0 && generated.length === 0 && !findings.some(({ severity }) => severity === 'error')) {
    throw new CliError(
      `--diff ${name}: there is nothing to compare with`,
      "Give a folder of manifests, what 'translate -o yaml' or '-o json' printed, or what 'kubectl get envoyfilters -A -o yaml' printed.",
    );
  }
  const kinds = countedKinds(saved, managed);
  if (checking) for (const kind of text(options, 'only') === 'metards' ? ['RouteConfiguration'] : objectKinds) kinds.add(kind);
  return { name, isResult: checking || generated.length > 0, inputs, generated, kinds, findings, input };
}

const objectKinds = ['EnvoyFilter', 'VirtualService'];

/**
 * A saved result holds every kind that it could hold: JSON all of them, YAML either objects or routes. Of a cluster one may have asked for
 * EnvoyFilters alone, so that only the kinds that came count.
 */
function countedKinds(saved: readonly JsonObject[], managed: readonly JsonObject[]): Set<string> {
  const kinds = new Set<string>();
  const fromServer = managed.some((object) => asString(own(asObject(own(object, 'metadata')) ?? {}, 'uid')) !== undefined);
  for (const object of [...saved, ...managed]) kinds.add(asString(own(object, 'kind')) ?? 'RouteConfiguration');
  const objects = [...saved, ...managed].some((object) => own(object, 'kind') !== undefined);
  if (objects && !fromServer) for (const kind of objectKinds) kinds.add(kind);
  return kinds;
}

/** The addresses that outbound EnvoyFilters carry in their names, by host. */
export function savedAddresses(generated: readonly JsonObject[]): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const object of generated) {
    const name = asString(own(asObject(own(object, 'metadata')) ?? {}, 'name')) ?? '';
    const [, host, address] = /^aeraki-outbound-(.+)-(\d{1,3}(?:\.\d{1,3}){3})-\d+$/.exec(name) ?? [];
    if (host === undefined || address === undefined) continue;
    const known = addresses.get(host) ?? [];
    if (!known.includes(address)) addresses.set(host, [...known, address]);
  }
  return addresses;
}
