import { goQuote } from '../base/gotext.js';

const label = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const longest = 63;

/** Tells a label as Istio's validation knows it: letters of either case, digits and inner dashes, at most 63. */
export function isLabel(text: string): boolean {
  return text.length <= longest && label.test(text);
}

/** As Go's `strconv.Atoi` on 64 bits: an optional sign and digits, within the range of int64. */
function isGoInteger(text: string): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  if (text.length < 19) return true;
  return text.length < 1000 && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''));
}

/** Whether a name is beyond doubt: plain labels of at most 63 characters, the last with a letter. Most are, and no pattern is needed. */
function isPlain(domain: string): boolean {
  if (domain.length > 255) return false;
  let length = 0;
  let hasLetter = false;
  let before = 45;
  for (let index = 0; index < domain.length; index++) {
    const code = domain.charCodeAt(index);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (isLetter || (code >= 48 && code <= 57)) {
      hasLetter ||= isLetter;
      length++;
    } else if (code === 46) {
      if (before === 45 || length > 63) return false;
      length = 0;
      hasLetter = false;
      before = 45;
      continue;
    } else if (code === 45 && length > 0) length++;
    else return false;
    before = code;
  }
  return before !== 45 && length <= 63 && hasLetter;
}

/**
 * Judges a domain name as Aeraki's webhook does (Istio's FQDN check): single labels, capitals and a dot at the end pass, wildcards
 * and underscores do not. Gives the webhook's words, or undefined where all is well.
 */
export function fqdnError(domain: string): string | undefined {
  if (isPlain(domain)) return undefined;
  if (domain.length > 255 || (domain.length > 85 && Buffer.byteLength(domain) > 255)) {
    return `domain name ${goQuote(domain)} too long (max 255)`;
  }
  if (domain === '') return 'empty domain name not allowed';
  const labels = domain.split('.');
  const top = labels[labels.length - 1] ?? '';
  if (isGoInteger(top)) {
    return `domain name ${goQuote(domain)} invalid (top level domain ${goQuote(top)} cannot be all-numeric)`;
  }
  for (let index = 0; index < labels.length; index++) {
    const part = labels[index] ?? '';
    if (part === '' && index === labels.length - 1) return undefined;
    if (!isLabel(part)) return `domain name ${goQuote(domain)} invalid (label ${goQuote(part)} invalid)`;
  }
  return undefined;
}
