import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPod } from '../cluster/pods.js';
import { CliError } from './errors.js';
import { followingOf, wantedPods } from './podsets.js';

function pod(name: string, owner: string, labels: Record<string, string> = {}, namespace = 'meta-thrift') {
  const [kind = '', ownerName = ''] = owner.split('/');
  return readPod({
    metadata: { name, namespace, labels, ownerReferences: [{ controller: true, kind, name: ownerName }] },
  });
}

const any = (): boolean => true;
const given = (words: string[], options: [string, string | true][] = []) =>
  wantedPods({ arguments: words, options: new Map(options) }, { namespace: 'default' });

test('pods are named as the old shell tool took them, or by options', () => {
  assert.deepEqual(given(['client', 'meta-thrift']), { target: 'client', namespace: 'meta-thrift' });
  assert.deepEqual(given(['client']), { target: 'client', namespace: 'default' });
  assert.deepEqual(
    given(
      [],
      [
        ['selector', 'app=a'],
        ['all-namespaces', true],
      ],
    ),
    { labelSelector: 'app=a' },
  );
  assert.deepEqual(given([], [['namespace', 'b']]), { namespace: 'b' });
});

test('what contradicts itself, or says nothing, is refused', () => {
  assert.throws(() => given([]), CliError);
  assert.throws(() => given(['client', 'a'], [['namespace', 'b']]), CliError);
  assert.throws(() => given(['client', 'a'], [['all-namespaces', true]]), CliError);
  assert.throws(() => given(['client'], [['selector', 'app=a']]), CliError);
});

test('a pod by its very name is followed alone', () => {
  const only = pod('client-0', 'StatefulSet/client');
  const following = followingOf({ target: 'client-0.meta-thrift' }, [only], any);
  assert.equal(following.single, true);
  assert.equal(following.fieldSelector, 'metadata.name=client-0');
  assert.equal(following.namespace, 'meta-thrift');
});

test('later pods belong to what was found: the workload, the app, or the beginning of the name', () => {
  const later = pod('client-abc', 'Deployment/client');
  const other = pod('client-v2-abc', 'Deployment/client-v2');
  const ofWorkload = followingOf({ target: 'client', namespace: 'meta-thrift' }, [pod('client-xyz', 'Deployment/client')], any);
  assert.deepEqual([ofWorkload.includes(later), ofWorkload.includes(other)], [true, false]);
  const explicit = followingOf({ target: 'deploy/client', namespace: 'meta-thrift' }, [], any);
  assert.deepEqual([explicit.includes(later), explicit.includes(other)], [true, false]);
  const ofPrefix = followingOf({ target: 'cli', namespace: 'meta-thrift' }, [pod('client-xyz', 'Deployment/client')], any);
  assert.deepEqual([ofPrefix.includes(later), ofPrefix.includes(other)], [true, true]);
  const ofApp = followingOf({ target: 'shop' }, [pod('client-xyz', 'Deployment/client', { app: 'shop' })], any);
  assert.deepEqual([ofApp.includes(later), ofApp.includes(pod('a', 'Deployment/a', { app: 'shop' }))], [false, true]);
});
