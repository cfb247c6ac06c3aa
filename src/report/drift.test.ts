import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GeneratedState } from '../live/drifttypes.js';
import { type DriftOptions, renderDrift, renderGenerated, renderGeneratedObject } from './drift.js';

const options: DriftOptions = { color: false, width: 100, program: 'aerakictl', age: () => '5m' };

const state = (more: Partial<GeneratedState> = {}): GeneratedState => ({
  kind: 'EnvoyFilter',
  namespace: 'istio-system',
  name: 'aeraki-outbound-a.shop.svc.cluster.local-10.0.0.1-9090',
  side: 'outbound',
  host: 'a.shop.svc.cluster.local',
  address: '10.0.0.1',
  port: 9090,
  state: 'in sync',
  live: { kind: 'EnvoyFilter' },
  fields: [],
  reasons: [],
  causes: [],
  notes: [],
  ...more,
});

describe('generated objects', () => {
  it('in sync are one row each, and nothing else', () => {
    assert.equal(
      renderGenerated([state()], options),
      [
        'HOST                       LISTENER        NAMESPACE      STATE     AGE',
        'a.shop.svc.cluster.local   10.0.0.1_9090   istio-system   in sync   5m',
        '',
      ].join('\n'),
    );
  });
  it('tell one reason once for all that it holds for', () => {
    const gone = ['a', 'b', 'c', 'd'].map((name) =>
      state({ name, state: 'missing', reasons: ['Aeraki does not run.'], fix: 'Start it.' }),
    );
    const text = renderGenerated(gone, options);
    assert.equal(text.match(/Aeraki does not run\./g)?.length, 1);
    assert.match(
      text,
      /missing: istio-system\/a, istio-system\/b, istio-system\/c and 1 more\n {2}Aeraki does not run\.\n {2}= fix: Start it\./,
    );
  });
  it('that differ show each field with both values and where it comes from', () => {
    const differs = state({
      state: 'differs',
      fields: [{ path: ['spec', 'x'], from: 'old', to: 'new', by: 'Service shop/a' }],
      reasons: ['Somebody wrote it.'],
    });
    assert.match(
      renderDrift([differs], options),
      /Somebody wrote it\.\n {4}spec\.x \(Service shop\/a\)\n {4}- "old"\n {4}\+ "new"\n\n1 object: 1 differs\n$/,
    );
  });
  it('without drift are said to have none', () => {
    assert.equal(renderDrift([state()], options), 'No drift: 1 object as it should be.\n');
  });
  it('are shown without their wrapping, escape sequences made visible', () => {
    const value = {
      name: 'envoy.filters.network.x',
      typed_config: { type_url: 'type.googleapis.com/a.B', value: { text: '\x1b[2J' } },
    };
    const live = {
      kind: 'EnvoyFilter',
      spec: { configPatches: [{ applyTo: 'NETWORK_FILTER', patch: { operation: 'ADD', value } }] },
    };
    const text = renderGeneratedObject(state({ live }), options);
    assert.match(text, /envoy\.filters\.network\.x, a\.B\n {2}text:/);
    assert.doesNotMatch(text, /\x1b/);
  });
});
