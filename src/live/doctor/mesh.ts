import { asString, own } from '../../base/json.js';
import { protocolOf } from '../../controlplane/names.js';
import { objectAt, textAt, textsAt } from '../../resource/core.js';
import { failed, given, names, ok, unknown, warning } from './outcome.js';
import type { Check, Observation, Outcome } from './types.js';

/** Istio's mesh configuration, as far as it matters to Aeraki. */
export const meshChecks: readonly Check[] = [
  { id: 'mesh-config', group: 'mesh configuration', code: 'AER1111', title: 'Aeraki finds the mesh configuration', run: found },
  {
    id: 'dns-capture',
    group: 'mesh configuration',
    code: 'AER1112',
    title: 'Sidecars resolve hosts of ServiceEntries',
    run: dnsCapture,
  },
  {
    id: 'statistics',
    group: 'mesh configuration',
    code: 'AER1113',
    title: 'Sidecars keep the statistics of the protocols',
    run: statistics,
  },
];

function found({ meshConfig, rootNamespace, istioNamespace }: Observation): Outcome {
  return given(meshConfig, (config) => {
    if (config === undefined) return warning(`There is no ConfigMap istio in ${rootNamespace}: Aeraki goes by Istio's defaults.`);
    const named = textAt(config, 'rootNamespace');
    if (named !== '' && named !== rootNamespace) {
      return failed(
        `Istio's root namespace is ${named}, and Aeraki writes to ${rootNamespace}: its EnvoyFilters act only there.`,
      );
    }
    return ok(`ConfigMap istio in ${istioNamespace ?? rootNamespace}`);
  });
}

function proxyConfig(config: Parameters<typeof objectAt>[0]): ReturnType<typeof objectAt> {
  return objectAt(config, 'defaultConfig');
}

function dnsCapture({ meshConfig, mesh }: Observation): Outcome {
  return given(meshConfig, (config) => {
    const value = own(objectAt(proxyConfig(config), 'proxyMetadata'), 'ISTIO_META_DNS_CAPTURE');
    if (asString(value) === 'true' || value === true) return ok('ISTIO_META_DNS_CAPTURE is on');
    const entries =
      'value' in mesh
        ? mesh.value.services.filter(
            (service) => service.kind === 'ServiceEntry' && service.ports.some(({ name }) => protocolOf(name) !== undefined),
          )
        : [];
    if ('value' in mesh && entries.length === 0)
      return ok('ISTIO_META_DNS_CAPTURE is off, and no ServiceEntry of Aeraki needs it');
    const hosts = [...new Set(entries.flatMap(({ hosts: [host] }) => host ?? []))];
    return warning(
      `ISTIO_META_DNS_CAPTURE is off: clients may not be able to look up ${hosts.length === 0 ? 'hosts of ServiceEntries' : names(hosts, 3)}.`,
    );
  });
}

/** The prefixes that Istio's pages on Aeraki ask for. */
const prefixes = ['thrift', 'dubbo', 'kafka', 'meta_protocol'];

function statistics({ meshConfig }: Observation): Outcome {
  return given(meshConfig, (config) => {
    if (config === undefined) return unknown('there is no mesh configuration');
    const matcher = objectAt(proxyConfig(config), 'proxyStatsMatcher');
    const patterns = [
      ...textsAt(matcher, 'inclusionPrefixes'),
      ...textsAt(matcher, 'inclusionRegexps'),
      ...textsAt(matcher, 'inclusionSuffixes'),
    ];
    const lacking = prefixes.filter((prefix) => !patterns.some((pattern) => pattern === '.*' || pattern.includes(prefix)));
    if (lacking.length === 0) return ok(names(prefixes));
    return warning(
      `proxyStatsMatcher leaves out ${names(lacking)}: there are no statistics of ${lacking.length === 1 ? 'it' : 'them'}.`,
    );
  });
}
