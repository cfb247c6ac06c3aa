import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Row } from '../live/rows.js';
import { type ListOptions, renderRow, renderRows, toJsonList } from './get.js';

const options: ListOptions = { color: false, width: 200, wide: false, namespaces: false, kinds: false, age: () => '5m' };

const router = (name: string, more: Partial<Extract<Row['facts'], { kind: 'MetaRouter' }>> = {}): Row => ({
  object: { kind: 'MetaRouter', metadata: { name, namespace: 'shop' } },
  namespace: 'shop',
  name,
  facts: {
    kind: 'MetaRouter',
    hosts: ['orders.shop.svc.cluster.local'],
    protocols: ['thrift'],
    service: 'Service shop/orders',
    routes: 2,
    destinations: [
      { host: 'orders.shop.svc.cluster.local', subset: 'v1' },
      { host: 'orders.shop.svc.cluster.local', subset: '', port: 9091 },
      { host: 'stock.shop.svc.cluster.local', subset: 'v2' },
    ],
    mirrors: [],
    limits: [],
    gateways: [],
    exportTo: [],
    competes: false,
    ...more,
  },
  findings: [],
});

const finding = (severity: 'error' | 'warning' | 'info'): Row['findings'][number] => ({
  code: 'AER0301',
  severity,
  message: 'x',
  path: [],
});

describe('a list of objects', () => {
  it('names subsets of the host by themselves, others with their host', () => {
    assert.equal(
      renderRows([router('a')], options),
      [
        'NAME   HOST          PROTOCOL   ROUTES   DESTINATIONS                          PROBLEMS   AGE',
        'a      orders.shop   thrift          2   v1, all pods:9091, v2 of stock.shop   -          5m',
        '',
      ].join('\n'),
    );
  });
  it('counts errors and warnings, not what is only worth knowing', () => {
    const row = { ...router('a'), findings: [finding('error'), finding('warning'), finding('warning'), finding('info')] };
    assert.match(renderRows([row], options), /1 error, 2 warnings {3}5m/);
    assert.match(renderRows([{ ...row, findings: [finding('info')] }], options), /- {10}5m/);
  });
  it('tells of a router without routes that it has the default', () => {
    assert.match(renderRows([router('a', { routes: 0, destinations: [] })], options), /default {3}all pods/);
  });
  it('shows escape sequences instead of sending them', () => {
    const text = renderRows([router('\x1b[31mred')], options);
    assert.doesNotMatch(text, /\x1b/);
    assert.match(text, /\\x1b\[31mred/);
    assert.doesNotMatch(renderRow(router('\x1b[31mred'), '5m', { color: false, width: 80 }), /\x1b/);
  });
  it('as JSON has a state for each item, in the same order', () => {
    const list = toJsonList([router('a'), router('b')]);
    assert.deepEqual(
      list.states.map(({ name, problems }) => [name, problems]),
      [
        ['a', { errors: 0, warnings: 0, infos: 0 }],
        ['b', { errors: 0, warnings: 0, infos: 0 }],
      ],
    );
    assert.equal(list.items.length, 2);
  });
});
