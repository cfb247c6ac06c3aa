import type { Code } from '../base/codes.js';

/** What is wrong with a text, by offsets in it. Becomes a finding once the lines are known. */
export interface Problem {
  code: Code;
  severity: 'error' | 'warning';
  message: string;
  fix?: string;
  start: number;
  end: number;
  related?: { message: string; start: number; end: number };
}
