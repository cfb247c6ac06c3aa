import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { asCalled, CliError, errorTeller, errorText } from './errors.js';

test('errors of many pods are told one by one, the way out that they share once', () => {
  const stderr = new PassThrough();
  const tell = errorTeller(stderr);
  tell(new CliError('may not read', 'Ask for a role.'), 'client-0 app');
  tell(new CliError('may not read', 'Ask for a role.'), 'client-1 app');
  tell(new Error('broke\x1b[2J'));
  assert.equal(
    String(stderr.read()),
    'error: client-0 app: may not read\nAsk for a role.\nerror: client-1 app: may not read\nerror: broke\\x1b[2J\n',
  );
});

test('a command that can be copied stays one line', () => {
  const command = `kubectl create role list-pods --verb=list --resource=pods -n ${'x'.repeat(80)}`;
  const fix = `The permission to list pods is missing. Who may grant it runs: ${command}`;
  assert.equal(
    errorText({ message: 'no', fix }, new PassThrough()),
    `error: no\nThe permission to list pods is missing. Who may grant it runs:\n  ${command}\n`,
  );
});

test('commands in a text are those of the program as it was called', () => {
  const fix = "'aerakictl proxy-status' lists them.";
  assert.equal(asCalled(fix, 'aerakictl'), fix);
  assert.equal(asCalled(fix, 'kubectl aeraki'), "'kubectl aeraki proxy-status' lists them.");
});
