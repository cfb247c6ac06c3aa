// Start-up, whole processes, against Node doing nothing. node bench/startup.mjs [--starts 20] [--json]
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metaRouter } from './generate.mjs';
import { inTurn, median, milliseconds, option, print, program, scratch } from './measure.mjs';

/** A server that answers whatever it is asked with an empty list, as a process of its own; resolves with its port and its end. */
function emptyCluster() {
  const code = `const server = require('node:http').createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [], gitVersion: 'v1.34.2' }));
  }).listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    child.stdout.once('data', (port) => resolve({ port: Number(port), close: () => child.kill() }));
  });
}

export async function startup({ starts = option('starts', 20) } = {}) {
  const file = join(scratch(), 'router.yaml');
  writeFileSync(file, metaRouter(0));
  const node = process.execPath;
  const cluster = await emptyCluster();
  const kubeconfig = join(scratch(), 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${cluster.port}` } }],
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
      'current-context': 'c',
    }),
  );
  const times = inTurn(
    {
      nothing: [node, '-e', '0'],
      help: [node, program, '--help'],
      validate: [node, program, 'validate', file],
      live: [node, program, 'version', '--kubeconfig', kubeconfig],
    },
    starts,
  );
  cluster.close();
  const least = median(times.nothing);
  const row = (what, sorted, limit) => ({
    what,
    measured: milliseconds(median(sorted)),
    against: `node -e 0: ${milliseconds(least)}`,
    ratio: `${(median(sorted) / least).toFixed(2)} x`,
    ...(limit === undefined ? { wanted: '' } : { wanted: `at most ${limit} x`, met: median(sorted) / least <= limit }),
  });
  return [
    row('`aerakictl --help`', times.help, 1.25),
    row('`validate` of one small file', times.validate, 1.6),
    row('`version`: a live command, of a server that answers at once', times.live),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(await startup());
