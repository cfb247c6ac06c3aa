// get of many MetaRouters against kubectl get, on one API server in one run. node --import tsx bench/get.mjs [--routers 5000] [--runs 5] [--json]
import { join } from 'node:path';
import { getParts } from '../scripts/parts.mjs';
import { inTurn, median, milliseconds, option, peakMegabytes, print, program, scratch } from './measure.mjs';

const routers = option('routers', 5000);
const runs = option('runs', 5);
const namespaces = 20;

/** A MetaRouter with two routes, and the service it is for. */
function pair(number) {
  const namespace = `team-${number % namespaces}`;
  const name = `service-${number}`;
  const host = `${name}.${namespace}.svc.cluster.local`;
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
  };
  const route = (name, method) => ({
    name,
    ...(method === undefined ? {} : { match: { attributes: { method: { exact: method }, user: { prefix: 'vip-' } } } }),
    route: [{ destination: { host } }],
  });
  const router = {
    apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
    kind: 'MetaRouter',
    metadata: { name, namespace },
    spec: { hosts: [host], routes: [route('canary', 'sayHello'), route('rest')] },
  };
  return [service, router];
}

const { found, missing } = getParts();
Object.assign(process.env, found);
const { startMesh } = await import('../test/e2e/mesh/mesh.ts');
const { withoutCluster } = await import('../test/e2e/mesh/servers.ts');
if (withoutCluster !== false) {
  console.log(`not measured: ${[...missing, withoutCluster].join(' ')}`);
  process.exit(0);
}
const folder = scratch();
const mesh = await startMesh({ content: 'bare', aeraki: false, kubeconfig: join(folder, 'kubeconfig') });
try {
  const spaces = Array.from({ length: namespaces }, (_, number) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `team-${number}` },
  }));
  await mesh.api.apply(spaces);
  // Created, not applied: that takes the server much less.
  const objects = Array.from({ length: routers }, (_, number) => pair(number)).flat();
  const create = async () => {
    for (let object = objects.pop(); object !== undefined; object = objects.pop())
      await mesh.api.send('POST', await mesh.api.path(object, true), object);
  };
  await Promise.all(Array.from({ length: 16 }, create));
  process.env.KUBECONFIG = mesh.kubeconfig;
  process.env.NO_COLOR = '1';
  const command = process.env.AERAKICTL ? [process.env.AERAKICTL] : [process.execPath, program];
  const commands = {
    get: [...command, 'get', 'metarouters', '-A'],
    json: [...command, 'get', 'metarouters', '-A', '-o', 'json'],
    kubectl: ['kubectl', 'get', 'metarouters', '-A'],
    kubectlJson: ['kubectl', 'get', 'metarouters', '-A', '-o', 'json'],
  };
  const times = inTurn(commands, runs, join(folder, 'out'));
  const told = (name) => median(times[name]);
  const ratio = (ours, theirs) => `${(ours / theirs).toFixed(2)} x`;
  const peak = peakMegabytes(commands.get, folder);
  print([
    {
      what: `get metarouters -A, ${routers.toLocaleString('en-US')} MetaRouters with their services`,
      measured: milliseconds(told('get')),
      against: `kubectl get ${milliseconds(told('kubectl'))}`,
      ratio: ratio(told('get'), told('kubectl')),
    },
    {
      what: 'the same, -o json',
      measured: milliseconds(told('json')),
      against: `kubectl get -o json ${milliseconds(told('kubectlJson'))}`,
      ratio: ratio(told('json'), told('kubectlJson')),
    },
    ...(peak === undefined ? [] : [{ what: 'its peak memory', measured: `${Math.round(peak)} MB` }]),
  ]);
} finally {
  await mesh.stop();
}
