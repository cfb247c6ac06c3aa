import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../base/json.js';
import { redactDump } from './redact.js';

/** The value as it stands after redaction. */
function redacted(json: Json): Json {
  assert.equal(redactDump(json), true);
  return json;
}

test('passwords, keys and tokens are hidden in either spelling, also in a TypedStruct', () => {
  assert.deepEqual(
    redacted({
      value: {
        downstreamAuthPasswords: [{ inlineString: 'one' }, { filename: '/etc/password' }],
        downstream_auth_password: { inline_string: 'two' },
        downstream_auth_username: { inline_string: 'user' },
        authPassword: 'three',
        access_token: 'four',
      },
    }),
    {
      value: {
        downstreamAuthPasswords: [{ inlineString: '[redacted]' }, { filename: '/etc/password' }],
        downstream_auth_password: { inline_string: '[redacted]' },
        downstream_auth_username: { inline_string: 'user' },
        authPassword: '[redacted]',
        access_token: '[redacted]',
      },
    },
  );
});

test('of secrets the certificates stay, keys and generic secrets go', () => {
  assert.deepEqual(
    redacted({
      dynamic_active_secrets: [
        {
          name: 'default',
          secret: {
            name: 'default',
            tls_certificate: { certificate_chain: { inline_bytes: 'Y2VydA==' }, private_key: { inline_bytes: 'a2V5' } },
          },
        },
        { name: 'token', secret: { generic_secret: { secret: { inline_string: 'x' } } } },
        { name: 'tickets', secret: { session_ticket_keys: { keys: [{ inline_bytes: 'a2V5' }] } } },
      ],
    }),
    {
      dynamic_active_secrets: [
        {
          name: 'default',
          secret: {
            name: 'default',
            tls_certificate: {
              certificate_chain: { inline_bytes: 'Y2VydA==' },
              private_key: { inline_bytes: 'W3JlZGFjdGVkXQ==' },
            },
          },
        },
        { name: 'token', secret: { generic_secret: { secret: { inline_string: '[redacted]' } } } },
        { name: 'tickets', secret: { session_ticket_keys: { keys: [{ inline_bytes: 'W3JlZGFjdGVkXQ==' }] } } },
      ],
    },
  );
});

test('headers with credentials are hidden, and names of secrets are not', () => {
  assert.deepEqual(
    redacted({
      request_headers_to_add: [
        { header: { key: 'Authorization', value: 'Bearer x' } },
        { header: { key: 'x-user', value: 'y' } },
      ],
      tls_certificate_sds_secret_configs: [{ name: 'default', sds_config: { ads: {} } }],
    }),
    {
      request_headers_to_add: [
        { header: { key: 'Authorization', value: '[redacted]' } },
        { header: { key: 'x-user', value: 'y' } },
      ],
      tls_certificate_sds_secret_configs: [{ name: 'default', sds_config: { ads: {} } }],
    },
  );
});

test('a value that is nested too deep is refused, and no stack is used up', () => {
  let deep: Json = 'x';
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  assert.equal(redactDump(deep), false);
});
