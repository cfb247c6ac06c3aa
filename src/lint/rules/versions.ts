import { codes } from '../../base/codes.js';
import type { Finding } from '../../base/finding.js';
import { own } from '../../base/json.js';
import { decidingProtocol } from '../../controlplane/checks.js';
import { note } from '../../mesh/notes.js';
import { objectAt } from '../../resource/core.js';
import type { LintContext, Rule, Version } from '../types.js';

/** A version as people write it. */
export function versionText({ major, minor, patch }: Version): string {
  return `${major}.${minor}${patch === 0 ? '' : `.${patch}`}`;
}

function checkIstio({ options: { istio }, mesh, routers }: LintContext): Finding[] {
  if (istio === undefined || (routers.length === 0 && mesh.services.every((service) => decidingProtocol(service) === undefined)))
    return [];
  if (istio.major > 1 || istio.minor >= 24) {
    const message = `Istio ${versionText(istio)} gives Aeraki an empty answer for every kind: nothing is generated from these files, and nothing says so.`;
    return [{ code: 'AER0332', severity: 'error', message, path: [], fix: codes.AER0332.fix }];
  }
  return [];
}

/** Fields that the CRDs of Aeraki 1.0 do not have, so that the API server prunes them. */
function checkFields({ options: { aeraki }, ofKind }: LintContext): Finding[] {
  if (aeraki === undefined || aeraki.major > 1 || aeraki.minor > 0) return [];
  return ofKind('metaprotocol.aeraki.io', 'MetaRouter').flatMap(({ value, source }) => {
    const spec = objectAt(value, 'spec');
    const routes = own(spec, 'routes');
    const said = (path: (string | number)[]) => {
      const message = `The CRD of Aeraki ${versionText(aeraki)} has no field ${path.at(-1)}: the API server refuses or prunes it, and it does nothing.`;
      return note('AER0334', source, ['spec', ...path], message, { target: 'key' });
    };
    return [
      ...['gateways', 'exportTo'].flatMap((field) => (Object.hasOwn(spec, field) ? [said([field])] : [])),
      ...(Array.isArray(routes) ? routes : []).flatMap((route, index) =>
        ['mirror', 'mirrorPercentage'].flatMap((field) =>
          typeof route === 'object' && route !== null && Object.hasOwn(route, field) ? [said(['routes', index, field])] : [],
        ),
      ),
    ];
  });
}

/** What Envoy 1.40 was seen to reject; versions between it and the 1.26 of the released proxies are not known. */
function checkEnvoy({ options: { envoy }, mesh }: LintContext): Finding[] {
  if (envoy === undefined || (envoy.major === 1 && envoy.minor < 40)) return [];
  const thrift = mesh.services.flatMap((service) => {
    if (decidingProtocol(service) !== 'thrift') return [];
    const message = `Envoy ${versionText(envoy)} rejects the listeners of native Thrift: Aeraki names the router filter without a typed_config.`;
    return [note('AER0335', service.source, ['spec', 'ports', 0, 'name'], message)];
  });
  const redis = mesh.redisDestinations.flatMap(({ value, source }) => {
    if (value.pool === undefined || !mesh.servicesByHost.has(value.host)) return [];
    const message = `Envoy ${versionText(envoy)} rejects the whole cluster update: Aeraki names the plain transport socket without a typed_config, and new sidecars never get listeners.`;
    return [note('AER0335', source, ['spec', 'trafficPolicy', 'connectionPool'], message, { target: 'key' })];
  });
  return [...thrift, ...redis];
}

export const versions: Rule = {
  meta: {
    name: 'versions',
    codes: ['AER0332', 'AER0334', 'AER0335'],
    kinds: ['MetaRouter', 'Service', 'ServiceEntry', 'RedisDestination'],
  },
  check: (context) => [...checkIstio(context), ...checkFields(context), ...checkEnvoy(context)],
};
