import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportManifest } from '../live/bugreport/contents.js';
import { renderReportReadme, renderReportSummary, sizeInWords } from './bugreport.js';

const manifest: ReportManifest = {
  created: '2026-11-21T12:00:00.000Z',
  program: { name: 'aerakictl', version: '1.0.0', node: 'v20.20.2', platform: 'linux x64' },
  tookMs: 2345,
  secrets: { redacted: true, hidden: 3 },
  limits: { timeoutMs: 120_000, maxSize: 1, maxLogSize: 1, maxProxies: 20 },
  files: [{ path: 'mesh/MetaRouter.yaml', about: 'Objects of kind MetaRouter', size: 4300, cut: 'only its end' }],
  leftOut: [
    { path: 'proxies/a/log', why: 'the time was up' },
    { path: 'proxies/b/log', why: 'the time was up' },
    { path: 'events/x', why: 'you may not \x1b[31m list events' },
  ],
};
const plain = { color: false, width: 100 };

test('the summary names the archive and tells each reason for what is left out once', () => {
  const text = renderReportSummary({ ...manifest, file: 'r.tar.gz', size: 236_000 }, plain);
  assert.equal(
    text,
    `r.tar.gz   230 KiB, 1 files in 2.3 s
Secrets are hidden (3 places); names, addresses and rules are not.

Left out (3; README.txt in the archive has all):
  proxies/a/log and 1 more: the time was up
  events/x: you may not \\x1b[31m list events
`,
  );
});

test('the README names every file and everything that is left out, with its reason', () => {
  const text = renderReportReadme(manifest, 'kubectl aeraki');
  assert.match(text, /made with 'kubectl aeraki bug-report'/);
  assert.match(text, /^ {2}mesh\/MetaRouter\.yaml\n {6}Objects of kind MetaRouter, 4\.2 KiB \(only its end\)$/m);
  assert.match(text, /^ {2}proxies\/b\/log\n {6}the time was up$/m);
  assert.doesNotMatch(text, /\x1b/);
  assert.match(renderReportReadme({ ...manifest, secrets: { redacted: false } }, 'aerakictl'), /SECRETS WERE NOT HIDDEN/);
});

test('sizes are for people', () => {
  assert.deepEqual([812, 4300, 236_000, 33_000_000].map(sizeInWords), ['812 B', '4.2 KiB', '230 KiB', '31 MiB']);
});
