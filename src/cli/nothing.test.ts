import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { translate } from '../controlplane/translate.js';
import { buildMesh } from '../mesh/build.js';
import { choose } from './choosing.js';
import { whyNothing } from './nothing.js';
import type { Options } from './types.js';

function said(yaml: string, options: Record<string, string>): string {
  const objects = parseAllDocuments(yaml).map((document, index) => ({
    value: document.toJS(),
    origin: { file: 'mesh.yaml', document: index, prefix: [] },
  }));
  const mesh = buildMesh(objects);
  const given: Options = new Map(Object.entries(options));
  return whyNothing(choose(translate(mesh), mesh, given), mesh, given);
}

const service = (portName: string): string => `
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  clusterIP: 10.0.0.1
  selector: { app: orders }
  ports: [{ name: ${portName}, port: 9090 }]
`;

describe('where nothing that was asked for is generated', () => {
  it('what --only leaves out is told', () => {
    assert.equal(
      said(service('tcp-metaprotocol-thrift'), { only: 'virtualservices' }),
      'No VirtualServices; --only virtualservices leaves 2 EnvoyFilters and 1 MetaRDS route configuration out.',
    );
  });

  it('so it is for one service and one namespace', () => {
    assert.equal(
      said(service('tcp-dubbo'), {
        only: 'virtualservices',
        service: 'orders.shop.svc.cluster.local',
        'only-namespace': 'istio-system',
      }),
      'No VirtualServices for orders.shop.svc.cluster.local in the namespace istio-system; --only virtualservices leaves 2 EnvoyFilters out.',
    );
  });

  it('a namespace that gets nothing is told before --only', () => {
    assert.match(
      said(service('tcp-dubbo'), { only: 'virtualservices', 'only-namespace': 'shop' }),
      /^Nothing is generated into the namespace shop\./,
    );
  });

  it('it is said that no port is managed only if none is', () => {
    assert.match(said(service('http'), {}), /no service among them has a port that it manages/);
    assert.match(said(service('http'), { only: 'metards' }), /no service among them has a port that it manages/);
    assert.match(said(service('tcp-kafka'), {}), /^Aeraki generates nothing .*, though a service/);
  });
});
