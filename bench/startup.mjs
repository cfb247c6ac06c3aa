// Start-up, whole processes, against Node doing nothing. node bench/startup.mjs [--starts 20] [--json]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metaRouter } from './generate.mjs';
import { inTurn, median, milliseconds, option, print, program, scratch } from './measure.mjs';

export function startup({ starts = option('starts', 20) } = {}) {
  const file = join(scratch(), 'router.yaml');
  writeFileSync(file, metaRouter(0));
  const node = process.execPath;
  const times = inTurn(
    { nothing: [node, '-e', '0'], help: [node, program, '--help'], validate: [node, program, 'validate', file] },
    starts,
  );
  const least = median(times.nothing);
  const row = (what, sorted, limit) => ({
    what,
    measured: milliseconds(median(sorted)),
    against: `node -e 0: ${milliseconds(least)}`,
    ratio: `${(median(sorted) / least).toFixed(2)} x`,
    wanted: `at most ${limit} x`,
    met: median(sorted) / least <= limit,
  });
  return [row('`aerakictl --help`', times.help, 1.25), row('`validate` of one small file', times.validate, 1.6)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(startup());
