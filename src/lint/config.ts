import { type Code, codeLike, isCode } from '../base/codes.js';
import type { Finding, Severity } from '../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import { suggest } from '../base/suggest.js';
import type { Version } from './types.js';

/** What a rule is set to. */
export type RuleSetting = Severity | 'off';

/** Findings that are not wanted, by where they are. */
export interface Ignore {
  /** Globs, relative to the folder of the configuration. Empty: every file. */
  files: string[];
  /** Empty: every code. */
  rules: Code[];
  /** Where it stands in the configuration. */
  path: Path;
}

/** What the file `.aerakictl.yaml` says. Paths are as written: relative to its folder. */
export interface LintConfig {
  rules: Map<Code, RuleSetting>;
  ignore: Ignore[];
  exclude: string[];
  /** What the codecs of private protocols set, by protocol: names, or the file that describes the codec. */
  protocols: Map<string, { attributes: string[]; codec?: string }>;
  mesh: {
    meshConfig?: string;
    rootNamespace?: string;
    namespaceScoped?: boolean;
    domainSuffix?: string;
    vips: [host: string, address: string][];
  };
  istio?: Version;
  aeraki?: Version;
  envoy?: Version;
  failOn?: Severity;
  maxWarnings?: number;
  /** A file. */
  baseline?: string;
}

/** Why a configuration cannot be used, and where. */
export interface ConfigProblem {
  path: Path;
  message: string;
}

/** What a rule may be set to. */
export const ruleSettings: readonly RuleSetting[] = ['off', 'info', 'warning', 'error'];
const severities: readonly Severity[] = ['info', 'warning', 'error'];

/** The keys of each mapping, as `schemas/config.json` has them; a test holds the two together. */
export const configKeys = {
  top: ['rules', 'ignore', 'exclude', 'protocols', 'mesh', 'versions', 'failOn', 'maxWarnings', 'baseline'],
  ignore: ['files', 'rules', 'reason'],
  protocol: ['attributes', 'codec'],
  mesh: ['meshConfig', 'rootNamespace', 'namespaceScoped', 'domainSuffix', 'vips'],
  versions: ['istio', 'aeraki', 'envoy'],
} as const;

/** Reads `1.18`, `v1.18.1`, `1.18.1-distroless`; undefined of anything else. */
export function readVersion(text: string): Version | undefined {
  const parts = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+].*)?$/.exec(text.trim());
  if (parts === null) return undefined;
  return { major: Number(parts[1]), minor: Number(parts[2]), patch: Number(parts[3] ?? 0) };
}

/** Reads one configuration, gathering what is wrong with it. */
class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly unknown: Finding[] = [];

  fail(path: Path, wanted: string): undefined {
    this.problems.push({ path, message: `${path.length === 0 ? 'the configuration' : formatPath(path)} must be ${wanted}` });
    return undefined;
  }

  mapping(value: Json | undefined, path: Path, keys?: readonly string[]): JsonObject {
    if (value === undefined || value === null) return {};
    if (!isObject(value)) {
      this.fail(path, 'a mapping');
      return {};
    }
    if (keys !== undefined) {
      for (const key of Object.keys(value)) if (!keys.includes(key)) this.stray([...path, key], key, keys);
    }
    return value;
  }

  stray(path: Path, key: string, keys: readonly string[]): void {
    const near = suggest(key, keys);
    const message = `${formatPath(path)} means nothing here and is ignored.${near === undefined ? ` The keys are ${keys.join(', ')}.` : ` Did you mean ${near}?`}`;
    const finding: Finding = { code: 'AER0392', severity: 'warning', message, path, target: 'key' };
    if (near !== undefined) finding.edit = { path, target: 'key', replacement: near };
    this.unknown.push(finding);
  }

  text(value: Json | undefined, path: Path): string | undefined {
    return value === undefined || typeof value === 'string' ? value : this.fail(path, 'a text');
  }

  texts(value: Json | undefined, path: Path): string[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((item, index) => this.text(item, [...path, index]) ?? []);
    this.fail(path, 'a list of texts');
    return [];
  }

  choice<T extends string>(value: Json | undefined, path: Path, choices: readonly T[]): T | undefined {
    // Without quotes YAML reads `off` as false.
    const given = value === false ? 'off' : value;
    return value === undefined
      ? undefined
      : (choices.find((choice) => choice === given) ?? this.fail(path, `one of ${choices.join(', ')}`));
  }

  code(name: Json, path: Path): Code | undefined {
    if (typeof name === 'string' && isCode(name)) return name;
    const near = typeof name === 'string' ? codeLike(name) : undefined;
    return this.fail(path, `a code, such as AER0301${near === undefined ? '' : `; did you mean ${near}?`}`);
  }

  version(value: Json | undefined, path: Path): Version | undefined {
    if (value === undefined || value === null) return undefined;
    const version = typeof value === 'string' ? readVersion(value) : undefined;
    return version ?? this.fail(path, 'a version in quotes, such as "1.18.1"');
  }
}

function readIgnore(reader: Reader, value: Json | undefined): Ignore[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    reader.fail(['ignore'], 'a list');
    return [];
  }
  return value.map((item, index) => {
    const path = ['ignore', index];
    const entry = reader.mapping(item, path, configKeys.ignore);
    reader.text(own(entry, 'reason'), [...path, 'reason']);
    const files = reader.texts(own(entry, 'files'), [...path, 'files']);
    const named = reader.texts(own(entry, 'rules'), [...path, 'rules']);
    if (files.length === 0 && named.length === 0) reader.fail(path, 'limited by files, by rules or by both');
    return { files, rules: named.flatMap((name, at) => reader.code(name, [...path, 'rules', at]) ?? []), path };
  });
}

function readRules(reader: Reader, value: Json | undefined): LintConfig['rules'] {
  const settings: LintConfig['rules'] = new Map();
  for (const [name, setting] of Object.entries(reader.mapping(value, ['rules']))) {
    const code = reader.code(name, ['rules', name]);
    const set = reader.choice(setting, ['rules', name], ruleSettings);
    if (code !== undefined && set !== undefined) settings.set(code, set);
  }
  return settings;
}

function readProtocols(reader: Reader, value: Json | undefined): LintConfig['protocols'] {
  const protocols: LintConfig['protocols'] = new Map();
  for (const [name, entry] of Object.entries(reader.mapping(value, ['protocols']))) {
    const path = ['protocols', name];
    const known = reader.mapping(entry, path, configKeys.protocol);
    const codec = reader.text(own(known, 'codec'), [...path, 'codec']);
    const attributes = reader.texts(own(known, 'attributes'), [...path, 'attributes']);
    protocols.set(name, codec === undefined ? { attributes } : { attributes, codec });
  }
  return protocols;
}

function readMesh(reader: Reader, value: Json | undefined): LintConfig['mesh'] {
  const mesh = reader.mapping(value, ['mesh'], configKeys.mesh);
  const scoped = own(mesh, 'namespaceScoped');
  if (scoped !== undefined && typeof scoped !== 'boolean') reader.fail(['mesh', 'namespaceScoped'], 'true or false');
  const text = (key: 'meshConfig' | 'rootNamespace' | 'domainSuffix') => {
    const found = reader.text(own(mesh, key), ['mesh', key]);
    return found === undefined ? {} : { [key]: found };
  };
  const vips = Object.entries(reader.mapping(own(mesh, 'vips'), ['mesh', 'vips'])).flatMap(([host, address]) => {
    const addresses = typeof address === 'string' ? [address] : reader.texts(address, ['mesh', 'vips', host]);
    return addresses.map((one): [string, string] => [host, one]);
  });
  return {
    ...text('meshConfig'),
    ...text('rootNamespace'),
    ...text('domainSuffix'),
    ...(typeof scoped === 'boolean' ? { namespaceScoped: scoped } : {}),
    vips,
  };
}

/**
 * Reads the configuration of a project. Unknown keys are findings, with what was probably meant; anything that is not of its type is a
 * problem, and there is no configuration then.
 */
export function readConfig(value: Json): { config: LintConfig; findings: Finding[] } | { problems: ConfigProblem[] } {
  const reader = new Reader();
  const top = reader.mapping(value, [], configKeys.top);
  const versions = reader.mapping(own(top, 'versions'), ['versions'], configKeys.versions);
  const versionOf = (key: (typeof configKeys.versions)[number]) => {
    const found = reader.version(own(versions, key), ['versions', key]);
    return found === undefined ? {} : { [key]: found };
  };
  const maxWarnings = own(top, 'maxWarnings');
  const isCount = typeof maxWarnings === 'number' && Number.isSafeInteger(maxWarnings) && maxWarnings >= 0;
  if (maxWarnings !== undefined && !isCount) reader.fail(['maxWarnings'], 'a whole number from 0');
  const failOn = reader.choice(own(top, 'failOn'), ['failOn'], severities);
  const baseline = reader.text(own(top, 'baseline'), ['baseline']);
  const config: LintConfig = {
    rules: readRules(reader, own(top, 'rules')),
    ignore: readIgnore(reader, own(top, 'ignore')),
    exclude: reader.texts(own(top, 'exclude'), ['exclude']),
    protocols: readProtocols(reader, own(top, 'protocols')),
    mesh: readMesh(reader, own(top, 'mesh')),
    ...versionOf('istio'),
    ...versionOf('aeraki'),
    ...versionOf('envoy'),
    ...(failOn === undefined ? {} : { failOn }),
    ...(isCount ? { maxWarnings } : {}),
    ...(baseline === undefined ? {} : { baseline }),
  };
  return reader.problems.length > 0 ? { problems: reader.problems } : { config, findings: reader.unknown };
}
