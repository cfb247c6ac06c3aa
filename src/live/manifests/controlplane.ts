import type { JsonObject } from '../../base/json.js';
import { crdOf } from '../../resource/crd.js';
import { kinds } from '../../resource/kinds.js';
import type { JsonSchema } from '../../resource/schema.js';
import { bootstrapConfigMap, xdsEndpoint } from './bootstrap.js';
import type { InstallSettings } from './settings.js';

/** Name of every object of the control plane. Its own certificate is made out to this name, and its webhook calls a Service of it. */
export const controlPlaneName = 'aeraki';

const allVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const readVerbs = ['get', 'list', 'watch'];
const writeVerbs = [...readVerbs, 'create', 'update', 'patch'];

function labels(settings: InstallSettings): JsonObject {
  return {
    app: controlPlaneName,
    'app.kubernetes.io/name': controlPlaneName,
    'app.kubernetes.io/managed-by': 'aerakictl',
    // A label's value takes no more than a tag does, but must end in a letter or digit.
    'app.kubernetes.io/version': settings.tag.slice(0, 63).replace(/[^A-Za-z0-9]+$/, ''),
  };
}

/** The CRDs of Aeraki's kinds, complete in their fields. `schemas` by the names of their files. */
export function customResourceDefinitions(schemas: Readonly<Record<string, JsonSchema>>): JsonObject[] {
  return kinds
    .filter((info) => info.role === 'aeraki')
    .map((info) => JSON.parse(JSON.stringify(crdOf(info, schemas[info.schema] ?? {}))));
}

/**
 * What runs Aeraki: the objects of its own manifest, with the rights it uses and no others, for the program that `settings` names. The Namespace is for
 * where it is not Istio's own. In the order in which they are created.
 */
export function controlPlane(settings: InstallSettings): JsonObject[] {
  const { namespace } = settings;
  const metadata = { name: controlPlaneName, namespace, labels: labels(settings) };
  const clusterMetadata = { name: controlPlaneName, labels: labels(settings) };
  const subjects = [{ kind: 'ServiceAccount', name: controlPlaneName, namespace }];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: clusterMetadata,
      rules: [
        { apiGroups: [''], resources: ['namespaces'], verbs: readVerbs },
        // Passwords that Redis objects name.
        { apiGroups: [''], resources: ['secrets'], verbs: readVerbs },
        // The bootstrap of sidecars, in every namespace with injection.
        { apiGroups: [''], resources: ['configmaps'], verbs: writeVerbs },
        // EnvoyFilters and VirtualServices are written, addresses of ServiceEntries filled in.
        { apiGroups: ['networking.istio.io'], resources: ['*'], verbs: allVerbs },
        {
          apiGroups: ['metaprotocol.aeraki.io', 'redis.aeraki.io', 'dubbo.aeraki.io'],
          resources: ['*'],
          verbs: writeVerbs,
        },
        {
          apiGroups: ['admissionregistration.k8s.io'],
          resources: ['validatingwebhookconfigurations'],
          verbs: allVerbs,
        },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: clusterMetadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: controlPlaneName },
      subjects,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        // Locks of the leader, and the mesh configuration.
        { apiGroups: [''], resources: ['configmaps', 'events'], verbs: allVerbs },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: allVerbs },
        // Istio's CA, which signs Aeraki's certificate; made where there is none.
        { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'update', 'patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: controlPlaneName },
      subjects,
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: { app: controlPlaneName },
        ports: [
          { name: 'grpc-xds', port: 15010, protocol: 'TCP', targetPort: 15010 },
          { name: 'https-validation', port: 443, protocol: 'TCP', targetPort: 15017 },
        ],
      },
    },
    // For gateways in this namespace: Aeraki writes one only where sidecars are injected.
    bootstrapConfigMap(namespace, xdsEndpoint(settings.tag, namespace)),
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec(settings) },
  ];
}

function deploymentSpec(settings: InstallSettings): JsonObject {
  const { namespace, tag, image } = settings;
  const env = {
    AERAKI_ISTIOD_ADDR: settings.istiodAddress,
    AERAKI_XDS_ADDR: xdsEndpoint(tag, namespace).address,
    // With its colon: Aeraki listens on it.
    AERAKI_XDS_PORT: ':15010',
    AERAKI_LOG_LEVEL: settings.logLevel,
    ...(settings.clusterId === undefined ? {} : { AERAKI_CLUSTER_ID: settings.clusterId }),
    ...(settings.configStoreSecret === undefined ? {} : { AERAKI_ISTIO_CONFIG_STORE_SECRET: settings.configStoreSecret }),
  };
  const field = (name: string, fieldPath: string): JsonObject => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    // One replica, which is the default; who has scaled it keeps that.
    // As in Aeraki's own manifest: it cannot be changed later.
    selector: { matchLabels: { app: controlPlaneName } },
    template: {
      metadata: { labels: labels(settings), annotations: { 'sidecar.istio.io/inject': 'false' } },
      spec: {
        serviceAccountName: controlPlaneName,
        containers: [
          {
            name: controlPlaneName,
            image: `${image}:${tag}`,
            imagePullPolicy: 'IfNotPresent',
            command: ['/usr/local/bin/aeraki'],
            args: [
              '--master=true',
              `--enable-envoy-filter-namespace-scope=${settings.namespaceScoped}`,
              ...(settings.meshConfigMap === 'istio' ? [] : [`--istiod-configMap-name=${settings.meshConfigMap}`]),
              ...(settings.domain === 'cluster.local' ? [] : [`--domain=${settings.domain}`]),
            ],
            env: [
              ...Object.entries(env).map(([name, value]) => ({ name, value })),
              field('POD_NAME', 'metadata.name'),
              // Overrides --root-namespace.
              field('AERAKI_NAMESPACE', 'metadata.namespace'),
            ],
            ports: [
              { name: 'http', containerPort: 8080, protocol: 'TCP' },
              { name: 'grpc-xds', containerPort: 15010, protocol: 'TCP' },
              { name: 'https-webhook', containerPort: 15017, protocol: 'TCP' },
            ],
            readinessProbe: {
              httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' },
              initialDelaySeconds: 1,
              periodSeconds: 3,
              timeoutSeconds: 5,
            },
            resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { cpu: '1', memory: '4Gi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio', readOnly: true }],
          },
        ],
        volumes: [{ name: 'istiod-ca-cert', configMap: { name: 'istio-ca-root-cert' } }],
      },
    },
  };
}

/** The protocols that every build of the proxy knows and Aeraki's own manifest makes known. They need their CRD to be there. */
export function applicationProtocols(): JsonObject[] {
  return ['dubbo', 'thrift'].map((protocol) => ({
    apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
    kind: 'ApplicationProtocol',
    metadata: { name: protocol },
    spec: { protocol, codec: `aeraki.meta_protocol.codec.${protocol}` },
  }));
}

/** The namespace of Aeraki, for where it is to be made. */
export function namespaceObject(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
