import type { Finding } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import { comparedName, redact } from '../../controlplane/compare.js';
import { translate } from '../../controlplane/translate.js';
import type { Cause, GeneratedObject, Translation } from '../../controlplane/types.js';
import { checkVersions } from '../../controlplane/versions.js';
import { toDataplaneRouteConfiguration, toHttpRouteConfiguration } from '../../dataplane/forms.js';
import type { Mesh } from '../../mesh/types.js';
import { inOrder } from '../../report/diagnostics/common.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toJson } from '../../report/json.js';
import { causeInWords, renderTranslation } from '../../report/translation.js';
import { toYaml } from '../../report/yaml.js';
import { type Chosen, choose } from '../choosing.js';
import { reportComparison } from '../comparing.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { meshOf } from '../meshing.js';
import { type Part, whyNothing } from '../nothing.js';
import { linesOf, locateAll, placesOf, readAll } from '../objects.js';
import { flag, text, texts } from '../options.js';
import { gather, type Input } from '../reading.js';
import { readSaved, savedAddresses } from '../saved.js';
import type { Handler, Invocation, Options } from '../types.js';
import { statusOf, toSeverity } from '../verdict.js';
import { versionsOf } from '../versions.js';

/** One generated thing as it is printed, with what caused it. */
interface Printed {
  object: JsonObject;
  host: string;
  causes: Cause[];
}

/** What is printed of a translation, by the contract of `translate -o json`; the parts not asked for are empty. */
interface Results {
  envoyFilters: Printed[];
  virtualServices: Printed[];
  routeConfigurations: Printed[];
}

function results(translation: Translation, options: Options): Results {
  const toForm = text(options, 'form') === 'dataplane' ? toDataplaneRouteConfiguration : toHttpRouteConfiguration;
  const routes = translation.routeConfigurations.map(({ configuration, host, causes }) => ({
    object: toForm(configuration),
    host,
    causes,
  }));
  return { envoyFilters: translation.envoyFilters, virtualServices: translation.virtualServices, routeConfigurations: routes };
}

/** Only the part that `--only` asks for. */
function narrowed(translation: Translation, options: Options): Translation {
  const only = text(options, 'only') as Part | undefined;
  const asked = (part: Part): boolean => only === undefined || only === part;
  return {
    ...translation,
    envoyFilters: asked('envoyfilters') ? translation.envoyFilters : [],
    virtualServices: asked('virtualservices') ? translation.virtualServices : [],
    routeConfigurations: asked('metards') ? translation.routeConfigurations : [],
    listeners: asked('metards') ? translation.listeners : [],
  };
}

function redacted(translation: Translation): Translation {
  const without = (generated: GeneratedObject): GeneratedObject =>
    generated.secrets.length === 0 ? generated : { ...generated, object: redact(generated.object, generated.secrets) };
  return { ...translation, envoyFilters: translation.envoyFilters.map(without) };
}

/** Throws where options contradict each other. */
function checkOptions(options: Options, names: readonly string[]): void {
  const [diff, check] = [text(options, 'diff'), text(options, 'check')];
  if (diff !== undefined && check !== undefined)
    throw new CliError('--diff and --check cannot be given together', '--check tells whether anything differs, --diff what.');
  if (names.includes('-') && (diff ?? check) === '-')
    throw new CliError('stdin cannot be both sides of a comparison', 'Save one of the two to a file.');
  const comparing = diff !== undefined ? '--diff' : check !== undefined ? '--check' : undefined;
  if (comparing !== undefined && flag(options, 'explain'))
    throw new CliError(`--explain and ${comparing} cannot be given together`, 'Explain what is generated with a run of its own.');
  if (text(options, 'only-namespace') !== undefined && text(options, 'only') === 'metards')
    throw new CliError(
      '--only metards and --only-namespace cannot be given together',
      'MetaRDS routes are in no namespace: every sidecar may ask for them.',
    );
}

/** Everything that the options ask for, one after the other. */
function askedObjects(translation: Translation, options: Options): JsonObject[] {
  const { envoyFilters, virtualServices, routeConfigurations } = results(narrowed(translation, options), options);
  return [...envoyFilters, ...virtualServices, ...routeConfigurations].map(({ object }) => object);
}

/** Runs `translate`. */
export const run: Handler = async (invocation) => {
  const { options } = invocation;
  checkOptions(options, [...texts(options, 'filename'), ...invocation.arguments]);
  const versions = versionsOf(options);
  const other = text(options, 'diff') ?? text(options, 'check');
  const saved = other === undefined ? undefined : await readSaved(other, invocation);
  const input = await gather(invocation, 'translate');
  const manifest = readAll(input);
  // A cluster knows the addresses that its objects lack in files; a checked-in result must not tell them.
  const known = text(options, 'check') === undefined && saved !== undefined ? savedAddresses(saved.generated) : undefined;
  const mesh = meshOf(manifest.objects, options, known);
  const chosen = choose(translate(mesh), mesh, options);
  if (saved !== undefined) {
    const asked = (translation: Translation): JsonObject[] => askedObjects(translation, options);
    return reportComparison(saved, chosen.translation, asked, { manifest, input }, invocation);
  }
  const findings = [...manifest.findings, ...chosen.translation.notes, ...checkVersions(chosen.translation, versions)];
  await print(chosen, mesh, findings, input, invocation);
  const failOn = text(options, 'fail-on');
  return statusOf(findings, failOn === undefined ? 'never' : toSeverity(failOn));
};

async function print(chosen: Chosen, mesh: Mesh, findings: Finding[], input: Input, { options, io }: Invocation): Promise<void> {
  const redacting = flag(options, 'redact');
  const translation = narrowed(redacting ? redacted(chosen.translation) : chosen.translation, options);
  const output = text(options, 'output') ?? 'text';
  // Lines around a finding may hold the password that it is about.
  const notes = locateAll(findings, input, output !== 'json' && !redacting);
  const explain = flag(options, 'explain');
  const { envoyFilters, virtualServices, routeConfigurations } = results(translation, options);
  if (output === 'text') {
    const drawn = { ...textOptions(io, options), explain, nothing: whyNothing(chosen, mesh, options) };
    await write(io.stdout, renderTranslation(translation, notes, drawn, placesOf(input)));
  } else if (output === 'json') {
    const objects = (list: Printed[]): JsonObject[] => list.map(({ object }) => object);
    const placeOf = linesOf(input);
    const all = [...envoyFilters, ...virtualServices, ...routeConfigurations];
    const result = {
      envoyFilters: objects(envoyFilters),
      virtualServices: objects(virtualServices),
      routeConfigurations: objects(routeConfigurations),
      ...(explain ? { explanations: all.map((printed) => explanation(printed, placeOf)) } : {}),
      notes: inOrder(notes).map(toJsonFinding),
    };
    await write(io.stdout, `${toJson(result, 2)}\n`);
  } else {
    const printed = text(options, 'only') === 'metards' ? routeConfigurations : [...envoyFilters, ...virtualServices];
    const placeOf = placesOf(input);
    await write(
      io.stdout,
      printed.map((item) => `---\n${explain ? comments(item, placeOf) : ''}${toYaml(item.object)}`).join(''),
    );
    const drawn = textOptions({ ...io, stdout: io.stderr }, options);
    for (const note of inOrder(notes)) await write(io.stderr, renderFinding(note, drawn));
  }
}

/** Which inputs caused a generated object, for `-o json`. */
function explanation({ object, host, causes }: Printed, placeOf: ReturnType<typeof linesOf>) {
  return {
    ...comparedName(object),
    host,
    causes: causes.map((cause) => ({
      ...placeOf(cause, cause.path),
      resource: cause.resource,
      path: cause.path,
      role: cause.role,
    })),
  };
}

/** The same as comments of YAML. */
function comments({ causes }: Printed, placeOf: ReturnType<typeof placesOf>): string {
  return causes.map((cause) => `# ${causeInWords(cause, placeOf(cause, cause.path))}\n`).join('');
}
