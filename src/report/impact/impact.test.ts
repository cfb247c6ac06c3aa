import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Behaviour } from '../../analysis/behaviour.js';
import { impactJson, type JudgedImpact } from './json.js';
import { renderImpactMarkdown } from './markdown.js';
import { renderImpact } from './text.js';

const plain = { color: false, width: 80, unicode: false };
const host = 'orders.shop.svc.cluster.local';

function goingTo(cluster: string, more: Partial<Behaviour> = {}): Behaviour {
  return {
    route: { name: 'all', index: 0 },
    cluster,
    split: [],
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    rateLimit: { local: null, global: null },
    error: null,
    ...more,
  };
}

function moved(attributes: Record<string, string>, before: Behaviour | null, after: Behaviour | null): JudgedImpact {
  const change = { aspects: [], before, after, witness: { attributes, unusual: false }, allowed: false };
  return { host, port: 80, changes: [change], undecided: [] };
}

it('names clusters of the host by their subset, and others in full', () => {
  const text = renderImpact([moved({ user: 'a b' }, goingTo(`outbound|80|v1|${host}`), goingTo('outbound|80||other'))], 3, plain);
  assert.equal(
    text,
    `${host}:80
  changed  requests such as user="a b"
           goes to  subset v1 -> outbound|80||other

1 change on 1 port, 3 ports compared.
`,
  );
});

it('tells buckets and a host that is gone', () => {
  const local = { maxTokens: 5, tokensPerFill: 5, fillIntervalMs: 250 };
  const limited = goingTo('c', { rateLimit: { local, global: null } });
  assert.match(renderImpact([moved({}, goingTo('c'), limited)], 1, plain), /limit {4}none -> 5 requests, 5 more every 250 ms/);
  assert.match(renderImpact([moved({}, goingTo('c'), null)], 1, plain), /goes to {2}c -> not by Aeraki/);
});

it('lets nothing from outside out of its cell of the table', () => {
  const hostile = 'x|y`z<img>\n| injected |';
  const lines = renderImpactMarkdown([moved({ m: hostile }, goingTo('a|b'), goingTo('c`d|e'))], 1)
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 5);
  // Four cells, whatever stands in them.
  for (const line of lines.slice(2)) assert.equal(line.replace(/\\\|/g, '').split('|').length, 6, line);
  assert.ok(!lines[4]?.includes('<img>'));
});

it('says what is not decided, and what is allowed', () => {
  const undecided = { before: goingTo('a'), after: goingTo('b'), reason: 'm: too large', allowed: true };
  const text = renderImpact([{ host, port: 80, changes: [], undecided: [undecided] }], 1, plain);
  assert.match(text, /allowed {2}not decided: m: too large/);
  assert.match(text, /No request changes, 1 not decided, 1 allowed, 1 port compared\./);
});

it('marks a change that shows only with characters that hardly any request has', () => {
  const impact = moved({ user: '\u0001' }, goingTo('a'), goingTo('b'));
  const odd = {
    ...impact,
    changes: impact.changes.map((change) => ({ ...change, witness: { ...change.witness, unusual: true } })),
  };
  assert.match(renderImpact([odd], 1, plain), /requests such as user="\\u0001" \(with unusual characters\)/);
  assert.match(renderImpactMarkdown([odd], 1), /\| `user="\\u0001"` \(with unusual characters\) \|/);
  assert.equal(impactJson([odd], 1).services[0]?.changes[0]?.unusual, true);
  assert.equal(impactJson([impact], 1).services[0]?.changes[0]?.unusual, undefined);
});
