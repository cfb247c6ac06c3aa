import { attributeNames, declaredAttributes } from '../codec/described/attributes.js';
import type { Description } from '../codec/described/types.js';
import type { ProjectNames } from './cpp/words.js';

/** The manifests of a service that speaks the protocol, ready for `aerakictl validate`. */
export function manifestFiles(description: Description, { protocol, codec }: ProjectNames): Map<string, string> {
  const names = attributeNames(description.attributes);
  const stated = declaredAttributes(description.attributes).join(',');
  const declared = stated === '' ? '' : `  annotations:\n    aerakictl/attributes: ${stated}\n`;
  const attribute = names[0];
  const host = `${protocol}-server.${protocol}.svc.cluster.local`;
  const match =
    attribute === undefined ? '' : `      match:\n        attributes:\n          ${attribute}:\n            exact: "1"\n`;
  const destination = (subset: string): string =>
    `      route:\n        - destination:\n            host: ${host}\n            subset: ${subset}\n`;
  const first = attribute === undefined ? '' : `    - name: canary\n${match}${destination('v2')}`;
  return new Map([
    [
      'manifests/applicationprotocol.yaml',
      `# Tells Aeraki which codec speaks the protocol. Cluster-scoped.
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: ApplicationProtocol
metadata:
  name: ${protocol}
${declared}spec:
  protocol: ${protocol}
  codec: ${codec}
`,
    ],
    [
      'manifests/service.yaml',
      `# A service that speaks the protocol: the third part of the port's name says so.
apiVersion: v1
kind: Service
metadata:
  name: ${protocol}-server
  namespace: ${protocol}
spec:
  selector:
    app: ${protocol}-server
  ports:
    - name: tcp-metaprotocol-${protocol}
      port: 9090
`,
    ],
    [
      'manifests/destinationrule.yaml',
      `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${protocol}-server
  namespace: ${protocol}
spec:
  host: ${host}
  subsets:
    - name: v1
      labels:
        version: v1
    - name: v2
      labels:
        version: v2
`,
    ],
    [
      'manifests/metarouter.yaml',
      `apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata:
  name: ${protocol}-server
  namespace: ${protocol}
spec:
  hosts:
    - ${host}
  routes:
${first}    - name: stable
${destination('v1')}`,
    ],
  ]);
}

/** A workflow that runs the tests on each change, also with the sanitizers, and checks the manifests. */
export function workflowFile({ protocol }: ProjectNames): string {
  return `name: ${protocol} codec
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - run: sudo apt-get update && sudo apt-get install -y cmake g++ libgtest-dev
      - run: make test
      - run: make sanitize
  verify:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npx --yes aerakictl codec verify . -o github
      - run: npx --yes aerakictl validate manifests -o github
`;
}
