import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { displayWidth, pad, shorten } from './width.js';

/** One bar of a split: how many went there, and the share that was to be expected, from 0 to 1. */
export interface Share {
  label: string;
  count: number;
  expected?: number;
}

/**
 * A horizontal bar for each part of a split: label, bar, count, percent, and the percent expected. Bars are drawn to the scale of the
 * whole, so that half of the requests is half of the bar's room. Ends with a line break; nothing for no shares.
 */
export function barChart(shares: readonly Share[], options: TextOptions): string {
  if (shares.length === 0) return '';
  const total = shares.reduce((sum, share) => sum + share.count, 0);
  const percent = (part: number): string => `${(part * 100).toFixed(1)}%`;
  const counts = shares.map((share) => String(share.count));
  const actual = shares.map((share) => percent(total === 0 ? 0 : share.count / total));
  const expected = shares.map((share) => (share.expected === undefined ? '' : `expected ${percent(share.expected)}`));
  const longest = (texts: readonly string[]): number => Math.max(...texts.map(displayWidth));
  const figures = shares.map((_, index) =>
    [
      pad(counts[index] ?? '', longest(counts), 'right'),
      pad(actual[index] ?? '', longest(actual), 'right'),
      pad(expected[index] ?? '', longest(expected)),
    ]
      .join('  ')
      .trimEnd(),
  );
  const width = Math.min(options.width, 120);
  const labels = shares.map((share) => sanitize(share.label));
  const labelRoom = Math.max(10, Math.min(longest(labels), width - longest(figures) - 4 - 10));
  const room = Math.max(4, Math.min(40, width - labelRoom - longest(figures) - 4));
  const accent = paint(options.color).accent;
  const lines = shares.map((share, index) => {
    const bar = drawBar(total === 0 ? 0 : share.count / total, room, options.unicode === true);
    return `${pad(shorten(labels[index] ?? '', labelRoom), labelRoom)}  ${accent(bar)}${' '.repeat(room - bar.length)}  ${figures[index]}\n`;
  });
  return lines.join('');
}

/** A bar of that share of the room; anything above nothing is drawn at least with the thinnest mark. */
function drawBar(share: number, room: number, unicode: boolean): string {
  if (share <= 0) return '';
  if (!unicode) return '#'.repeat(Math.max(1, Math.round(share * room)));
  const eighths = Math.max(1, Math.round(share * room * 8));
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : (['▏', '▎', '▍', '▌', '▋', '▊', '▉'][rest - 1] ?? ''));
}
