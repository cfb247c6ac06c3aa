import { codes } from '../../base/codes.js';
import type { Finding } from '../../base/finding.js';
import { own } from '../../base/json.js';
import { checkVersions, versionText } from '../../controlplane/versions.js';
import { note } from '../../mesh/notes.js';
import { objectAt } from '../../resource/core.js';
import type { LintContext, Rule } from '../types.js';

/** What a translation says of these versions. Which Istio an Aeraki was made for is told by a rule of its own, and that a proxy must be Aeraki's by none. */
function checkGenerated({ options: { istio, aeraki, envoy }, translation, routers }: LintContext): Finding[] {
  const versions = { ...(istio === undefined ? {} : { istio }), ...(envoy === undefined ? {} : { envoy }) };
  return checkVersions(translation, versions, routers[0]?.source).filter(
    ({ code, severity }) =>
      !(code === 'AER0652' && aeraki !== undefined) && !(code === 'AER0654' && (severity ?? codes.AER0654.severity) === 'info'),
  );
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

/** Its codes are those that its own fixtures show; AER0651, AER0652 and AER0654 have theirs in `fixtures/`. */
export const versions: Rule = {
  meta: {
    name: 'versions',
    codes: ['AER0334', 'AER0650', 'AER0653'],
    kinds: ['MetaRouter', 'Service', 'ServiceEntry', 'RedisDestination', 'DubboAuthorizationPolicy'],
  },
  check: (context) => [...checkGenerated(context), ...checkFields(context)],
};
