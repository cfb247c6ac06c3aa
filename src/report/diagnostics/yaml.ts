import type { DiagnosticReport } from '../../base/finding.js';
import { toYaml } from '../yaml.js';
import { toJsonReport } from './json.js';

/** The same value as in `-o json`, as one YAML document. */
export function renderYaml(report: DiagnosticReport): string {
  return toYaml(toJsonReport(report));
}
