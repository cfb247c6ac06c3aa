import { type Code, codes } from '../base/codes.js';
import type { Finding, Related, ResourceRef, Severity } from '../base/finding.js';
import type { Path } from '../base/path.js';
import type { Section } from './types.js';

/** What problems are judged by. */
export interface Judging {
  /** Whether all of a section is in the dump, so that what is not in it is missing. */
  whole: (section: Section) => boolean;
  /** Epoch milliseconds; undefined: certificates are not judged. */
  now?: number;
}

/** A finding about something that a proxy holds. */
export function problem(
  code: Code,
  about: { kind: 'Listener' | 'Cluster' | 'RouteConfiguration' | 'Secret' | 'Proxy'; name: string; path?: Path },
  message: string,
  more: { fix?: string | undefined; severity?: Severity; related?: Related[] } = {},
): Finding {
  const resource: ResourceRef = { kind: about.kind, name: about.name };
  return {
    code,
    severity: more.severity ?? codes[code].severity,
    message,
    resource,
    path: about.path ?? [],
    ...(more.fix === undefined ? {} : { fix: more.fix }),
    ...(more.related === undefined ? {} : { related: more.related }),
  };
}
