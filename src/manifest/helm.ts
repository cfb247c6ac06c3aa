import type { Json } from '../base/json.js';

/** What only a Helm template holds: an action that reads its values, or controls the flow. */
const helmAction =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|(?:include|template|toYaml|tpl|if|range|with|define|end|else)\b)/;
const helmValue = /\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities)\b|include\b|template\b|tpl\b)/;

/** True if a text that is no YAML looks like a template. */
export function looksLikeTemplate(text: string): boolean {
  return helmAction.test(text) || /\{\{-?\s*[.$\w"(/]/.test(text);
}

/** True if a value that was read is a template still: an action of Helm stands in one of its texts of one line. */
export function holdsTemplate(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('\n') && helmValue.test(value);
  if (Array.isArray(value)) return value.some(holdsTemplate);
  if (value === null || typeof value !== 'object') return false;
  for (const key of Object.keys(value)) {
    if (helmValue.test(key)) return true;
    const member = value[key];
    if (member !== undefined && holdsTemplate(member)) return true;
  }
  return false;
}

/** The command that makes manifests of the chart that the file belongs to. */
export function helmCommand(file: string): string {
  const chart = /^(.*?)\/?templates\//.exec(file.replaceAll('\\', '/'))?.[1];
  const name = chart === undefined ? 'CHART' : chart === '' ? '.' : chart;
  return `helm template RELEASE ${/[\s'"$]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : name}`;
}
