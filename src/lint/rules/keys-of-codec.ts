import type { Finding } from '../../base/finding.js';
import type { Path } from '../../base/path.js';
import { routableName } from '../../dataplane/attributes.js';
import { completeHost } from '../../mesh/hosts.js';
import { note } from '../../mesh/notes.js';
import type { Source } from '../../resource/source.js';
import { quoted } from '../parts.js';
import type { CodecKnowledge, LintContext, RoutedHost, Rule } from '../types.js';

/** Where a key is read: a hash policy or a descriptor, both of which look at letter case. */
interface Key {
  key: string;
  source: Source;
  path: Path;
  who: string;
  hashed: boolean;
}

function checkKey({ key, source, path, who, hashed }: Key, codec: CodecKnowledge): Finding[] {
  const known = codec.attributes ?? [];
  if (known.includes(key) || codec.attributes === undefined) return [];
  if (codec.facts?.typedKeys.includes(key)) {
    const message = `${who} reads ${quoted(key)}, which the ${codec.protocol} codec keeps as a number or an object: the sidecar ends on the first request.`;
    return [note('AER0710', source, path, message)];
  }
  const other = known.find((name) => routableName(name) === routableName(key));
  if (other !== undefined) {
    const message = `${who} reads ${quoted(key)}, but the ${codec.protocol} codec sets ${quoted(other)}: letter case counts here, so that the empty text is read.`;
    const finding = note('AER0708', source, path, message, { fix: `Write ${other}.` });
    return [{ ...finding, edit: { path, target: 'value', replacement: other } }];
  }
  if (codec.open) return [];
  const sets = known.length === 0 ? 'no attributes' : known.map(quoted).join(', ');
  if (hashed) {
    const message = `${who} reads ${quoted(key)}, which the ${codec.protocol} codec never sets (it sets ${sets}): all requests go to the same host.`;
    return [note('AER0709', source, path, message)];
  }
  const message = `${who} reads ${quoted(key)}, which the ${codec.protocol} codec never sets (it sets ${sets}): the service is asked with the empty text.`;
  return [note('AER0704', source, path, message, { severity: 'error' })];
}

function descriptorKeys({ router, source }: RoutedHost): Key[] {
  const path = ['spec', 'globalRateLimit', 'descriptors'];
  return (router.globalRateLimit?.descriptors ?? []).map(({ property }, index) => ({
    key: property,
    source,
    path: [...path, index, 'property'],
    who: 'The global rate limit',
    hashed: false,
  }));
}

/** The hash keys of the DestinationRule that Aeraki reads for a host. */
function hashKeys(mesh: LintContext['mesh'], host: string, namespace: string): Key[] {
  const [rule] = mesh.destinationRulesByHost.get(completeHost(host, namespace)) ?? [];
  if (rule === undefined) return [];
  const inside = ['trafficPolicy', 'loadBalancer', 'consistentHash', 'httpHeaderName'];
  const keyAt = (header: string | undefined, at: Path): Key[] =>
    header === undefined
      ? []
      : [{ key: header, source: rule.source, path: [...at, ...inside], who: 'The consistent hash', hashed: true }];
  return [
    ...keyAt(rule.value.hash?.header, ['spec']),
    ...rule.value.subsets.flatMap(({ hash }, index) => keyAt(hash?.header, ['spec', 'subsets', index])),
  ];
}

export const keysOfCodec: Rule = {
  meta: { name: 'keys-of-codec', codes: ['AER0708', 'AER0709', 'AER0710', 'AER0704'], kinds: ['MetaRouter', 'DestinationRule'] },
  check: ({ routers, mesh, translation, codec }) => {
    const findings = routers.flatMap((routed) => {
      const [first] = routed.codecs;
      return first === undefined ? [] : descriptorKeys(routed).flatMap((key) => checkKey(key, first));
    });
    // Also services without a MetaRouter are hashed, by their default route.
    const seen = new Set<string>();
    for (const { host, service, applicationProtocol } of translation.listeners) {
      if (applicationProtocol === undefined || seen.has(host)) continue;
      seen.add(host);
      for (const key of hashKeys(mesh, host, service.resource.namespace ?? ''))
        findings.push(...checkKey(key, codec(applicationProtocol)));
    }
    return findings;
  },
};
