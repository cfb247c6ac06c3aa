import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../../src/base/json.js';
import { parseObjects } from '../program.js';
import type { Api } from './api.js';
import { listAt, textAt } from './objects.js';

const folder = fileURLToPath(new URL('../../../schemas/crds', import.meta.url));

/** Aeraki's definitions, as the project installs them. */
export function aerakiDefinitions(): JsonObject[] {
  return readdirSync(folder).flatMap((file) => parseObjects(readFileSync(join(folder, file), 'utf8')));
}

/** Istio's definitions: names and versions as Istio 1.20 and newer have them; any spec is taken. The first version is the one that is stored. */
export function istioDefinitions(): JsonObject[] {
  const define = (group: string, kind: string, plural: string, shortNames: string[], versions: string[]): JsonObject => {
    const schema = {
      type: 'object',
      properties: {
        spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    };
    const served: Json[] = versions.map((name, index) => ({
      name,
      served: true,
      storage: index === 0,
      subresources: { status: {} },
      schema: { openAPIV3Schema: schema },
    }));
    const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames, categories: ['istio-io'] };
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}`, labels: { app: 'istio-pilot', chart: 'istio', release: 'istio' } },
      spec: { group, names, scope: 'Namespaced', versions: served },
    };
  };
  const networking = 'networking.istio.io';
  const all = ['v1beta1', 'v1alpha3', 'v1'];
  return [
    define(networking, 'DestinationRule', 'destinationrules', ['dr'], all),
    define(networking, 'EnvoyFilter', 'envoyfilters', [], ['v1alpha3']),
    define(networking, 'Gateway', 'gateways', ['gw'], all),
    define(networking, 'ServiceEntry', 'serviceentries', ['se'], all),
    define(networking, 'Sidecar', 'sidecars', [], all),
    define(networking, 'VirtualService', 'virtualservices', ['vs'], all),
    define(networking, 'WorkloadEntry', 'workloadentries', ['we'], all),
    define('security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies', ['ap'], ['v1', 'v1beta1']),
    define('security.istio.io', 'PeerAuthentication', 'peerauthentications', ['pa'], ['v1', 'v1beta1']),
    define('telemetry.istio.io', 'Telemetry', 'telemetries', ['telemetry'], ['v1alpha1', 'v1']),
  ];
}

/** Installs definitions and waits until their kinds are served. */
export async function install(api: Api, definitions: JsonObject[]): Promise<void> {
  await api.apply(definitions);
  for (const definition of definitions) {
    const name = textAt(definition, 'metadata', 'name');
    for (;;) {
      const found = await api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
      const conditions = listAt(found, 'status', 'conditions');
      if (conditions.some((one) => one['type'] === 'Established' && one['status'] === 'True')) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
