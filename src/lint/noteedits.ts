import type { Edit, Finding, Origin } from '../base/finding.js';
import { isObject, type Json, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { completeHost } from '../mesh/hosts.js';
import type { LintContext } from './types.js';

function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) ? own(value, step) : undefined;
  }
  return value;
}

function replaced(path: Path, before: string, after: string): Edit | undefined {
  return after === before ? undefined : { path, target: 'value', replacement: after };
}

/** The one right answer to a finding of another room, where there is one. `text` is what stands there now. */
function editOf({ code, path, fix }: Finding, text: string, { mesh }: LintContext, namespace: string): Edit | undefined {
  switch (code) {
    case 'AER0434':
      // Of a Service the name is refused already; of a ServiceEntry only the host can be upper case.
      return path[1] === 'hosts' ? replaced(path, text, text.toLowerCase()) : undefined;
    case 'AER0501':
      return mesh.servicesByHost.has(text.toLowerCase()) ? replaced(path, text, text.toLowerCase()) : undefined;
    case 'AER0605':
      return replaced(path, text, completeHost(text, namespace));
    case 'AER0643':
      return text.startsWith('spiffe://') ? replaced(path, text, text.slice('spiffe://'.length)) : undefined;
    case 'AER0440':
      return fix?.startsWith('Write ') && text.includes('=') ? replaced(path, text, text.replace('=', ': ')) : undefined;
    default:
      return undefined;
  }
}

const editable = new Set(['AER0434', 'AER0501', 'AER0605', 'AER0643', 'AER0440']);

function keyOf({ file, document, prefix }: Origin): string {
  return `${file}\n${document}\n${prefix.join('/')}`;
}

/** The findings, with an edit on those of other rooms that have one right answer. */
export function withEdits(findings: Finding[], context: LintContext): Finding[] {
  const wanted = findings.filter(({ code, edit, origin }) => edit === undefined && origin !== undefined && editable.has(code));
  const unreached = findings.some(({ code }) => code === 'AER0230');
  if (wanted.length === 0 && !unreached) return findings;
  const places = new Set(wanted.flatMap(({ origin }) => (origin === undefined ? [] : [keyOf(origin)])));
  const objects = new Map(
    context.objects.filter(({ origin }) => places.has(keyOf(origin))).map(({ origin, value }) => [keyOf(origin), value]),
  );
  return findings.map((finding) => {
    const { code, origin, path, edit } = finding;
    if (edit !== undefined || origin === undefined) return finding;
    if (code === 'AER0230') return { ...finding, edit: { path: path.slice(0, 3), target: 'item', unsafe: true } };
    if (!editable.has(code)) return finding;
    const object = objects.get(keyOf(origin));
    const text = object === undefined ? undefined : valueAt(object, path);
    const made = typeof text === 'string' ? editOf(finding, text, context, finding.resource?.namespace ?? '') : undefined;
    return made === undefined ? finding : { ...finding, edit: made };
  });
}
