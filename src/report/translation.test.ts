import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import { buildMesh } from '../mesh/build.js';
import { renderTranslation } from './translation.js';

const plain = { color: false, width: 80 };

function translationOf(yaml: string): Translation {
  const objects = parseAllDocuments(yaml).map((document, index) => ({
    value: document.toJS(),
    origin: { file: 'mesh.yaml', document: index, prefix: [] },
  }));
  return translate(buildMesh(objects));
}

const service = `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  clusterIP: 10.0.0.1
  selector: { app: orders }
  ports: [{ name: tcp-metaprotocol-thrift, port: 9090 }]
`;
const router = `
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders.shop.svc.cluster.local]
  localRateLimit: { tokenBucket: { maxTokens: 10, tokensPerFill: 5, fillInterval: 2s } }
  routes:
  - name: canary
    match: { attributes: { method: { prefix: say } } }
    route: [{ destination: { host: orders.shop.svc.cluster.local, subset: v2 } }]
    mirror: { host: orders.shop.svc.cluster.local, subset: v1 }
    mirrorPercentage: { value: 10 }
  - name: rest
    route:
    - { destination: { host: orders.shop.svc.cluster.local, subset: v1 }, weight: 75 }
    - { destination: { host: orders.shop.svc.cluster.local }, weight: 25 }
`;

describe('a translation', () => {
  it('says per service what is generated, and because of what', () => {
    const translation = translationOf(`${service}---${router}`);
    assert.equal(
      renderTranslation(translation, [], plain),
      [
        'orders.shop.svc.cluster.local',
        '  from Service shop/orders (mesh.yaml), MetaRouter shop/orders (mesh.yaml)',
        '',
        '  port 9090 tcp-metaprotocol-thrift',
        '  thrift, read by the codec aeraki.meta_protocol.codec.thrift',
        '  limit in each pod: any request: 10 requests, and 5 more every 2 s',
        '  routes orders.shop.svc.cluster.local_9090 by MetaRouter shop/orders; the first',
        '  that matches is taken:',
        '    #   ROUTE    WHEN                 TO                       FROM',
        '    1   canary   method starts with   subset v2; mirrors 10%   spec.routes[0]',
        '                 "say"                to subset v1',
        '    2   rest     any request          75% subset v1, 25% all   spec.routes[1]',
        '                                      pods',
        '',
        '  EnvoyFilter istio-system/aeraki-inbound-orders.shop.svc.cluster.local-9090',
        '    meta_protocol_proxy in place of tcp_proxy for incoming requests on port',
        '    9090, at the pods app=orders',
        '  EnvoyFilter istio-system/aeraki-outbound-orders.shop.svc.cluster.local-10.0.0.1-9090',
        '    meta_protocol_proxy in place of tcp_proxy in the listener 10.0.0.1_9090',
        '',
      ].join('\n'),
    );
  });

  it('shows the line of each route where it is known', () => {
    const translation = translationOf(`${service}---${router}`);
    const text = renderTranslation(translation, [], plain, (source, path) =>
      path.length === 0 ? source.origin.file : `mesh.yaml:${path.at(-1) === 0 ? 12 : 17}`,
    );
    assert.match(text, /1 {3}canary .* line 12\n/);
    assert.match(text, /2 {3}rest .* line 17\n/);
  });

  it('ends with the notes', () => {
    const note = { code: 'AER0001' as const, severity: 'warning' as const, message: 'Dropped.', path: [], file: 'mesh.yaml' };
    assert.match(
      renderTranslation(translationOf(service), [note], plain),
      /\n\nwarning AER0001 [a-z-]+: Dropped\.\n --> mesh\.yaml\n$/,
    );
  });

  it('says why nothing is generated', () => {
    assert.match(
      renderTranslation(translationOf('apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n'), [], plain),
      /^Aeraki generates nothing from these objects/,
    );
  });
});
