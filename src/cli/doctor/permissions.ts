import { asBoolean, asObject, own } from '../../base/json.js';
import { requestJson } from '../../cluster/request.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster } from '../../cluster/types.js';
import type { Permission } from '../../live/doctor/types.js';

/** Something a user has to be allowed to do. */
type Needed = Omit<Permission, 'allowed'>;

const need = (verbs: readonly string[], group: string, names: readonly string[], purpose: string): Needed[] =>
  names.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource, for: purpose })));

const reading = ['get', 'list', 'watch'];
const istio = 'networking.istio.io';
const routers = ['metarouters', 'applicationprotocols'];

/** What the live commands do. Ports are forwarded and commands run over a WebSocket, which is a GET. */
const everyday: readonly Needed[] = [
  ...need(reading, '', ['services', 'pods', 'namespaces', 'configmaps'], 'get, describe, apply, check'),
  ...need(['list'], '', ['secrets'], 'passwords of Redis in translate and envoyfilter diff'),
  ...need(['get'], '', ['pods/log'], 'app-log, sidecar-log, aeraki-log, istiod-log'),
  ...need(['get'], '', ['pods/portforward'], 'sidecar-config, proxy-status, sidecar-stats, istiod-debug'),
  ...need(['get'], '', ['pods/exec'], 'sidecar-config where port-forward is refused'),
  ...need(['list'], 'apps', ['deployments'], 'finding Istio and Aeraki'),
  ...need(
    reading,
    istio,
    ['envoyfilters', 'serviceentries', 'virtualservices', 'destinationrules', 'gateways', 'sidecars'],
    'get, describe, envoyfilter, apply',
  ),
  ...need(reading, 'metaprotocol.aeraki.io', routers, 'get, describe, apply'),
  ...need(reading, 'redis.aeraki.io', ['redisservices', 'redisdestinations'], 'get, describe, apply'),
  ...need(reading, 'dubbo.aeraki.io', ['dubboauthorizationpolicies'], 'get, describe, apply'),
  ...need(['create', 'patch', 'delete'], 'metaprotocol.aeraki.io', routers, 'apply, delete'),
  ...need(['list'], 'apiextensions.k8s.io', ['customresourcedefinitions'], 'check'),
  ...need(['list'], 'admissionregistration.k8s.io', ['validatingwebhookconfigurations'], 'check'),
];

/** What an installation does. */
const installation: readonly Needed[] = [
  ...need(['create', 'patch'], 'apiextensions.k8s.io', ['customresourcedefinitions'], 'the kinds of Aeraki'),
  ...need(
    ['create', 'patch'],
    'rbac.authorization.k8s.io',
    ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'],
    'what Aeraki may do',
  ),
  ...need(['create', 'patch'], '', ['serviceaccounts', 'services', 'namespaces'], 'where Aeraki runs, and how it is reached'),
  ...need(['create', 'patch'], 'apps', ['deployments'], 'Aeraki itself'),
  ...need(['create'], 'metaprotocol.aeraki.io', ['applicationprotocols'], 'the codecs of Dubbo and Thrift'),
];

/** Asks the API server what the user may do, in any namespace: before an installation what that does, later what the commands do. */
export async function permissionsOf(cluster: Cluster, before: boolean, signal: AbortSignal): Promise<Permission[]> {
  return await forEachLimited(before ? installation : everyday, 8, async (needed) => {
    const [resource = '', subresource] = needed.resource.split('/');
    const answer = await requestJson(cluster, {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            verb: needed.verb,
            group: needed.group,
            resource,
            ...(subresource === undefined ? {} : { subresource }),
          },
        },
      },
      signal,
    });
    const status = asObject(own(asObject(answer) ?? {}, 'status')) ?? {};
    return { ...needed, allowed: asBoolean(own(status, 'allowed')) ?? false };
  });
}
