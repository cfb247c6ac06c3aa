import type { Installation } from '../../cluster/snapshot.js';
import { aerakiBuild, fitOf, releases, whyNotInstallable } from '../../live/manifests/releases.js';
import { defaultSettings, type InstallSettings, settingsOf } from '../../live/manifests/settings.js';
import { CliError } from '../errors.js';
import { text } from '../options.js';
import type { Options } from '../types.js';

/** Settings, and what to know about how they came about. */
export interface ChosenSettings {
  settings: InstallSettings;
  notes: string[];
}

const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What the command line says; the rest is left out. Throws where it cannot be. */
function givenSettings(options: Options): Partial<InstallSettings> {
  const settings: Partial<InstallSettings> = {};
  const namespace = text(options, 'aeraki-namespace');
  if (namespace !== undefined) {
    if (!label.test(namespace)) throw new CliError(`--aeraki-namespace ${namespace}: not the name of a namespace`);
    settings.namespace = namespace;
  }
  const tag = text(options, 'aeraki');
  if (tag !== undefined) {
    const why = whyNotInstallable(aerakiBuild(tag));
    const known = releases.map(({ version }) => version).join(', ');
    if (why !== undefined) throw new CliError(`--aeraki ${tag}: ${why}`, `Known releases are ${known}.`);
    settings.tag = tag;
  }
  const image = text(options, 'image');
  if (image !== undefined) {
    if (/@|:[^/]*$|\s/.test(image) || image === '')
      throw new CliError(`--image ${image}: not an image without its tag`, 'Give the tag with --aeraki.');
    settings.image = image;
  }
  const address = text(options, 'istiod-address');
  if (address !== undefined) {
    if (!/^[^\s:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i.test(address))
      throw new CliError(`--istiod-address ${address}: not HOST:PORT`, 'Give it as in istiod.istio-system:15010.');
    settings.istiodAddress = address;
  }
  const where = text(options, 'envoyfilters-in');
  if (where !== undefined) settings.namespaceScoped = where === 'services';
  const level = text(options, 'log-level');
  if (level !== undefined) {
    if (!/^[\w-]+:(?:debug|info|warn|error|fatal|none)(?:,[\w-]+:(?:debug|info|warn|error|fatal|none))*$/.test(level))
      throw new CliError(
        `--log-level ${level}: not of the form SCOPE:LEVEL`,
        'Levels are debug, info, warn, error, fatal, none; all is a scope.',
      );
    settings.logLevel = level;
  }
  const clusterId = text(options, 'cluster-id');
  const secret = text(options, 'config-store-secret');
  if (clusterId !== undefined) settings.clusterId = clusterId;
  if (secret !== undefined) settings.configStoreSecret = secret;
  return settings;
}

/** The settings of an installation into nowhere: the command line, else what holds by default. */
export function offlineSettings(options: Options): InstallSettings {
  const given = givenSettings(options);
  const istio = text(options, 'istio-namespace') ?? 'istio-system';
  const namespace = given.namespace ?? istio;
  return { ...defaultSettings, ...istiodOf(istio, text(options, 'revision')), ...given, namespace };
}

/** Where the istiod of a revision is, and which ConfigMap holds its mesh configuration. */
function istiodOf(namespace: string, revision: string | undefined): Pick<InstallSettings, 'istiodAddress' | 'meshConfigMap'> {
  const suffix = revision === undefined || revision === '' || revision === 'default' ? '' : `-${revision}`;
  return { istiodAddress: `istiod${suffix}.${namespace}:15010`, meshConfigMap: `istio${suffix}` };
}

/**
 * The settings for a cluster: the command line, else those of the Aeraki that runs there, else what its Istio asks for. A build that is newer than the
 * release that fits is kept.
 */
export function chooseSettings(options: Options, installation: Installation): ChosenSettings {
  const given = givenSettings(options);
  const notes: string[] = [];
  const [running] = installation.aeraki;
  const istiod = installation.istiod[0];
  const istioNamespace = installation.istioNamespace ?? text(options, 'istio-namespace') ?? 'istio-system';
  const kept = running === undefined ? {} : settingsOf(running);
  const newest = releases[0]?.version ?? defaultSettings.tag;
  if (fitOf(istiod?.version) === 'older')
    notes.push(
      `Istio ${istiod?.version} is older than any that Aeraki ${newest} is known to work with; it is published for 1.18.`,
    );
  let tag = given.tag ?? newest;
  if (given.tag === undefined && kept.tag !== undefined && aerakiBuild(kept.tag).tls) {
    tag = kept.tag;
    notes.push(`Aeraki ${kept.tag} runs already, which is newer than ${newest}: it stays. --aeraki names another.`);
  }
  const settings: InstallSettings = {
    ...defaultSettings,
    ...istiodOf(istioNamespace, istiod?.revision ?? text(options, 'revision')),
    namespace: istioNamespace,
    ...kept,
    ...given,
    tag,
  };
  if (aerakiBuild(tag).tls && aerakiBuild(tag).version === undefined)
    notes.push(`${tag} is no release: it is taken for a build after 1.4.1, which serves routes by mutual TLS only.`);
  if (settings.namespace !== istioNamespace)
    notes.push(
      `Aeraki in ${settings.namespace}, not in Istio's namespace ${istioNamespace}: its EnvoyFilters take effect in ${settings.namespace} only, and it reads no mesh configuration there.`,
    );
  return { settings, notes };
}
