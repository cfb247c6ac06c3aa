import { X509Certificate } from 'node:crypto';
import { isObject, type JsonObject } from '../base/json.js';
import { get, messageOf, textOf } from './fields.js';
import { type DumpItem, pathOf, refusalOf, stateOf } from './items.js';
import type { HeldSecret } from './types.js';

/** Reads the secrets of a dump: their names, and of certificates what is public. */
export function readSecrets(items: readonly DumpItem[]): HeldSecret[] {
  return items.map((given) => {
    const { value: item, list } = given;
    const secret = messageOf(item, 'secret');
    const refused = refusalOf(item);
    return {
      name: textOf(item, 'name') || textOf(secret, 'name'),
      state: stateOf(list),
      static: list.startsWith('static'),
      ...(refused === undefined ? {} : { refused }),
      version: textOf(item, 'version_info'),
      lastUpdated: textOf(item, 'last_updated'),
      path: pathOf(given),
      ...contentOf(secret),
    };
  });
}

function contentOf(secret: JsonObject): Pick<HeldSecret, 'kind' | 'names' | 'serial' | 'validFrom' | 'validTo'> {
  const certificate = get(secret, 'tls_certificate');
  if (isObject(certificate)) return { kind: 'certificate', ...readCertificate(messageOf(certificate, 'certificate_chain')) };
  const trust = get(secret, 'validation_context');
  if (isObject(trust)) return { kind: 'trust', ...readCertificate(messageOf(trust, 'trusted_ca')) };
  const other = get(secret, 'session_ticket_keys') ?? get(secret, 'generic_secret');
  return { kind: other === undefined ? 'missing' : 'other', names: [], serial: '' };
}

/** What the first certificate of a chain says of itself; nothing where it is a file, hidden, or none. */
function readCertificate(source: JsonObject): Pick<HeldSecret, 'names' | 'serial' | 'validFrom' | 'validTo'> {
  const unknown = { names: [], serial: '' };
  const bytes = textOf(source, 'inline_bytes');
  const pem = bytes === '' ? textOf(source, 'inline_string') : Buffer.from(bytes, 'base64').toString('latin1');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return unknown;
  try {
    const certificate = new X509Certificate(pem);
    return {
      names: certificate.subjectAltName?.split(', ') ?? [],
      serial: certificate.serialNumber,
      validFrom: Date.parse(certificate.validFrom),
      validTo: Date.parse(certificate.validTo),
    };
  } catch {
    return unknown;
  }
}
