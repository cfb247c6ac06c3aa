// `lint` of services with their routers, whole processes: documents a second, peak memory, growth.
// node bench/lint.mjs [--services 10000] [--runs 3] [--json]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { numbers } from './generate.mjs';
import { inTurn, median, milliseconds, option, peakMegabytes, print, program, scratch } from './measure.mjs';

/** istioctl analyze as it was recorded on 2 cores: another machine, so that the ratio is no more than a hint. */
const recorded = { documents: 6_000, seconds: 0.7 };

/** A Service, its DestinationRule and its MetaRouter, without anything to find in them. */
function service(index) {
  const pick = numbers(index + 1);
  const name = `service-${index}`;
  const host = `${name}.shop.svc.cluster.local`;
  const share = 5 * (1 + pick(19));
  const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: shop
spec:
  clusterIP: ${ip}
  selector:
    app: ${name}
  ports:
    - name: tcp-metaprotocol-dubbo
      port: 20880
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${name}
  namespace: shop
spec:
  host: ${host}
  subsets:
    - name: v1
      labels: {version: v1}
    - name: v2
      labels: {version: v2}
---
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata:
  name: ${name}
  namespace: shop
spec:
  hosts:
    - ${host}
  routes:
    - name: canary
      match:
        attributes:
          method:
            ${['exact: createOrder', 'prefix: create', 'regex: "create(Order|User).*"'][pick(3)]}
      route:
        - destination:
            host: ${host}
            subset: v1
          weight: ${share}
        - destination:
            host: ${host}
            subset: v2
          weight: ${100 - share}
    - name: stable
      route:
        - destination:
            host: ${host}
            subset: v1
`;
}

function write(file, count) {
  const text = Array.from({ length: count }, (_, index) => service(index)).join('---\n');
  writeFileSync(file, text);
  return text.length / 1e6;
}

export function lint({ services = option('services', 10_000), runs = option('runs', 3) } = {}) {
  const folder = scratch();
  const sizes = [services / 10, services, services * 2];
  const commands = {};
  const megabytes = {};
  for (const size of sizes) {
    const file = join(folder, `${size}.yaml`);
    megabytes[size] = write(file, size);
    commands[size] = [process.execPath, program, 'lint', file];
  }
  // All must have been looked at, and nothing found: a program that skips its input is fast.
  const { summary } = JSON.parse(
    execFileSync(commands[services][0], [...commands[services].slice(1), '-o', 'json'], { maxBuffer: 1 << 28 }),
  );
  if (summary.checked !== services * 3 || summary.errors + summary.warnings !== 0) throw new Error(JSON.stringify(summary));
  const times = inTurn(commands, runs);
  const start = median(inTurn({ start: [process.execPath, program, '--version'] }, runs).start);
  const rows = sizes.map((size) => {
    const time = median(times[size]);
    const rate = (size * 3) / (time / 1000);
    const peak = peakMegabytes(commands[size], folder);
    return {
      what: `\`lint\`, ${size} services with rules (${size * 3} documents, ${megabytes[size].toFixed(1)} MB)`,
      measured: `${milliseconds(time)}, ${Math.round(rate)} documents/s${peak === undefined ? '' : `, ${peak.toFixed(0)} MB at most`}`,
      against:
        size === services
          ? `istioctl analyze, as recorded: ${Math.round(recorded.documents / recorded.seconds)} documents/s`
          : '',
      ratio: size === services ? `${(rate / (recorded.documents / recorded.seconds)).toFixed(2)} x its speed` : undefined,
      wanted: size === services ? 'ahead' : '',
      met: size === services ? rate > recorded.documents / recorded.seconds : undefined,
    };
  });
  const [small, , large] = sizes.map((size) => (median(times[size]) - start) / size);
  rows.push({
    what: `\`lint\`, time a service at ${sizes[2]} against ${sizes[0]}`,
    measured: `${(large / small).toFixed(2)} x`,
    wanted: 'linear: at most 1.3',
    met: large / small <= 1.3,
  });
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(lint());
