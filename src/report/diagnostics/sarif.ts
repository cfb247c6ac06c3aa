import { type Code, codes } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding, LocatedRelated, Severity } from '../../base/finding.js';
import { formatPath } from '../../base/path.js';
import { toJson } from '../json.js';
import type { DiagnosticOptions } from '../options.js';
import { wellFormed } from '../sanitize.js';
import { inOrder, resourceName } from './common.js';
import { fingerprints } from './fingerprints.js';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/** Findings as SARIF 2.1.0, one run. Columns count UTF-16 code units, ends are exclusive, as SARIF has it. */
export function renderSarif(report: DiagnosticReport, options: Pick<DiagnosticOptions, 'version'>): string {
  const findings = inOrder(report.findings);
  const used = [...new Set(findings.map((finding) => finding.code))].sort();
  const names = fingerprints(findings);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'aerakictl',
            ...(options.version === undefined ? {} : { version: options.version }),
            rules: used.map(rule),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding, index) => ({
          ruleId: finding.code,
          ruleIndex: used.indexOf(finding.code),
          level: levels[finding.severity],
          message: { text: finding.fix === undefined ? finding.message : `${finding.message}\n${finding.fix}` },
          ...locations(finding),
          ...relatedLocations(finding.related ?? []),
          partialFingerprints: { 'aerakictl/v1': names[index] },
        })),
      },
    ],
  };
  return `${toJson(log, 2)}\n`;
}

function rule(code: Code): object {
  const info = codes[code];
  return {
    id: code,
    name: info.name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: info.summary },
    fullDescription: { text: info.why },
    help: { text: `${info.why}\n\n${info.fix}`, markdown: `${info.why}\n\n**Fix:** ${info.fix}` },
    defaultConfiguration: { level: levels[info.severity] },
    properties: { tags: [info.name] },
  };
}

function locations(finding: LocatedFinding): object {
  const location = toLocation(finding);
  return location === undefined ? {} : { locations: [location] };
}

function relatedLocations(related: readonly LocatedRelated[]): object {
  if (related.length === 0) return {};
  return { relatedLocations: related.map((place, id) => ({ id, ...toLocation(place), message: { text: place.message } })) };
}

/** The place in the text, and the object with the path in it; undefined if neither is known. */
function toLocation({ file, at, resource, path }: LocatedFinding | LocatedRelated): object | undefined {
  const name = resourceName(resource);
  const inside = formatPath(path);
  const region =
    at === undefined
      ? {}
      : { region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn } };
  const physical = file === undefined ? {} : { physicalLocation: { artifactLocation: { uri: fileUri(file) }, ...region } };
  const logical =
    name === '' && inside === ''
      ? {}
      : {
          logicalLocations: [
            { name: name || inside, fullyQualifiedName: [name, inside].filter((part) => part !== '').join(': '), kind: 'object' },
          ],
        };
  return file === undefined && name === '' && inside === '' ? undefined : { ...physical, ...logical };
}

/** A file's name as a URI: relative stays relative, with `/` between its parts; absolute ones get the scheme `file`. */
export function fileUri(file: string): string {
  const path = file.replace(/^(\.\/)+/, '').replaceAll('\\', '/');
  const encoded = path
    .split('/')
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(4)}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
