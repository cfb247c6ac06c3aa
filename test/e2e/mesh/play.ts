// A mesh to try commands on: everything that `mesh.ts` starts, until it is interrupted.
//   node --import tsx test/e2e/mesh/play.ts [KUBECONFIG]     where the kubeconfig is written: play/kubeconfig in the folder of temporary files where left out
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A script without types of its own. */
const parts: { getParts(): { found: Record<string, string> } } = await import(
  new URL('../../../scripts/parts.mjs', import.meta.url).href
);
const { found } = parts.getParts();
Object.assign(process.env, found);
const { startMesh } = await import('./mesh.js');
const { textAt, listAt } = await import('./objects.js');
const mesh = await startMesh({
  kubeconfig: process.argv[2] ?? join(tmpdir(), 'play', 'kubeconfig'),
  envoys: ['thrift/thrift-sample-client'],
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
say(`KUBECONFIG=${mesh.kubeconfig}   contexts: admin viewer team execonly nobody cert wrong-token front`);
const { body } = await mesh.api.send('GET', '/api/v1/pods');
for (const pod of listAt(body, 'items')) {
  const containers = [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')];
  const names = containers.map((one) => textAt(one, 'name')).join(',');
  say(`${textAt(pod, 'metadata', 'namespace').padEnd(13)} ${textAt(pod, 'metadata', 'name').padEnd(48)} ${names}`);
}
for (const error of mesh.errors()) say(error);
say(`started in ${Math.round(performance.now() / 1000)} s; Ctrl-C ends it`);
const lines = setInterval(() => {
  const now = new Date().toISOString();
  mesh.node.log('meta-thrift', 'thrift-client-0', 'app', [`${now} Hello Aeraki, response from thrift-server-v1`]);
}, 1000);
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    clearInterval(lines);
    void mesh.stop().then(() => process.exit(0));
  });
}
