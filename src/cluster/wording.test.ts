import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf } from './wording.js';

test('a request is told in the words of Kubernetes', () => {
  const cases: [string, string, string][] = [
    ['GET', '/api/v1/pods?limit=500', 'list pods in the whole cluster'],
    ['GET', '/api/v1/namespaces/x/pods', 'list pods in namespace x'],
    ['GET', '/api/v1/namespaces/x/pods?watch=true', 'watch pods in namespace x'],
    ['GET', '/api/v1/namespaces', 'list namespaces in the whole cluster'],
    ['GET', '/api/v1/namespaces/x', 'get namespace x'],
    ['GET', '/api/v1/namespaces/x/pods/p/log?container=c', 'read the log of pod p in namespace x'],
    ['GET', '/api/v1/namespaces/x/pods/p/exec', 'run a command in pod p in namespace x'],
    ['GET', '/api/v1/namespaces/x/pods/p/portforward?ports=1', 'forward a port of pod p in namespace x'],
    [
      'GET',
      '/apis/networking.istio.io/v1/namespaces/x/serviceentries/a',
      'get serviceentry.networking.istio.io a in namespace x',
    ],
    ['PATCH', '/apis/apps/v1/namespaces/x/deployments/a/scale', 'patch scale of deployment a in namespace x'],
    [
      'PATCH',
      '/apis/redis.aeraki.io/v1alpha1/namespaces/x/redisservices/a?fieldManager=aerakictl&force=false&dryRun=All',
      'apply redisservice.redis.aeraki.io a in namespace x (dry run)',
    ],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'create selfsubjectaccessreviews.authorization.k8s.io'],
    [
      'DELETE',
      '/apis/metaprotocol.aeraki.io/v1alpha1/applicationprotocols/a',
      'delete applicationprotocol.metaprotocol.aeraki.io a',
    ],
    ['GET', '/readyz?verbose', 'read /readyz'],
    ['GET', '/apis/batch/v1', 'read /apis/batch/v1'],
    ['GET', '/api/v1/namespaces/x/pods/%E0%A4%A', 'get pod %E0%A4%A in namespace x'],
  ];
  for (const [method, path, words] of cases) assert.equal(meaningOf(method, path).words, words);
});
