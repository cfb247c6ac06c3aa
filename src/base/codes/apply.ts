import type { CodeInfo } from './info.js';

/** Codes 1301–1349: what a cluster says to objects that are to be applied. */
export const applyCodes = {
  AER1301: {
    name: 'refused-by-the-server',
    severity: 'error',
    summary: 'The API server would refuse the object.',
    why: 'The server was asked to try the object without keeping it (a server-side dry run), and said no: the schema of its CustomResourceDefinition, an admission webhook, a quota, or a permission that is missing. `apply` then applies **nothing**, also none of the other objects.',
    fix: 'Put right what the server names. Where it cannot reach a webhook, Aeraki may be down: `kubectl get pods -n istio-system -l app=aeraki`.',
  },
  AER1302: {
    name: 'field-of-another-manager',
    severity: 'error',
    summary: 'Another field manager owns a field that the file gives another value.',
    why: 'Server-side apply lets each program own the fields that it applied. Someone else set this field (with `kubectl apply`, `kubectl edit`, a GitOps controller, Helm): overwriting it would undo their change, or they would undo yours at their next run. `apply` then applies **nothing**.',
    fix: 'Take the value that is there into the file, or leave the field out of it. To take the field over, give `--force-conflicts`; then stop the other manager from setting it.',
  },
  AER1303: {
    name: 'kind-not-installed',
    severity: 'error',
    summary: 'The cluster does not know the kind of the object.',
    why: "No CustomResourceDefinition of the cluster, and none among the files, defines the kind in this version: Aeraki's (or Istio's) are not installed, or they are of an older release. `apply` then applies **nothing**.",
    fix: 'Install the CRDs first, with `aerakictl install`, or add them to the files: `apply` creates them before the objects that need them.',
  },
  AER1304: {
    name: 'namespace-missing',
    severity: 'error',
    summary: 'The namespace of the object does not exist.',
    why: 'Objects cannot be created in a namespace that is not there. `apply` then applies **nothing**.',
    fix: 'Correct the namespace (`-n`, or `metadata.namespace`), or add a Namespace to the files: `apply` creates it first.',
  },
  AER1305: {
    name: 'object-without-name',
    severity: 'error',
    summary: 'An object has no name, so that it cannot be applied.',
    why: 'Server-side apply finds the object by its name. An object with only a `generateName` would be another one each time.',
    fix: 'Give it a `metadata.name`.',
  },
  AER1306: {
    name: 'outside-of-the-selector',
    severity: 'warning',
    summary: 'An object is applied that the selector of --prune does not select.',
    why: 'It is applied as it stands. But once it is taken out of the files, `--prune` with this selector will not find it: it stays in the cluster, and in force.',
    fix: 'Give it the labels that the selector asks for.',
  },
} as const satisfies Record<string, CodeInfo>;
