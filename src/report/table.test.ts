import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { barChart } from './chart.js';
import { table } from './table.js';
import { tree } from './tree.js';
import { displayWidth } from './width.js';

const plain = { color: false, width: 80 };
const columns = [{ header: 'NAME' }, { header: 'WEIGHT', align: 'right' as const }];

describe('table', () => {
  it('aligns plain columns under their headings', () => {
    assert.equal(
      table(
        columns,
        [
          ['canary', '5'],
          ['v1', '95'],
        ],
        plain,
      ),
      'NAME     WEIGHT\ncanary        5\nv1           95\n',
    );
  });

  it('wraps the widest column where the terminal is too narrow', () => {
    const rows = [['a', 'one two three four']];
    assert.equal(
      table([{ header: 'A' }, { header: 'B' }], rows, { color: false, width: 14 }),
      'A   B\na   one two\n    three four\n',
    );
  });

  it('shows escape sequences in cells', () => {
    assert.equal(table([{ header: 'A' }], [['\x1b[2J']], plain), 'A\n\\x1b[2J\n');
  });

  it('colours only when asked to', () => {
    assert.equal(table([{ header: 'A' }], [['x']], { color: true, width: 80 }), '\x1b[1mA\x1b[22m\nx\n');
  });

  it('lays cells of several lines out by the same measure as all others', () => {
    const rows = [
      ['', 'が が🆑 !', ''],
      ['', '', '𖿠⺀ 𖿠 ⺀ ⺀ !'],
      ['  ⺀ ⺀ !', '', ''],
    ];
    const narrow = { color: true, width: 24 };
    const accent = (text: string): string => `\x1b[36m${text}\x1b[39m`;
    const text = table([{ header: 'A', paint: accent }, { header: 'B', align: 'right' }, { header: 'C' }], rows, narrow);
    assert.equal(
      text.replaceAll(/\x1b\[\d+m/g, ''),
      [
        'A               B   C',
        '          が が🆑',
        '                !',
        '                    𖿠⺀ 𖿠',
        '                    ⺀ ⺀ !',
        '  ⺀ ⺀',
        '!',
        '',
      ].join('\n'),
    );
  });

  it('fits any cells into 40 columns', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 4 }), (rows) => {
        const text = table([{ header: 'A' }, { header: 'B' }, { header: 'C' }], rows, { color: false, width: 40 });
        for (const line of text.split('\n')) assert.ok(displayWidth(line) <= 40, line);
      }),
      { numRuns: 300 },
    );
  });
});

describe('tree', () => {
  const nodes = [{ text: 'route', children: [{ text: 'a', children: [{ text: 'b' }] }, { text: 'c' }] }];

  it('draws lines', () => {
    assert.equal(tree(nodes, { ...plain, unicode: true }), 'route\n├─ a\n│  └─ b\n└─ c\n');
  });

  it('draws them in ASCII where there is no more', () => {
    assert.equal(tree(nodes, plain), 'route\n|- a\n|  `- b\n`- c\n');
  });
});

describe('barChart', () => {
  const shares = [
    { label: 'v1', count: 750, expected: 0.8 },
    { label: 'v2', count: 250, expected: 0.2 },
    { label: 'v3', count: 0 },
  ];

  it('draws the split to scale, with what was expected', () => {
    assert.equal(
      barChart(shares, { color: false, width: 60 }),
      [
        'v1          ###############       750  75.0%  expected 80.0%',
        'v2          #####                 250  25.0%  expected 20.0%',
        'v3                                  0   0.0%',
        '',
      ].join('\n'),
    );
  });

  it('draws finer bars where there is more than ASCII', () => {
    assert.match(barChart(shares, { color: false, width: 58, unicode: true }), /^v1 {10}█+▌ /);
  });

  it('draws nothing of nothing', () => {
    assert.equal(barChart([], plain), '');
  });
});
