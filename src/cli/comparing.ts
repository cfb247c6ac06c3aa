import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { type Comparison, comparedName, compareObjects, isSame } from '../controlplane/compare.js';
import { forHost, inNamespace } from '../controlplane/narrow.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import type { Manifest } from '../manifest/types.js';
import { differingNames, renderComparison } from '../report/comparison.js';
import { inOrder } from '../report/diagnostics/common.js';
import { renderFinding } from '../report/diagnostics/text.js';
import { toJson } from '../report/json.js';
import { sanitize } from '../report/sanitize.js';
import { toYaml } from '../report/yaml.js';
import { CliError } from './errors.js';
import { textOptions, write } from './io.js';
import { meshOf } from './meshing.js';
import { locateAll } from './objects.js';
import { flag, text, texts } from './options.js';
import { type Input, isUnreadable } from './reading.js';
import type { Saved } from './saved.js';
import type { ExitStatus, Invocation, Options } from './types.js';

/** What is compared of a translation: the objects that the options ask for. */
type Asked = (translation: Translation) => JsonObject[];

/** The other side: what was saved, or what its inputs come to under the same options. */
function otherSide(saved: Saved, translation: Translation, asked: Asked, { options }: Invocation): JsonObject[] {
  if (saved.isResult) {
    const ours = new Set(asked(translation).map(keyOf));
    return saved.generated.filter((object) => isAsked(object, ours, options));
  }
  const mesh = meshOf(saved.inputs, options);
  const other = translate(mesh);
  const host = text(options, 'service');
  const namespace = text(options, 'only-namespace');
  // The host and the namespace are known to be right; here they may not be there yet.
  const ofHost = host === undefined ? other : forHost(other, mesh, host);
  return asked(namespace === undefined ? ofHost : inNamespace(ofHost, namespace));
}

function keyOf(object: JsonObject): string {
  const { kind, namespace, name } = comparedName(object);
  return `${kind}\n${namespace}\n${name}`;
}

const parts: Record<string, string> = {
  EnvoyFilter: 'envoyfilters',
  VirtualService: 'virtualservices',
  RouteConfiguration: 'metards',
};

/** Whether a saved object is of the part that the options ask for, as far as its kind, namespace and name tell. */
function isAsked(object: JsonObject, ours: ReadonlySet<string>, options: Options): boolean {
  const { kind, namespace, name } = comparedName(object);
  const [only, space, host] = ['only', 'only-namespace', 'service'].map((option) => text(options, option));
  if (only !== undefined && parts[kind] !== only) return false;
  if (space !== undefined && namespace !== space) return false;
  if (host === undefined || ours.has(keyOf(object))) return true;
  if (kind === 'RouteConfiguration') return name.startsWith(`${host}_`);
  return name.startsWith(`aeraki-outbound-${host}-`) || name.startsWith(`aeraki-inbound-${host}-`);
}

/** What was asked for, of the manifests that the command line names. */
interface Read {
  manifest: Manifest;
  input: Input;
}

/** Compares a translation with what was saved or with what other manifests come to, and writes that in the form asked for. */
export async function reportComparison(
  saved: Saved,
  translation: Translation,
  asked: Asked,
  { manifest, input }: Read,
  invocation: Invocation,
): Promise<ExitStatus> {
  if (await writeUnreadable(saved.findings, saved.input, invocation))
    throw new CliError(`${saved.name === '-' ? 'stdin' : saved.name} could not be read as a whole, so that nothing was compared`);
  const counts = (object: JsonObject): boolean => !saved.isResult || saved.kinds.has(comparedName(object).kind);
  const ours = asked(translation).filter(counts);
  const comparison = compareObjects(otherSide(saved, translation, asked, invocation), ours);
  await writeComparison(comparison, saved, invocation);
  if (!isSame(comparison)) await writeHint(translation.notes, invocation);
  if (await writeUnreadable(manifest.findings, input, invocation)) return 2;
  return isSame(comparison) ? 0 : 1;
}

async function writeComparison(comparison: Comparison, saved: Saved, invocation: Invocation): Promise<void> {
  const { io, options } = invocation;
  const { added, removed, changed } = comparison;
  const output = text(options, 'output') ?? 'text';
  if (output === 'json') await write(io.stdout, `${toJson({ added, removed, changed }, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ added, removed, changed }));
  else if (text(options, 'check') !== undefined) await write(io.stdout, checkText(comparison, saved, invocation));
  else {
    const to = [...texts(options, 'filename'), ...invocation.arguments, ...texts(options, 'kustomize')].join(' ');
    await write(
      io.stdout,
      renderComparison(comparison, { from: saved.name === '-' ? 'stdin' : saved.name, to }, textOptions(io, options)),
    );
  }
}

/** Says that notes may tell why something differs: a Secret that is missing, a codec that nobody registered. */
async function writeHint(notes: readonly Finding[], invocation: Invocation): Promise<void> {
  const bad = notes.filter(({ severity }) => severity !== 'info').length;
  if (bad === 0 || (text(invocation.options, 'output') ?? 'text') !== 'text') return;
  const what = bad === 1 ? '1 note that may tell why is shown by' : `${bad} notes that may tell why are shown by`;
  await write(invocation.io.stderr, `${what}: ${sanitize(commandLine(invocation))}\n`);
}

/** Writes what could not be read, and answers whether there is any. */
async function writeUnreadable(findings: Finding[], input: Input, { io, options }: Invocation): Promise<boolean> {
  const unreadable = findings.filter(isUnreadable);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  const located = locateAll(unreadable, input, !flag(options, 'redact'));
  for (const finding of inOrder(located)) await write(io.stderr, renderFinding(finding, drawn));
  return unreadable.length > 0;
}

/** Whether the result that is checked in is still right, and if not how to make it so. */
function checkText(comparison: Comparison, saved: Saved, invocation: Invocation): string {
  const from = saved.name;
  if (isSame(comparison)) return `${sanitize(from)} is what would be generated.\n`;
  const refresh = `${commandLine(invocation)} -o yaml > ${quoted(fileOf(saved))}`;
  return [
    `${sanitize(from)} is not what would be generated:\n`,
    differingNames(comparison),
    '\n',
    ...[
      ['In detail: ', `${commandLine(invocation)} --diff ${quoted(from)}`],
      ['Refresh it:', refresh],
    ].map(([what, command]) => `${what} ${sanitize(command ?? '')}\n`),
  ].join('');
}

/** The file that a saved result is written to anew: the only one there is, or one in the folder. */
function fileOf({ name, input }: Saved): string {
  const [only, second] = input.sources;
  if (only !== undefined && second === undefined) return only.file;
  return /\.(ya?ml|json)$/.test(name) ? name : `${name.replace(/\/+$/, '')}/generated.yaml`;
}

/** The command line that was given, but for what it is compared with and the form of the output. */
function commandLine({ program, arguments: names, options }: Invocation): string {
  const words = ['translate', ...names].map(quoted);
  for (const [name, value] of options) {
    if (name === 'output' || name === 'check' || name === 'diff') continue;
    if (value === true) words.push(`--${name}`);
    else for (const each of texts(options, name)) words.push(`--${name}`, quoted(each));
  }
  return [program, ...words].join(' ');
}

/** A word as a shell takes it for one. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
