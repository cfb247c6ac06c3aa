import type { JsonObject } from '../../base/json.js';
import { translate } from '../../controlplane/translate.js';
import type { Translation } from '../../controlplane/types.js';
import { toDataplaneRouteConfiguration, toHttpRouteConfiguration } from '../../dataplane/forms.js';
import { inOrder } from '../../report/diagnostics/common.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { renderTranslation } from '../../report/translation.js';
import { toYaml } from '../../report/yaml.js';
import { textOptions, write } from '../io.js';
import { meshOf } from '../meshing.js';
import { locateAll, placesOf, readAll } from '../objects.js';
import { text } from '../options.js';
import { gather } from '../reading.js';
import type { Handler } from '../types.js';
import { statusOf, toSeverity } from '../verdict.js';

type Part = 'envoyfilters' | 'virtualservices' | 'metards';

/** The contract of `translate -o json`, but for the notes. */
interface Results {
  envoyFilters: JsonObject[];
  virtualServices: JsonObject[];
  routeConfigurations: JsonObject[];
}

/** What was asked for of a translation; the parts not asked for are empty. */
function results(translation: Translation, only: string | undefined, form: string | undefined): Results {
  const asked = (part: Part): boolean => only === undefined || only === part;
  const toForm = form === 'dataplane' ? toDataplaneRouteConfiguration : toHttpRouteConfiguration;
  return {
    envoyFilters: asked('envoyfilters') ? translation.envoyFilters.map(({ object }) => object) : [],
    virtualServices: asked('virtualservices') ? translation.virtualServices.map(({ object }) => object) : [],
    routeConfigurations: asked('metards')
      ? translation.routeConfigurations.map(({ configuration }) => toForm(configuration))
      : [],
  };
}

/** Only the part that was asked for, for the text. */
function narrowed(translation: Translation, only: string | undefined): Translation {
  if (only === undefined) return translation;
  return {
    ...translation,
    envoyFilters: only === 'envoyfilters' ? translation.envoyFilters : [],
    virtualServices: only === 'virtualservices' ? translation.virtualServices : [],
    routeConfigurations: only === 'metards' ? translation.routeConfigurations : [],
    listeners: only === 'metards' ? translation.listeners : [],
  };
}

/** Runs `translate`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const input = await gather(invocation, 'translate');
  const manifest = readAll(input);
  const translation = translate(meshOf(manifest.objects, options));
  const output = text(options, 'output') ?? 'text';
  const only = text(options, 'only');
  const asked = results(translation, only, text(options, 'form'));
  const notes = locateAll([...manifest.findings, ...translation.notes], input, output !== 'json');
  if (output === 'text') {
    await write(io.stdout, renderTranslation(narrowed(translation, only), notes, textOptions(io, options), placesOf(input)));
  } else if (output === 'json') {
    await write(io.stdout, `${JSON.stringify({ ...asked, notes: inOrder(notes).map(toJsonFinding) }, null, 2)}\n`);
  } else {
    const objects = only === 'metards' ? asked.routeConfigurations : [...asked.envoyFilters, ...asked.virtualServices];
    await write(io.stdout, objects.map((object) => `---\n${toYaml(object)}`).join(''));
    const drawn = { ...textOptions({ ...io, stdout: io.stderr }, options) };
    for (const note of inOrder(notes)) await write(io.stderr, renderFinding(note, drawn));
  }
  const failOn = text(options, 'fail-on');
  return statusOf([...manifest.findings, ...translation.notes], failOn === undefined ? 'never' : toSeverity(failOn));
};
