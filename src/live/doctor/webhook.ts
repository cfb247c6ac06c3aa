import { X509Certificate } from 'node:crypto';
import { asList, asNumber, isObject, type JsonObject, own } from '../../base/json.js';
import { listAt, objectAt, textAt, textsAt } from '../../resource/core.js';
import { ago, count, failed, given, ok, unknown, warning } from './outcome.js';
import type { Check, Observation, Outcome } from './types.js';

/** One webhook of Aeraki's, with the configuration that it is in. */
interface Registered {
  configuration: string;
  webhook: JsonObject;
}

/** The webhooks that Aeraki registers: by the names that it gives them, `aeraki-<namespace>` and `validation.aeraki.io`. */
export function aerakiWebhooks(configurations: readonly JsonObject[]): Registered[] {
  return configurations.flatMap((configuration) => {
    const name = textAt(objectAt(configuration, 'metadata'), 'name');
    return asList(own(configuration, 'webhooks'))
      .filter(isObject)
      .filter((webhook) => textAt(webhook, 'name') === 'validation.aeraki.io' || name.startsWith('aeraki-'))
      .map((webhook) => ({ configuration: name, webhook }));
  });
}

/** The admission webhook: there, leading to Aeraki, trusted, and as Aeraki registers it. */
export const webhookChecks: readonly Check[] = [
  {
    id: 'webhook-registered',
    group: 'webhook',
    code: 'AER1141',
    title: "Aeraki's webhook is registered",
    when: 'after',
    run: ({ webhooks }) =>
      given(webhooks, (all) => {
        const found = aerakiWebhooks(all);
        return found.length === 0
          ? warning('There is no webhook validation.aeraki.io.')
          : ok(found.map(({ configuration }) => configuration).join(', '));
      }),
  },
  {
    id: 'webhook-reachable',
    group: 'webhook',
    code: 'AER1142',
    title: 'The webhook leads to a running Aeraki',
    run: forEach(reachable),
  },
  {
    id: 'webhook-certificate',
    group: 'webhook',
    code: 'AER1143',
    title: "The webhook trusts Aeraki's certificate",
    when: 'after',
    run: forEach(certificate),
  },
  {
    id: 'webhook-shape',
    group: 'webhook',
    code: 'AER1144',
    title: 'The webhook judges MetaRouters',
    when: 'after',
    run: forEach(shape),
  },
];

/** A check of every webhook of Aeraki's: the worst of the outcomes. */
function forEach(run: (registered: Registered, observation: Observation) => Outcome): Check['run'] {
  const order = ['failed', 'warning', 'unknown', 'ok'];
  return (observation) =>
    given(observation.webhooks, (all) => {
      const outcomes = aerakiWebhooks(all).map((registered) => run(registered, observation));
      const [worst] = outcomes.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
      return worst ?? (observation.before ? ok('none is registered') : unknown('no webhook of Aeraki is registered'));
    });
}

function reachable({ configuration, webhook }: Registered, { services, endpoints }: Observation): Outcome {
  const client = objectAt(webhook, 'clientConfig');
  const service = objectAt(client, 'service');
  const name = textAt(service, 'name');
  if (name === '') return unknown(`${configuration} leads to ${textAt(client, 'url') || 'no service'}, outside of the cluster`);
  const namespace = textAt(service, 'namespace');
  const port = asNumber(own(service, 'port')) ?? 443;
  const closed = textAt(webhook, 'failurePolicy') !== 'Ignore';
  const follows = closed ? 'No MetaRouter can be created or changed.' : 'MetaRouters are not judged.';
  const of = ({ metadata }: { metadata: JsonObject }): boolean =>
    textAt(metadata, 'name') === name && textAt(metadata, 'namespace') === namespace;
  return given(services, (all) => {
    const found = all.map((item) => ({ item, metadata: objectAt(item, 'metadata') })).find(of);
    if (found === undefined)
      return failed(`${configuration} leads to Service ${namespace}/${name}, which is not there. ${follows}`);
    if (textAt(objectAt(found.item, 'spec'), 'type') === 'ExternalName')
      return ok(`Service ${namespace}/${name}, an ExternalName`);
    const ports = listAt(objectAt(found.item, 'spec'), 'ports').filter(isObject);
    if (!ports.some((item) => own(item, 'port') === port))
      return failed(`${configuration} leads to port ${port} of Service ${namespace}/${name}, which it does not have. ${follows}`);
    return given(endpoints, (known) => {
      const behind = known.filter((entry) => entry.service === `${namespace}/${name}`).reduce((sum, { ready }) => sum + ready, 0);
      if (behind === 0)
        return failed(`No ready pod stands behind Service ${namespace}/${name}, which ${configuration} leads to. ${follows}`);
      return ok(`Service ${namespace}/${name}, ${count(behind, 'endpoint')}`);
    });
  });
}

const day = 86_400_000;

function certificate({ configuration, webhook }: Registered, { rootCertificate, now }: Observation): Outcome {
  const bundle = textAt(objectAt(webhook, 'clientConfig'), 'caBundle');
  if (bundle === '') return failed(`${configuration} has no CA bundle, so that the API server trusts only public authorities.`);
  const pem = Buffer.from(bundle, 'base64').toString();
  const trusted = certificatesOf(pem);
  const [first] = trusted;
  if (first === undefined) return failed(`The CA bundle of ${configuration} holds no certificate that can be read.`);
  const latest = Math.max(...trusted.map(({ validTo }) => Date.parse(validTo)));
  if (latest < now) return failed(`The CA bundle of ${configuration} expired ${ago(now - latest)} ago.`);
  return given(rootCertificate, (root) => {
    const roots = new Set(certificatesOf(root).map(({ fingerprint256 }) => fingerprint256));
    if (roots.size === 0) return unknown("Istio's root certificate cannot be read");
    if (!trusted.some(({ fingerprint256 }) => roots.has(fingerprint256))) {
      return failed(`${configuration} trusts ${first.subject.replaceAll('\n', ', ')}, which is not Istio's root certificate.`);
    }
    if (latest - now < 30 * day) return warning(`The CA bundle of ${configuration} expires in ${ago(latest - now)}.`);
    return ok(`Istio's root certificate, valid for ${ago(latest - now)}`);
  });
}

/** The certificates of a PEM text; what cannot be read is left out. */
function certificatesOf(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]{1,20000}-----END CERTIFICATE-----/g) ?? [];
  return blocks.slice(0, 20).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function shape({ configuration, webhook }: Registered): Outcome {
  const details: string[] = [];
  const policy = textAt(webhook, 'failurePolicy');
  if (policy !== 'Fail')
    details.push(
      `${configuration}: failurePolicy is ${policy || 'not set'}, so that MetaRouters pass unjudged while Aeraki is down`,
    );
  const rules = asList(own(webhook, 'rules')).filter(isObject);
  for (const operation of ['CREATE', 'UPDATE']) {
    const covered = rules.some((rule) => {
      const has = (field: string, value: string): boolean => textsAt(rule, field).some((item) => item === value || item === '*');
      return has('operations', operation) && has('apiGroups', 'metaprotocol.aeraki.io') && has('resources', 'metarouters');
    });
    if (!covered) details.push(`${configuration}: ${operation} of MetaRouters is not judged`);
  }
  for (const selector of ['namespaceSelector', 'objectSelector']) {
    if (Object.keys(objectAt(webhook, selector)).length > 0) details.push(`${configuration}: its ${selector} leaves objects out`);
  }
  return details.length === 0 ? ok() : warning('MetaRouters can get past the webhook.', { details });
}
