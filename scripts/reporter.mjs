// A reporter for node:test: failures in full, one line for each file's sum, and at the end the sum of all.
import { relative } from 'node:path';

export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const failedFiles = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') continue;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const isFile = data.file !== undefined && (data.name === data.file || relative(process.cwd(), data.file) === data.name);
    if (type === 'test:fail') {
      // A file that fails only because a test in it failed has been counted already.
      if (isFile && failedFiles.has(data.file)) continue;
      failed++;
      failedFiles.add(data.file);
      const cause = data.details?.error?.cause ?? data.details?.error;
      const text = cause?.stack ?? cause?.message ?? String(cause);
      yield `\nfailed: ${data.file === undefined ? '' : `${relative(process.cwd(), data.file)}: `}${data.name}\n  ${String(text).replaceAll('\n', '\n  ')}\n`;
    } else if (data.skip !== undefined || data.todo !== undefined) skipped++;
    else if (!isFile) passed++;
  }
  if (skipped > 0) yield `${skipped} skipped\n`;
  yield `\n${passed} passed, ${failed} failed\n`;
}
