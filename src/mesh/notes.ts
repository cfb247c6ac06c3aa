import { type Code, codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import type { Source } from '../resource/source.js';

/** What a note may carry beside its message. */
export type NoteExtras = Pick<Finding, 'severity' | 'fix' | 'related' | 'target'>;

/** A finding about an object, of the severity that its code has unless another is given. */
export function note(
  code: Code,
  source: Partial<Source>,
  path: Path,
  message: string,
  extras: Partial<NoteExtras> = {},
): Finding {
  return {
    code,
    severity: codes[code].severity,
    message,
    path,
    ...(source.origin ? { origin: source.origin } : {}),
    ...(source.resource ? { resource: source.resource } : {}),
    ...extras,
  };
}

/** How an object is named in a message: `MetaRouter ns/name`. */
export function nameOf(source: Partial<Source>): string {
  const { kind, namespace, name } = source.resource ?? {};
  return `${kind ?? 'object'} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name ?? '(unnamed)'}`;
}
