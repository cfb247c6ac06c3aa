import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codes, isCode } from '../base/codes.js';
import { codeIndex, codePage } from './codepage.js';
import { renderCode } from './explain.js';

const known = Object.keys(codes).filter(isCode);

describe('the pages of codes', () => {
  it('say what is wrong, why it matters and what to do', () => {
    for (const code of known) {
      const page = codePage(code);
      assert.ok(page.startsWith(`# ${code} ${codes[code].name}\n\n`), code);
      for (const part of [
        codes[code].summary,
        codes[code].why.trim(),
        codes[code].fix.trim(),
        `Severity: ${codes[code].severity}.`,
      ]) {
        assert.ok(page.includes(part), `${code}: ${part}`);
      }
      assert.equal((page.match(/^`{3,}/gm) ?? []).length % 2, 0, code);
    }
  });

  it('are all in the index, each once', () => {
    const listed = [...codeIndex().matchAll(/^\| \[(AER\d{4})\]\(\1\.md\) \|/gm)].map(([, code]) => code);
    assert.deepEqual(listed, known.toSorted());
  });

  it('are shown in a terminal within its width, but for code', () => {
    for (const code of known) {
      const prose = renderCode(code, { color: false, width: 60 }).replace(/^(Raises it|Does not)\n( .*\n)+/gm, '');
      for (const line of prose.split('\n')) assert.ok(line.length <= 60 || !line.trim().includes(' '), line);
    }
  });
});
