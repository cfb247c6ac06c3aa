// `translate` of whole meshes, each in one process: every service with a MetaRouter and a DestinationRule with subsets.
// node bench/translate.mjs [--services 5000] [--runs 3] [--json]
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metaRouter } from './generate.mjs';
import { inTurn, median, milliseconds, option, peakMegabytes, print, program, scratch } from './measure.mjs';

/** A Service, its MetaRouter and its DestinationRule, as three documents. */
function service(index) {
  const router = metaRouter(index);
  const [, host = ''] = /^ {2}hosts:\n {4}- (\S+)$/m.exec(router) ?? [];
  const [name, namespace] = host.split('.');
  const head = (kind, apiVersion) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n`;
  const address = `10.${96 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
  return [
    `${head('Service', 'v1')}  clusterIP: ${address}\n  selector:\n    app: ${name}\n  ports:\n    - name: tcp-metaprotocol-thrift\n      port: 9090\n`,
    `${head('DestinationRule', 'networking.istio.io/v1beta1')}  host: ${host}\n  subsets:\n    - name: v1\n      labels:\n        version: v1\n    - name: v2\n      labels:\n        version: v2\n`,
    router.endsWith('\n') ? router : `${router}\n`,
  ].join('---\n');
}

function writeMesh(path, services) {
  const file = openSync(path, 'w');
  for (let i = 0; i < services; i++) writeSync(file, `---\n${service(i)}`);
  closeSync(file);
  return statSync(path).size / 1e6;
}

export function translate({ services = option('services', 5_000), runs = option('runs', 3) } = {}) {
  const folder = scratch();
  const sizes = [services / 10, services, services * 4].map(Math.round);
  const rows = [];
  let smallest;
  for (const size of sizes) {
    const path = join(folder, `${size}.yaml`);
    const megabytes = writeMesh(path, size);
    const ours = [process.execPath, program, 'translate', path, '-o', 'json'];
    const time = median(inTurn({ ours }, runs, join(folder, 'out.json')).ours);
    const each = time / size;
    smallest ??= each;
    const growth = each / smallest;
    const peak = peakMegabytes(ours, folder);
    rows.push({
      // Two EnvoyFilters and one route configuration each.
      what: `\`translate -o json\`, ${size} services with MetaRouter, DestinationRule and subsets, ${megabytes.toFixed(1)} MB`,
      measured: `${milliseconds(time)}, ${Math.round((3 * size * 1000) / time)} objects/s${peak === undefined ? '' : `, peak ${peak.toFixed(0)} MB`}`,
      against: size === sizes[0] ? '' : `a service of ${sizes[0]}`,
      ratio: size === sizes[0] ? undefined : `${growth.toFixed(2)} x its time`,
      wanted: size === sizes[0] ? undefined : 'at most 1.5 x: linear',
      met: size === sizes[0] ? undefined : growth <= 1.5,
    });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(translate());
