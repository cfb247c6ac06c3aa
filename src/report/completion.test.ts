import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commands } from '../cli/catalog.js';
import { globalOptions } from '../cli/options.js';
import { completionScript, type Shell, shells } from './completion.js';

/** A shell that may not be installed where the tests run. */
function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

function script(shell: Shell): string {
  return completionScript(shell, commands, globalOptions);
}

/** What bash offers for a line, given a program that prints candidates and keeps what it was asked. */
function offered(line: string): string[] {
  const driver = `
${script('bash')}
aerakictl() { printf 'a.example.com\\tService a\\nb$(exit 3).com\\tevil\\nmethod=\\tattribute\\nmethod=sayHello\\tvalue\\n'; }
COMP_LINE=$1
COMP_POINT=\${#1}
spaced=$(printf %s "$1" | sed 's/=/ = /g')
read -r -a COMP_WORDS <<< "$spaced"
[[ $1 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
compopt() { :; }
_aerakictl
printf '%s\\n' "\${COMPREPLY[@]}"
`;
  const { stdout, stderr } = spawnSync('bash', ['-c', driver, 'bash', line], {
    encoding: 'utf8',
    cwd: new URL('../..', import.meta.url),
  });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion scripts', () => {
  for (const shell of shells) {
    it(`${shell} knows both names of the program and every visible command`, () => {
      const text = script(shell);
      for (const name of [
        'aerakictl',
        'kubectl-aeraki',
        ...commands.filter((command) => command.hidden !== true).map((command) => command.name),
      ]) {
        assert.ok(text.includes(name), name);
      }
      assert.ok(text.includes('__complete'));
    });
  }

  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    it(`${shell} parses`, { skip: !has(shell) }, () => {
      const folder = mkdtempSync(join(tmpdir(), 'completion-'));
      try {
        const file = join(folder, shell);
        writeFileSync(file, script(shell));
        const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
        assert.deepEqual([status, stderr], [0, '']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it('powershell has every brace and quote closed', () => {
    const text = script('powershell')
      .replace(/^\s*#.*$/gm, '')
      .replace(/'(?:[^']|'')*'/g, '')
      .replace(/"[^"]*"/g, '');
    assert.ok(!text.includes("'") && !text.includes('"'));
    for (const [open, close] of ['{}', '()', '[]'].map((pair) => pair.split(''))) {
      assert.equal(text.split(open ?? '').length, text.split(close ?? '').length, `${open}${close}`);
    }
  });

  describe('in bash', { skip: !has('bash') }, () => {
    const cases: [string, string[]][] = [
      ['aerakictl val', ['validate']],
      ['aerakictl validate -o s', ['sarif']],
      ['aerakictl validate --output=gi', ['github', 'gitlab']],
      ['aerakictl validate --fail-on w', ['warning']],
      ['aerakictl validate --exc', ['--exclude']],
      ['aerakictl validate -o sarif=packag', ['package.json', 'package-lock.json']],
      ['aerakictl completion f', ['fish']],
      ['aerakictl validate package', ['package.json', 'package-lock.json']],
      ['aerakictl validate examples/thrift/destinationr', ['examples/thrift/destinationrule.yaml']],
      ['aerakictl validate RE', []],
      ['aerakictl validate -f exam', ['examples']],
      ['aerakictl simulate --requests RE', ['README.md']],
      ['aerakictl he', ['help']],
      ['aerakictl help val', ['validate']],
      ['aerakictl simulate --host a', ['a.example.com']],
      ['aerakictl simulate --host=a', ['a.example.com']],
      ['aerakictl simulate -a method=s', ['sayHello']],
      ['aerakictl simulate --host b', ['b\\$\\(exit\\ 3\\).com']],
      ['kubectl-aeraki tran', ['translate']],
      ['aerakictl cod', ['codec']],
      ['aerakictl codec d', ['decode', 'diagram']],
      ['aerakictl codec new orders --pre', ['--preset']],
      ['aerakictl codec new --preset k', ['keyvalue']],
      ['aerakictl --no-color codec ver', ['verify']],
      ['aerakictl codec verify --fail-on w', ['warning']],
    ];
    for (const [line, words] of cases)
      it(`${line} -> ${words.join(' ')}`, () => assert.deepEqual(offered(line).toSorted(), words.toSorted()));
  });
});
