import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands } from './catalog.js';
import { offerFor } from './kubectlwords.js';
import { globalOptions } from './options.js';

/** What is offered for the last word of a command line after `kubectl aeraki`. */
function offered(...words: string[]): string[] | string {
  const offer = offerFor(words, commands, globalOptions);
  return offer.offer === 'words' ? offer.words.map(([word]) => word) : offer.offer;
}

describe('words that kubectl completes for the plugin', () => {
  it('are the names of commands, without hidden ones', () => {
    assert.deepEqual(offered('transl'), ['translate']);
    assert.ok(!offered('').includes('__complete'));
  });

  it('are the names below a command that has some', () => {
    assert.deepEqual(offered('codec', 'ne'), ['new']);
  });

  it('are options, its own and those of all commands', () => {
    assert.deepEqual(offered('proxy-status', '--de'), ['--debug']);
    assert.deepEqual(offered('proxy-status', '--all'), ['--all-namespaces']);
  });

  it('are the choices of a value, also behind =', () => {
    assert.deepEqual(offered('check', '-o', 'j'), ['json', 'junit']);
    assert.deepEqual(offered('check', '--output=js'), ['--output=json']);
  });

  it('are files where a file is wanted, and nothing where anything may stand', () => {
    assert.equal(offered('lint', '-f', ''), 'files');
    assert.equal(offered('lint', ''), 'files');
    assert.equal(offered('check', '--timeout', ''), 'nothing');
    assert.equal(offered('no-such-command', ''), 'nothing');
  });

  it('are left to the program where only it knows', () => {
    assert.equal(offered('explain', 'metar'), 'program');
    assert.equal(offered('proxy-status', '-n', ''), 'program');
    assert.equal(offered('proxy-status', 'cli'), 'program');
    assert.equal(offered('check', '--context', ''), 'program');
  });
});
