import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Code, codeLike, isCode } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { type LintConfig, type RuleSetting, readConfig, readVersion, ruleSettings } from '../lint/config.js';
import type { Version } from '../lint/types.js';
import { locate } from '../manifest/locate.js';
import { readSource } from '../manifest/read.js';
import { parseSlow } from '../manifest/slow.js';
import { CliError } from './errors.js';
import { pairs, text, texts } from './options.js';
import type { Io, Options } from './types.js';
import { readValue } from './values.js';

/** The name of a project's configuration. */
export const configName = '.aerakictl.yaml';

/** The configuration in force, and where it is from. */
export interface Loaded {
  config: LintConfig;
  /** What is amiss with it, with positions in it. */
  findings: Finding[];
  /** As it is shown; undefined where there is none. */
  file?: string;
  /** Its folder, absolute; that of the working folder where there is none. */
  folder: string;
}

const none: LintConfig = { rules: new Map(), ignore: [], exclude: [], protocols: new Map(), mesh: { vips: [] } };

function findUpwards(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, configName);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Reads the configuration that `--config` names, or the one found from the working folder upwards. Throws where it cannot be used. */
export function loadConfig(options: Options, cwd: string): Loaded {
  const named = text(options, 'config');
  const found = named === undefined ? findUpwards(cwd) : resolve(cwd, named);
  if (found === undefined) return { config: none, findings: [], folder: cwd };
  const file = named ?? (relative(cwd, found) || found);
  const content = readSource({ file: named ?? found, explicit: true });
  if (typeof content !== 'string') throw new CliError(content.message, content.fix);
  const read = readConfig(readValue(content, file));
  const origin = { file, document: 0, prefix: [] };
  if ('config' in read)
    return { ...read, findings: read.findings.map((finding) => ({ ...finding, origin })), file, folder: dirname(found) };
  const [first, ...others] = read.problems;
  const [placed] = locate([{ code: 'AER0392', severity: 'error', message: '', path: first?.path ?? [], origin }], () => content, {
    frames: false,
    slow: parseSlow,
  });
  const place = placed?.at === undefined ? file : `${file}:${placed.at.line}:${placed.at.column}`;
  const more = others.length === 0 ? undefined : `Also: ${others.map(({ message }) => message).join('; ')}.`;
  throw new CliError(`${place}: ${first?.message}`, more);
}

/** What `--rule CODE=SEVERITY` sets, over what the configuration sets. */
export function ruleSettingsOf(options: Options, config: LintConfig): Map<Code, RuleSetting> {
  const settings = new Map(config.rules);
  for (const [name, value] of pairs(options, 'rule', 'CODE=SEVERITY')) {
    const code = name.toUpperCase();
    if (!isCode(code)) {
      const near = codeLike(name);
      throw new CliError(`--rule ${name}=${value}: no such code`, near === undefined ? undefined : `Did you mean ${near}?`);
    }
    const setting = ruleSettings.find((known) => known === value);
    if (setting === undefined) throw new CliError(`--rule ${name}=${value}: not one of ${ruleSettings.join(', ')}`);
    settings.set(code, setting);
  }
  return settings;
}

/**
 * The attributes that the configuration says private protocols have: those it lists, and those of the descriptions it names. Throws where a description cannot
 * be read or is of another protocol.
 */
export async function attributesOf({ config, folder, file }: Loaded, io: Io): Promise<Map<string, string[]>> {
  const attributes = new Map<string, string[]>();
  for (const [protocol, { attributes: listed, codec }] of config.protocols) {
    if (codec === undefined) {
      attributes.set(protocol, listed);
      continue;
    }
    const [{ readCodec }, { declaredAttributes }] = await Promise.all([
      import('./bytes.js'),
      import('../codec/described/attributes.js'),
    ]);
    const path = resolve(folder, codec);
    const { description } = readCodec(relative(io.cwd, path) || path, io);
    if (description.protocol !== protocol)
      throw new CliError(`${file}: protocols.${protocol}.codec: ${codec} describes ${description.protocol}`);
    const declared = declaredAttributes(description.attributes);
    // With entries of pairs alone nothing is known beforehand.
    attributes.set(protocol, [...listed, ...(declared.length === 0 ? ['*'] : declared)]);
  }
  return attributes;
}

/** The versions of what runs in the mesh: those of the command line, else those of the configuration. */
export function versionsOf(options: Options, config: LintConfig): { istio?: Version; aeraki?: Version; envoy?: Version } {
  const versions: { istio?: Version; aeraki?: Version; envoy?: Version } = {};
  for (const key of ['istio', 'aeraki', 'envoy'] as const) {
    const given = text(options, key);
    const version = given === undefined ? config[key] : readVersion(given);
    if (given !== undefined && version === undefined) throw new CliError(`--${key} ${given}: not a version, such as 1.18.1`);
    if (version !== undefined) versions[key] = version;
  }
  return versions;
}

/** The options with what the configuration says of the mesh where the command line says nothing. */
export function withConfig(options: Options, { config, folder }: Loaded): Options {
  const { mesh, exclude } = config;
  const merged = new Map<string, string | string[] | true>();
  if (mesh.meshConfig !== undefined) merged.set('mesh-config', resolve(folder, mesh.meshConfig));
  if (mesh.rootNamespace !== undefined) merged.set('root-namespace', mesh.rootNamespace);
  if (mesh.domainSuffix !== undefined) merged.set('domain-suffix', mesh.domainSuffix);
  if (mesh.namespaceScoped === true) merged.set('namespace-scoped', true);
  for (const [name, value] of options) merged.set(name, value);
  if (exclude.length > 0) merged.set('exclude', [...exclude, ...texts(options, 'exclude')]);
  return merged;
}
