import type { Severity } from '../base/finding.js';

/** How a text is drawn. */
export interface TextOptions {
  /** Whether colours are used. */
  color: boolean;
  /** Columns to fit into; Infinity for no bound. */
  width: number;
  /** Whether lines, bars and dots beyond ASCII may be drawn; false if left out. */
  unicode?: boolean;
}

/** How a report of findings is rendered. Machine formats look only at `failOn`, `terminal` and `version`. */
export interface DiagnosticOptions extends TextOptions {
  /** From which severity on a finding counts as a failed test in `junit` and `tap`; `error` if left out, `never` for none. */
  failOn?: Severity | 'never';
  /** What the program was called as, for texts that name it: `kubectl aeraki`; `aerakictl` if left out. */
  program?: string;
  /** Whether the report goes to a terminal: formats without escapes of their own then show control characters instead of sending them. */
  terminal?: boolean;
  /** The program's version, for formats that name the tool. */
  version?: string;
}
