import type { Finding } from '../base/finding.js';

/** A text to read. */
export interface Source {
  /** The name as the user gave it or as the walk found it; `-` is stdin. */
  file: string;
  /** Named on the command line, not met in a folder walk. */
  explicit: boolean;
}

/** Which sources the names stand for; what could not be found is a finding. */
export function findSources(names: string[], options: { exclude: string[] }): { sources: Source[]; findings: Finding[] } {
  void options;
  return { sources: names.map((file) => ({ file, explicit: true })), findings: [] };
}

/** The text of a source, or why it cannot be read. */
export function readSource(source: Source): string | Finding {
  void source;
  return '';
}
