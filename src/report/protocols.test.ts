import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KnownProtocol } from '../codec/described/builtin.js';
import { renderProtocols } from './protocols.js';

const echo: KnownProtocol = {
  name: 'echo',
  attributes: ['verb'],
  mutation: 'none',
  errorReply: 'an EchoApplicationException with the code',
  source: 'community',
  limits: ['one-way calls are dropped', 'no streams'],
};

it('is a table where there is room', () => {
  const [head] = renderProtocols([echo], { color: false, width: 120 }).split('\n');
  assert.match(head ?? '', /^PROTOCOL +ATTRIBUTES +MUTATION +ERROR REPLY +LIMITS$/);
});

it('is a block for each protocol, without broken words, where there is not', () => {
  assert.equal(
    renderProtocols([echo], { color: false, width: 44 }),
    `echo
  attributes   verb
  mutation     none
  error reply  an EchoApplicationException
               with the code
  limits       one-way calls are dropped; no
               streams
`,
  );
});
