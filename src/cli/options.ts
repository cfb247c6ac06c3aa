import { CliError } from './errors.js';
import type { OptionDeclaration, Options } from './types.js';

/** Options of every command that reads manifests. */
export const inputOptions: readonly OptionDeclaration[] = [
  {
    long: 'filename',
    short: 'f',
    value: 'FILE',
    repeatable: true,
    completes: 'file',
    summary: 'File, folder (recursive), glob or - for stdin; the same as a plain argument',
  },
  { long: 'kustomize', short: 'k', value: 'DIR', completes: 'folder', summary: 'Folder with a kustomization, as kubectl -k' },
  {
    long: 'exclude',
    value: 'GLOB',
    repeatable: true,
    summary: 'Leave out paths that match, as printed or from the named folder',
  },
  {
    long: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    default: 'default',
    summary: 'Namespace of objects that name none',
  },
];

/** Options that say what mesh the objects live in. */
export const meshOptions: readonly OptionDeclaration[] = [
  {
    long: 'mesh-config',
    value: 'FILE',
    completes: 'file',
    summary: 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects',
  },
  { long: 'root-namespace', value: 'NAMESPACE', default: 'istio-system', summary: "Aeraki's root namespace" },
  { long: 'namespace-scoped', summary: 'As Aeraki with --enable-envoy-filter-namespace-scope' },
  { long: 'domain-suffix', value: 'SUFFIX', default: 'cluster.local', summary: 'Domain of the cluster' },
  { long: 'vip', value: 'HOST=IP', repeatable: true, completes: 'host', summary: 'Address of a host whose manifest has none' },
];

/** `-o` of the commands whose result is one value. */
export const resultOutput: OptionDeclaration = {
  long: 'output',
  short: 'o',
  value: 'FORMAT',
  choices: ['text', 'json', 'yaml'],
  default: 'text',
  summary: 'Form of the result',
};

/** Options that every command takes. */
export const globalOptions: readonly OptionDeclaration[] = [
  { long: 'no-color', summary: 'No colour, as with NO_COLOR' },
  { long: 'debug', summary: 'Print a stack trace with an error' },
  { long: 'help', short: 'h', summary: 'Show this help' },
];

/** The text of an option, or undefined if it was not given. */
export function text(options: Options, name: string): string | undefined {
  const value = options.get(name);
  return typeof value === 'string' ? value : undefined;
}

/** All texts of a repeatable option. */
export function texts(options: Options, name: string): string[] {
  const value = options.get(name);
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

/** Whether a flag was given. */
export function flag(options: Options, name: string): boolean {
  return options.get(name) === true;
}

/** A whole number within bounds, or undefined if the option was not given. */
export function wholeNumber(options: Options, name: string, least: number, most: number): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw new CliError(`--${name} ${value}: not a whole number from ${least} to ${most}`);
  return number;
}

/** An unsigned 64-bit number, or undefined if the option was not given. */
export function unsigned64(options: Options, name: string): bigint | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,20}$/.test(value) || BigInt(value) >= 1n << 64n)
    throw new CliError(`--${name} ${value}: not an unsigned 64-bit number`);
  return BigInt(value);
}

/** Pairs of a repeatable `NAME=VALUE` option, in their order. The value may be empty and may hold `=`. */
export function pairs(options: Options, name: string, form: string): [string, string][] {
  return texts(options, name).map((given) => {
    const at = given.indexOf('=');
    if (at <= 0) throw new CliError(`--${name} ${given}: not of the form ${form}`);
    return [given.slice(0, at), given.slice(at + 1)];
  });
}
