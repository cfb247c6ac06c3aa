import type { Path } from '../base/path.js';

/** A path as the API server writes it in its errors: `spec.routes[0].match.attributes.method`, names of any form unquoted. */
export function serverPath(path: Path): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}
