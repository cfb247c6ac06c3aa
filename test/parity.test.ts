import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { counterpart, parityCases } from '../scripts/parity.js';

const cases = await parityCases();

describe('what the real Aeraki said of a recorded case', { skip: cases.length === 0 }, () => {
  for (const { name, recorded, findings } of cases) {
    for (const said of recorded) {
      it(`${name}: ${said.kind}: ${said.text.slice(0, 80)}`, () => {
        const code = counterpart(said);
        const ours = findings.filter((finding) => finding.code === code);
        assert.ok(
          ours.some(({ path, resource, origin }) => path.length > 0 && (resource?.kind !== undefined || origin !== undefined)),
          `${code ?? 'no code'} with a path is not among ${findings.map((finding) => finding.code).join(', ')}`,
        );
        if (said.kind === 'panic' || said.kind === 'denied') assert.ok(ours.some(({ severity }) => severity === 'error'));
      });
    }
  }
});
