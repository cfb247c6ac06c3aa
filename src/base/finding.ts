import type { Code } from './codes.js';
import type { Path } from './path.js';
import type { Severity } from './severity.js';

export type { Severity };

/** The object a finding is about. Fields that the object does not have are left out. */
export interface ResourceRef {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}

/**
 * Where an object was read from: the file as the user named it (`-` is stdin), the number of the document in it
 * (from 0), and the path of the object inside the document (empty but for members of a `kind: List`).
 */
export interface Origin {
  file: string;
  document: number;
  prefix: Path;
}

/** A place in a text. Lines and columns count from 1; the end is exclusive. */
export interface Range {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** Another place that belongs to the finding: the twin of a duplicate, the DestinationRule without the subset. */
export interface Related {
  message: string;
  origin?: Origin;
  resource?: ResourceRef;
  path: Path;
  target?: 'key' | 'value';
  /** Known at once only where the text could not be read into an object. */
  range?: Range;
}

/**
 * What is said about an object. A finding names a path, never a line: positions are worked out once, in
 * `manifest/locate`, and only for documents that have findings.
 */
export interface Finding {
  code: Code;
  severity: Severity;
  /** One or more sentences for a person: what, and what follows from it. No line breaks but in quoted webhook texts. */
  message: string;
  origin?: Origin;
  resource?: ResourceRef;
  /** Counted from the object itself, also inside a `kind: List`. Empty: the object as a whole. */
  path: Path;
  /** Whether the member's name or its value is meant; `value` if left out. A path that does not exist falls back to its nearest parent. */
  target?: 'key' | 'value';
  /** What to do about it, as one sentence. */
  fix?: string;
  related?: Related[];
  /** Set only where the text could not be read into an object, so that no path exists. */
  range?: Range;
}

/** Lines of the text around a finding, for a code frame. `first` is the number of the first line, from 1. */
export interface Frame {
  first: number;
  lines: string[];
}

/** A related place with its position resolved. */
export interface LocatedRelated extends Related {
  file?: string;
  at?: Range;
}

/** A finding with its position resolved, ready to be reported. `file` and `at` are absent where no text is behind it. */
export interface LocatedFinding extends Finding {
  file?: string;
  at?: Range;
  frame?: Frame;
  related?: LocatedRelated[];
}

/** What was looked at, for the end of a report. */
export interface Summary {
  files: number;
  documents: number;
  checked: number;
  skipped: number;
  errors: number;
  warnings: number;
  infos: number;
}

/** Findings with their positions, and what they were found in: what every diagnostic format renders. */
export interface DiagnosticReport {
  findings: LocatedFinding[];
  summary: Summary;
}
