// Inputs for the benchmarks: valid MetaRouters as people write them, the same in every run.
// node bench/generate.mjs folder DIR [--files N]    N files of one MetaRouter each
// node bench/generate.mjs file FILE [--files N]     one file of N documents
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { option } from './measure.mjs';

/** Whole numbers below a bound, the same for the same seed (xorshift, 32 bits). */
export function numbers(seed) {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % bound;
  };
}

const areas = ['shop', 'billing', 'identity', 'search', 'delivery', 'ledger'];
const nouns = ['orders', 'payments', 'users', 'catalog', 'stock', 'invoices', 'sessions', 'quotes'];
const verbs = ['get', 'list', 'create', 'update', 'cancel', 'query'];

function condition(pick, indent) {
  const verb = verbs[pick(verbs.length)];
  const choices = [
    `method:\n  exact: ${verb}Order`,
    `method:\n  prefix: ${verb}`,
    `method:\n  regex: "${verb}(Order|User|Item).*"`,
    `interface:\n  exact: org.example.${areas[pick(areas.length)]}.Service${pick(90)}\nmethod:\n  exact: ${verb}`,
    `user-group:\n  exact: "${pick(100)}"`,
    `version:\n  regex: v[0-9]+\\.[0-9]+`,
  ];
  return choices[pick(choices.length)].replaceAll('\n', `\n${indent}`);
}

/** One MetaRouter as YAML, 600 to 1,100 bytes, that an API server with Aeraki's CRDs and webhook accepts. */
export function metaRouter(index) {
  const pick = numbers(index + 1);
  const area = areas[pick(areas.length)];
  const name = `${nouns[pick(nouns.length)]}-${index}`;
  const host = `${name}.${area}.svc.cluster.local`;
  const share = 5 * (1 + pick(19));
  const lines = [
    'apiVersion: metaprotocol.aeraki.io/v1alpha1',
    'kind: MetaRouter',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${area}`,
    '  labels:',
    `    app: ${name}`,
    '    team: traffic',
    'spec:',
    '  hosts:',
    `    - ${host}`,
    '  routes:',
    '    - name: canary',
    '      match:',
    '        attributes:',
    `          ${condition(pick, '          ')}`,
    '      route:',
    '        - destination:',
    `            host: ${host}`,
    '            subset: v1',
    `          weight: ${share}`,
    '        - destination:',
    `            host: ${host}`,
    '            subset: v2',
    `          weight: ${100 - share}`,
  ];
  if (pick(3) === 0) lines.push('      requestMutation:', '        - key: x-lane', `          value: lane-${pick(9)}`);
  lines.push('    # The rest stays where it is.', '    - name: stable', '      route:', '        - destination:');
  lines.push(`            host: ${host}`, '            subset: v1');
  if (pick(3) === 0) {
    lines.push(
      '      mirror:',
      `        host: ${host}`,
      '        subset: v2',
      '      mirrorPercentage:',
      `        value: ${1 + pick(50)}`,
    );
  }
  if (pick(2) === 0) {
    const tokens = 100 * (1 + pick(20));
    lines.push('  localRateLimit:', '    tokenBucket:', `      maxTokens: ${tokens}`, `      tokensPerFill: ${tokens}`);
    lines.push(`      fillInterval: ${1 + pick(60)}s`);
  }
  return `${lines.join('\n')}\n`;
}

/** Writes `count` files of one MetaRouter each and answers how many bytes they have. */
export function writeFolder(folder, count) {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const text = metaRouter(i);
    bytes += text.length;
    writeFileSync(join(folder, `router-${String(i).padStart(6, '0')}.yaml`), text);
  }
  return bytes;
}

/** Writes one file of `count` documents and answers how many bytes it has. */
export function writeFile(file, count) {
  const text = Array.from({ length: count }, (_, i) => metaRouter(i)).join('---\n');
  writeFileSync(file, text);
  return text.length;
}

/** A service and a MetaRouter of `routes` routes for it, the last of which takes everything: what `simulate --requests` reads. */
export function writeRoutes(file, routes) {
  const host = 'orders.shop.svc.cluster.local';
  const pick = numbers(routes);
  const lines = [
    'apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec:\n  clusterIP: 10.96.0.10',
    '  ports:\n    - {name: tcp-metaprotocol-dubbo-orders, port: 20880, targetPort: 20880}\n---',
    'apiVersion: metaprotocol.aeraki.io/v1alpha1\nkind: MetaRouter\nmetadata: {name: orders, namespace: shop}',
    `spec:\n  hosts: [${host}]\n  routes:`,
  ];
  for (let i = 0; i < routes - 1; i++) {
    const attributes = [`interface: {exact: org.example.Service${i % (routes / 10)}}`];
    const shape = pick(10);
    if (shape < 7) attributes.push(`method: {exact: method${pick(20)}}`);
    else if (shape < 9) attributes.push(`method: {prefix: method${pick(3)}}`);
    else attributes.push(`method: {regex: "(get|method)${pick(50)}.*"}`);
    if (pick(5) === 0) attributes.push(`user: {exact: user${pick(50)}}`);
    lines.push(`    - name: r${i}\n      match: {attributes: {${attributes.join(', ')}}}`);
    lines.push(`      route: [{destination: {host: ${host}, subset: s${i % 50}}}]`);
  }
  lines.push(`    - name: rest\n      route: [{destination: {host: ${host}}}]\n---`);
  lines.push('apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: orders, namespace: shop}');
  lines.push(`spec:\n  host: ${host}\n  subsets:`);
  for (let i = 0; i < 50; i++) lines.push(`    - {name: s${i}, labels: {version: s${i}}}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** Writes `count` requests, one JSON object a line, for the table of {@link writeRoutes}, and answers how many bytes they have. */
export function writeRequests(file, count, routes) {
  const pick = numbers(42);
  const out = openSync(file, 'w');
  let bytes = 0;
  let chunk = '';
  for (let i = 0; i < count; i++) {
    chunk += `{"attributes":{"interface":"org.example.Service${pick(routes / 10)}","method":"method${pick(20)}","user":"user${pick(50)}"}}\n`;
    if (chunk.length > 1 << 20 || i === count - 1) {
      bytes += chunk.length;
      writeSync(out, chunk);
      chunk = '';
    }
  }
  closeSync(out);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [form, path] = process.argv.slice(2);
  if (path === undefined || (form !== 'folder' && form !== 'file'))
    throw new Error('usage: generate.mjs folder DIR | file FILE [--files N]');
  const count = option('files', 10_000);
  const bytes = form === 'folder' ? writeFolder(path, count) : writeFile(path, count);
  console.log(`${count} MetaRouters, ${bytes} bytes`);
}
