import { type CoveragePoint, type SuiteReport, tally } from './types.js';

/** What a run has reached, in the tracefile format of lcov: routes as lines, outcomes of conditions and branches of splits as branches. */
export function renderLcov({ points }: SuiteReport): string {
  const files = new Map<string, CoveragePoint[]>();
  for (const point of points) {
    if (point.file === undefined || point.line === undefined) continue;
    files.set(point.file, [...(files.get(point.file) ?? []), point]);
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, some]) => record(file, some))
    .join('');
}

function record(file: string, points: readonly CoveragePoint[]): string {
  const hitsByLine = new Map<number, number>();
  for (const { line = 0, hits } of points) hitsByLine.set(line, Math.max(hitsByLine.get(line) ?? 0, hits));
  const branches = points.filter(({ kind }) => kind !== 'route');
  const groups = [...new Set(branches.map(({ group }) => group))];
  const numbers = new Map<string, number>();
  const branchLines = branches.map(({ line = 0, hits, group }) => {
    const number = numbers.get(group) ?? 0;
    numbers.set(group, number + 1);
    return `BRDA:${line},${groups.indexOf(group)},${number},${hits}`;
  });
  const lines = [...hitsByLine].sort(([a], [b]) => a - b);
  return [
    'TN:',
    `SF:${file.replace(/[\r\n]/g, ' ')}`,
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, hits]) => hits > 0).length}`,
    ...branchLines,
    `BRF:${branches.length}`,
    `BRH:${tally(branches).covered}`,
    'end_of_record',
    '',
  ].join('\n');
}
