import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hidden, redactor } from './redact.js';

test('a Secret keeps its keys and sizes, not its data, and its values are hidden wherever else they stand', () => {
  const { json, text } = redactor();
  const secret = json({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'redis',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"password":"hunter2-of-redis"}}' },
    },
    data: { password: Buffer.from('hunter2-of-redis\n').toString('base64') },
  });
  assert.deepEqual(secret, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'redis', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': hidden } },
    data: { password: `${hidden} (17 bytes)` },
  });
  assert.equal(text('auth with hunter2-of-redis failed'), `auth with ${hidden} failed`);
  assert.equal(text(`again ${Buffer.from('hunter2-of-redis').toString('base64')}`), `again ${hidden}==`);
});

test('passwords and private keys are hidden at any depth, names of secrets and numbers of tokens are not', () => {
  const { json } = redactor();
  const value = {
    auth: { plain: { username: 'reader', password: 'p4ssw0rd' }, secret: { name: 'redis-auth', passwordField: 'pw' } },
    downstream_auth_passwords: [{ inline_string: 'p4ssw0rd' }],
    tls_certificate: { private_key: { inline_bytes: 'c2VjcmV0' }, certificate_chain: { inline_string: 'public' } },
    tokenBucket: { maxTokens: 10, tokensPerFill: 5 },
    secretName: 'server-cert',
    env: [
      { name: 'API_TOKEN', value: 'abcdef-123456' },
      { name: 'SECRET_TTL', value: '24h0m0s' },
      { name: 'POD_NAMESPACE', value: 'redis' },
    ],
    args: ['--requirepass', 'p4ssw0rd', '--port', '6379', '--token=abc-def-ghi'],
  };
  assert.deepEqual(json(value), {
    auth: {
      plain: { username: 'reader', password: hidden },
      secret: { name: 'redis-auth', passwordField: hidden },
    },
    downstream_auth_passwords: [{ inline_string: hidden }],
    tls_certificate: { private_key: { inline_bytes: hidden }, certificate_chain: { inline_string: 'public' } },
    tokenBucket: { maxTokens: 10, tokensPerFill: 5 },
    secretName: 'server-cert',
    env: [
      { name: 'API_TOKEN', value: hidden },
      { name: 'SECRET_TTL', value: '24h0m0s' },
      { name: 'POD_NAMESPACE', value: 'redis' },
    ],
    args: ['--requirepass', hidden, '--port', '6379', `--token=${hidden}`],
  });
});

const key = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const logs: [string, string, string][] = [
  ['a bearer token', 'authorization: Bearer abc.def-ghi', `authorization: Bearer ${hidden}`],
  ['a basic one', '"authorization":"Basic dXNlcjpwdw=="', `"authorization":"Basic ${hidden}"`],
  ['a JSON web token', 'got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln from', `got ${hidden} from`],
  ['a password in an address', 'dial redis://app:s3cr3t@redis:6379', `dial redis://app:${hidden}@redis:6379`],
  ['an assignment', 'REDIS_PASSWORD=s3cr3t next', `REDIS_PASSWORD=${hidden} next`],
  ['a member of JSON', '{"client_secret":"a b c","x":1}', `{"client_secret":"${hidden}","x":1}`],
  ['a member of JSON in JSON', '{\\"token\\":\\"abc123\\"}', `{\\"token\\":\\"${hidden}\\"}`],
  ["Redis's AUTH", '+1 "AUTH" "s3cr3t"', `+1 "AUTH" "${hidden}"`],
  ['a key in PEM', `x -----BEGIN RSA PRIVATE KEY-----\n${key}\n-----END RSA PRIVATE KEY----- y`, `x ${hidden} y`],
  ['a key in PEM within JSON', `"-----BEGIN PRIVATE KEY-----\\n${key}\\n-----END PRIVATE KEY-----\\n"`, `"${hidden}\\n"`],
  ['a key cut off at its end', `x -----BEGIN PRIVATE KEY-----\n${key}\n${key.slice(9)}`, `x ${hidden}`],
  ['a key cut off at its beginning', `${key}\n${key}\n-----END PRIVATE KEY-----\nnext`, `${hidden}\nnext`],
  ['a key in base64', `data: ${Buffer.from(`-----BEGIN PRIVATE KEY-----\n${key}`).toString('base64')}`, `data: ${hidden}`],
];
for (const [name, given, expected] of logs)
  test(`in a log, ${name} is hidden and what is around it stays`, () => assert.equal(redactor().text(given), expected));

test('what only looks like a secret stays', () => {
  for (const line of [
    'basic authentication failed',
    'xds: SDS: PUSH request for node resources:1 secret:default',
    `caBundle: ${Buffer.from('-----BEGIN CERTIFICATE-----\nMIIC').toString('base64')}`,
    'token_bucket: {max_tokens: 10}',
    'http://prometheus.istio-system:9090/graph',
    '  secret: warning',
  ])
    assert.equal(redactor().text(line), line);
});

test('a definition of fields named after secrets is none', () => {
  const crd = {
    kind: 'CustomResourceDefinition',
    spec: { properties: { password: { type: 'string', description: 'What clients send.' } } },
  };
  const { json, text } = redactor();
  assert.deepEqual(json(crd), crd);
  assert.equal(text('a string'), 'a string');
});

test('what is learnt from objects first is hidden in every text after', () => {
  const all = redactor();
  all.learnFrom([{ kind: 'RedisService', spec: { settings: { auth: { plain: { password: 'correct horse' } } } } }]);
  assert.equal(all.count, 0);
  assert.equal(all.text('AUTH: correct horse; correct%20horse'), `AUTH: ${hidden}; ${hidden}`);
  assert.equal(all.count, 2);
});

test('no text slows it down or breaks it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('-----BEGIN ', 'PRIVATE KEY-----', '\n', 'eyJ', '.', '"', '\\', 'token', '=', 'AUTH ', 'QUJD'), {
        maxLength: 200,
      }),
      (parts) => {
        const { text } = redactor();
        const once = text(parts.join(''));
        assert.equal(once.includes('-----BEGIN PRIVATE KEY-----'), false);
      },
    ),
    { numRuns: 200 },
  );
  assert.equal(redactor().text('a'.repeat(300_000)).length, 300_000);
  assert.equal(redactor().text('token'.repeat(60_000)).length, 300_000);
  assert.ok(redactor().text(`${key}\n`.repeat(5000)).length > 300_000);
});
