import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { patchesInWords, selectorInWords, tcpRoutesInWords } from './patches.js';

function envoyFilter(...configPatches: JsonObject[]): JsonObject {
  return { spec: { configPatches, workloadSelector: { labels: { app: 'a' } } } };
}

describe('the meaning of an EnvoyFilter', () => {
  it('names the filter, what it is put in place of, and where', () => {
    const filter = { name: 'envoy.filters.network.tcp_proxy' };
    const patch = { operation: 'REPLACE', value: { name: 'envoy.filters.network.meta_protocol_proxy' } };
    assert.deepEqual(
      patchesInWords(
        envoyFilter(
          { applyTo: 'NETWORK_FILTER', match: { listener: { name: '10.0.0.1_9090', filterChain: { filter } } }, patch },
          {
            applyTo: 'NETWORK_FILTER',
            match: { listener: { name: 'virtualInbound', filterChain: { filter, destinationPort: 9090 } } },
            patch: { ...patch, operation: 'INSERT_BEFORE' },
          },
        ),
      ),
      [
        'meta_protocol_proxy in place of tcp_proxy in the listener 10.0.0.1_9090',
        'meta_protocol_proxy before tcp_proxy for incoming requests on port 9090',
      ],
    );
  });

  it('names the clusters that are added and removed', () => {
    const name = 'outbound|6379||redis.default.svc.cluster.local';
    assert.deepEqual(
      patchesInWords(
        envoyFilter(
          { applyTo: 'CLUSTER', match: { cluster: { name } }, patch: { operation: 'REMOVE' } },
          { applyTo: 'CLUSTER', patch: { operation: 'ADD', value: { name } } },
        ),
      ),
      [`removes cluster ${name}`, `adds cluster ${name}`],
    );
  });

  it('has the pods it is for', () => {
    assert.equal(selectorInWords(envoyFilter()), 'app=a');
    assert.equal(selectorInWords({ spec: {} }), '');
  });

  it('does without what is not there', () => {
    assert.deepEqual(patchesInWords(envoyFilter({})), ['changes']);
    assert.deepEqual(patchesInWords({}), []);
  });
});

describe('the meaning of a VirtualService', () => {
  it('says which port goes where', () => {
    const route = { match: [{ port: 9091 }], route: [{ destination: { host: 'orders', port: { number: 9090 } } }] };
    assert.deepEqual(tcpRoutesInWords({ spec: { gateways: ['istio-system/gw'], tcp: [route] } }), [
      'port 9091 of istio-system/gw to orders:9090',
    ]);
  });
});
