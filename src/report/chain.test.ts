import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostChain, PortChain } from '../live/chaintypes.js';
import type { PodChain } from '../live/podchain.js';
import { type ChainOptions, type PodHead, renderHost, renderHosts, renderPod } from './chain.js';

const options: ChainOptions = { color: false, width: 100, program: 'aerakictl' };

const port: PortChain = {
  service: 'Service shop/orders',
  port: 9090,
  portName: 'tcp-metaprotocol-thrift',
  protocol: 'metaprotocol',
  applicationProtocol: 'thrift',
  links: [
    { step: 'routes', state: 'ok', facts: ['orders_9090'], troubles: [] },
    {
      step: 'endpoints',
      state: 'broken',
      facts: [],
      troubles: [{ reason: 'Nobody is there.', code: 'AER1204', fix: 'Start pods.' }],
    },
  ],
  routes: [
    {
      name: 'split',
      match: [],
      to: [
        { cluster: 'outbound|9090|v1|orders', percent: 20 },
        { cluster: 'outbound|9090|v2|orders', percent: 80 },
      ],
      mirrors: [],
      from: 'MetaRouter shop/orders, spec.routes[0]',
    },
  ],
  clusters: [],
};

const chain: HostChain = {
  host: 'orders',
  services: [{ name: 'Service shop/orders', addresses: ['10.0.0.1'], selector: { app: 'orders' }, ports: 1 }],
  verdict: { state: 'broken', port: 9090, step: 'endpoints', trouble: { reason: 'Nobody is there.', fix: 'Start pods.' } },
  ports: [port],
  unmanaged: [],
  findings: [],
};

describe('a host in words', () => {
  it('begins with how it stands and what to do, then goes link by link', () => {
    assert.equal(
      renderHost(chain, options),
      [
        'Host         orders',
        'Service      Service shop/orders (10.0.0.1; pods app=orders)',
        'Managed by   Aeraki: port 9090 as thrift (MetaProtocol)',
        'State        broken at endpoints of port 9090',
        '             Nobody is there.',
        '             = fix: Start pods.',
        '',
        'Port 9090 tcp-metaprotocol-thrift',
        '|- ok routes: orders_9090',
        '|  `- 1 split: any request -> 20% outbound|9090|v1|orders, 80% outbound|9090|v2|orders',
        '|     (spec.routes[0])',
        '`- X endpoints',
        '   `- Nobody is there. (AER1204)',
        '      `- fix: Start pods.',
        '',
      ].join('\n'),
    );
  });
  it('says of a host that nobody manages so', () => {
    const nobody: HostChain = { ...chain, services: [], ports: [], verdict: { state: 'unmanaged' } };
    assert.match(renderHost(nobody, options), /Managed by {3}nobody: no service has this host\nState {8}not managed/);
  });
  it('shows escape sequences instead of sending them', () => {
    assert.doesNotMatch(renderHost({ ...chain, host: '\x1b[2J' }, options), /\x1b/);
  });
  it('among many is one line, the broken ones first', () => {
    const fine: HostChain = { ...chain, host: 'a-fine-one', verdict: { state: 'ok' } };
    assert.deepEqual(
      renderHosts([fine, chain], options)
        .split('\n')
        .map((line) => line.split(/ {2,}/).slice(0, 3)),
      [['HOST', 'STATE', 'AT'], ['orders', 'broken', 'endpoints'], ['a-fine-one', 'ok'], ['']],
    );
  });
});

describe('a pod in words', () => {
  const head: PodHead = {
    node: 'node1',
    owner: '',
    ip: '10.1.0.1',
    phase: 'Running',
    ready: true,
    image: 'proxy:1',
    istioVersion: '1.18.0',
    envoyVersion: '',
    aerakiXds: false,
    knowsMetaProtocol: 'yes',
    age: '5m',
  };
  const pod: PodChain = {
    namespace: 'shop',
    name: 'client',
    kind: 'sidecar',
    serves: [],
    calls: [
      {
        host: 'orders.shop.svc.cluster.local',
        direction: 'outbound',
        listener: '10.0.0.1_9090',
        port: 9090,
        filter: 'meta_protocol_proxy',
        envoyFilter: 'istio-system/x',
        generated: 'in sync',
        held: 'present',
        routes: { name: 'orders_9090', state: 'missing', lastUpdated: '' },
        state: 'broken',
      },
    ],
    plain: [],
    outOfReach: [],
    problems: [],
    state: 'broken',
  };
  it('tells of its proxy, and of each listener how it stands', () => {
    assert.equal(
      renderPod(pod, head, options),
      [
        'Pod          shop/client',
        'Runs         Running, ready, 10.1.0.1, node1, 5m old',
        'Proxy        sidecar, proxy:1, Istio 1.18.0',
        'MetaProtocol known to the proxy, no aeraki-xds in its bootstrap',
        'State        does not hold all that it should',
        '',
        'Goes out',
        'HOST          LISTENER        FILTER                ENVOYFILTER   IN THE PROXY   ROUTES',
        'orders.shop   10.0.0.1_9090   meta_protocol_proxy   in sync       in place       missing',
        '',
      ].join('\n'),
    );
  });
});
