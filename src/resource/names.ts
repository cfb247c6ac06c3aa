/** A DNS-1123 label. */
const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
/** A DNS-1123 subdomain. */
export const subdomainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
/** A label's value, or the part of its key behind the prefix. */
const qualifiedPattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const qualifiedWords =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const labelValueWords = qualifiedWords.replace(/^must /, '');

/** Lengths count bytes, as Go's do. A text of other letters than ASCII is refused by its pattern anyway. */
function isLonger(value: string, bytes: number): boolean {
  return value.length > bytes || (value.length * 3 > bytes && Buffer.byteLength(value) > bytes);
}

/** What is wrong with a DNS-1123 subdomain (apimachinery's IsDNS1123Subdomain), in Kubernetes' words. */
export function subdomainError(value: string): string | undefined {
  if (isLonger(value, 253)) return 'must be no more than 253 characters';
  return subdomainPattern.test(value) ? undefined : subdomainWords;
}

/** What is wrong with a qualified name, the form of label keys (apimachinery's IsQualifiedName), in Kubernetes' words. */
export function qualifiedNameError(value: string): string | undefined {
  const slash = value.indexOf('/');
  if (slash !== value.lastIndexOf('/')) return `a qualified name ${qualifiedWords} with an optional DNS subdomain prefix and '/'`;
  if (slash === 0) return 'prefix part must be non-empty';
  const prefix = slash === -1 ? undefined : subdomainError(value.slice(0, slash));
  if (prefix !== undefined) return `prefix part ${prefix}`;
  const name = value.slice(slash + 1);
  if (name === '') return 'name part must be non-empty';
  if (isLonger(name, 63)) return 'name part must be no more than 63 characters';
  return qualifiedPattern.test(name) ? undefined : `name part ${qualifiedWords}`;
}

/** What is wrong with a DNS-1123 label, the form of namespaces, in Kubernetes' words. */
export function labelError(value: string): string | undefined {
  if (isLonger(value, 63)) return 'must be no more than 63 characters';
  return labelPattern.test(value) ? undefined : labelWords;
}

/** What is wrong with the value of a label (apimachinery's IsValidLabelValue), in Kubernetes' words. */
export function labelValueError(value: string): string | undefined {
  if (isLonger(value, 63)) return 'must be no more than 63 characters';
  return value === '' || qualifiedPattern.test(value) ? undefined : `a valid label must be an empty string or ${labelValueWords}`;
}
