import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { goQuote } from '../base/gotext.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { labelError, labelValueError, qualifiedNameError, subdomainError, subdomainPattern } from './names.js';
import { objectMetaFindings } from './objectmeta.js';

function error(findings: Finding[], code: Code, path: Path, message: string, fix?: string): void {
  findings.push({ code, severity: 'error', message, path, ...(fix === undefined ? {} : { fix }) });
}

function textOf(metadata: JsonObject, key: string): string {
  const value = own(metadata, key);
  return typeof value === 'string' ? value : '';
}

/** Texts for messages: long ones are cut. */
function shown(value: string): string {
  return goQuote(value.length > 80 ? `${value.slice(0, 77)}...` : value);
}

function nearestName(value: string, pattern: RegExp, longest: number): string | undefined {
  const name = value
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .slice(0, longest)
    .replace(/^[-.]+|[-.]+$/g, '');
  return pattern.test(name) ? name : undefined;
}

function checkName(findings: Finding[], metadata: JsonObject): void {
  const name = textOf(metadata, 'name');
  const prefix = textOf(metadata, 'generateName');
  if (name !== '') {
    const words = subdomainError(name);
    if (words !== undefined) {
      const better = nearestName(name, subdomainPattern, 253);
      const message = `metadata.name: Invalid value: ${shown(name)}: ${words}.`;
      error(
        findings,
        'AER0111',
        ['metadata', 'name'],
        message,
        better === undefined ? 'Choose another name.' : `Use \`${better}\`.`,
      );
    }
  } else if (prefix === '') {
    const message = 'metadata.name: Required value: name or generateName is required. The object has no name.';
    error(findings, 'AER0110', ['metadata', 'name'], message, 'Give `metadata.name`.');
  } else {
    findings.push({
      code: 'AER0118',
      severity: 'warning',
      message:
        'The object has `generateName` but no `name`: `kubectl create` makes a new object each time, `kubectl apply` refuses it with "cannot use generate name with apply".',
      path: ['metadata', 'generateName'],
      fix: 'Give `metadata.name`.',
    });
  }
  if (prefix !== '') checkPrefix(findings, prefix, name === '');
}

/** The checks of `generateName`: of the prefix itself, and of the name that the server makes of it (58 letters of it and 5 of its own). */
function checkPrefix(findings: Finding[], prefix: string, isUsed: boolean): void {
  // As NameIsDNSSubdomain with prefix: of a dash at the end, the server replaces it and the letter before it.
  const words = subdomainError(prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);
  const path = ['metadata', 'generateName'];
  if (words !== undefined) error(findings, 'AER0111', path, `metadata.generateName: Invalid value: ${shown(prefix)}: ${words}.`);
  const name = isUsed ? `${prefix.slice(0, 58)}xxxxx` : 'x';
  const made = subdomainError(name);
  if (made === undefined) return;
  error(
    findings,
    'AER0111',
    ['metadata', 'name'],
    `metadata.name: Invalid value: ${shown(name)}, made from generateName: ${made}.`,
  );
}

function checkNamespace(findings: Finding[], metadata: JsonObject, scope: 'Namespaced' | 'Cluster'): void {
  const namespace = textOf(metadata, 'namespace');
  if (namespace === '') return;
  if (scope === 'Cluster') {
    findings.push({
      code: 'AER0119',
      severity: 'warning',
      message: `This kind belongs to the whole cluster: the API server drops the namespace ${shown(namespace)}. The object is for every namespace, and one of the same name with another namespace is the same object.`,
      path: ['metadata', 'namespace'],
      fix: 'Remove `metadata.namespace`.',
    });
    return;
  }
  const words = labelError(namespace);
  if (words === undefined) return;
  const message = `metadata.namespace: Invalid value: ${shown(namespace)}: ${words}.`;
  error(findings, 'AER0112', ['metadata', 'namespace'], message, 'Name a namespace of the cluster.');
}

function checkLabels(findings: Finding[], labels: JsonObject): void {
  for (const key of Object.keys(labels)) {
    const path = ['metadata', 'labels', key];
    const words = qualifiedNameError(key);
    if (words !== undefined) {
      findings.push({
        code: 'AER0113',
        severity: 'error',
        message: `metadata.labels: Invalid value: ${shown(key)}: ${words}.`,
        path,
        target: 'key',
        fix: 'Correct the key of the label.',
      });
    }
    const value = labels[key];
    if (typeof value !== 'string') continue;
    const wrong = labelValueError(value);
    if (wrong === undefined) continue;
    const message = `metadata.labels: Invalid value: ${shown(value)}: ${wrong}.`;
    error(findings, 'AER0113', path, message, 'Shorten or correct the value; free text belongs into an annotation.');
  }
}

const annotationBytes = 256 * 1024;

function checkAnnotations(findings: Finding[], annotations: JsonObject): void {
  let letters = 0;
  for (const key of Object.keys(annotations)) {
    const value = annotations[key];
    letters += key.length + (typeof value === 'string' ? value.length : 0);
    const words = qualifiedNameError(key.toLowerCase());
    if (words === undefined) continue;
    findings.push({
      code: 'AER0114',
      severity: 'error',
      message: `metadata.annotations: Invalid value: ${shown(key)}: ${words}.`,
      path: ['metadata', 'annotations', key],
      target: 'key',
      fix: 'Correct the key of the annotation.',
    });
  }
  if (letters * 3 <= annotationBytes) return;
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    bytes += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  if (bytes <= annotationBytes) return;
  const message = `metadata.annotations: Too long: may not be more than ${annotationBytes} bytes. They have ${bytes} together.`;
  error(findings, 'AER0114', ['metadata', 'annotations'], message, 'Shorten or remove annotations.');
}

function checkOwners(findings: Finding[], owners: Json[]): void {
  let controller: string | undefined;
  owners.forEach((item, index) => {
    if (item !== null && !isObject(item)) return;
    const owner = item ?? {};
    const isEmpty = (member: string) => (own(owner, member) ?? '') === '';
    const path: Path = ['metadata', 'ownerReferences', index];
    const refuse = (member: string, words: string) =>
      error(
        findings,
        'AER0115',
        [...path, member],
        `metadata.ownerReferences.${member}: Invalid value: ${shown(textOf(owner, member))}: ${words}.`,
      );
    const apiVersion = textOf(owner, 'apiVersion');
    const parts = apiVersion.split('/');
    const isText = typeof (own(owner, 'apiVersion') ?? '') === 'string';
    if (isText && (parts.length > 2 || parts.at(-1) === '')) refuse('apiVersion', 'version must not be empty');
    for (const member of ['kind', 'name', 'uid']) if (isEmpty(member)) refuse(member, 'must not be empty');
    if ((apiVersion === 'v1' || apiVersion === '/v1') && textOf(owner, 'kind') === 'Event') {
      error(
        findings,
        'AER0115',
        path,
        'metadata.ownerReferences: Invalid value: /v1, Kind=Event is disallowed from being an owner.',
      );
    }
    if (own(owner, 'controller') !== true) return;
    const name = `${textOf(owner, 'kind')}/${textOf(owner, 'name')}`;
    if (controller === undefined) controller = name;
    else {
      const message = `metadata.ownerReferences: Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}.`;
      error(findings, 'AER0115', path, message, 'Keep one `controller: true`.');
    }
  });
}

function checkFinalizers(findings: Finding[], finalizers: Json[]): void {
  finalizers.forEach((item, index) => {
    if (item !== null && typeof item !== 'string') return;
    const words = qualifiedNameError(item ?? '');
    if (words === undefined) return;
    error(
      findings,
      'AER0116',
      ['metadata', 'finalizers', index],
      `metadata.finalizers: Invalid value: ${shown(item ?? '')}: ${words}.`,
    );
  });
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return;
  const message = 'metadata.finalizers: finalizer orphan and foregroundDeletion cannot be both set.';
  error(findings, 'AER0116', ['metadata', 'finalizers'], message, 'Remove one of the two.');
}

/**
 * Judges `metadata` as the API server does for an object of a custom kind that is created (kube-apiserver 1.34, strict field
 * validation): its Go types, unknown fields, then the rules on names, namespace, labels, annotations, owners and finalizers.
 * What is fine for the server but not for `kubectl apply` is a warning. `metadata` undefined: the object has none.
 */
export function metadataFindings(metadata: Json | undefined, scope: 'Namespaced' | 'Cluster'): Finding[] {
  const findings = metadata === undefined ? [] : objectMetaFindings(metadata);
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) return findings;
  const object = metadata ?? {};
  const name = own(object, 'name');
  if (name === undefined || name === null || typeof name === 'string') checkName(findings, object);
  checkNamespace(findings, object, scope);
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (key === 'labels' && isObject(value)) checkLabels(findings, value);
    else if (key === 'annotations' && isObject(value)) checkAnnotations(findings, value);
    else if (key === 'ownerReferences' && Array.isArray(value)) checkOwners(findings, value);
    else if (key === 'finalizers' && Array.isArray(value)) checkFinalizers(findings, value);
    else if (key === 'resourceVersion' && typeof value === 'string' && !/^0*$/.test(value)) {
      findings.push({
        code: 'AER0122',
        severity: 'warning',
        message:
          'resourceVersion comes from the server: it refuses a new object that has one, and changes an existing object only if it is still at that version.',
        path: ['metadata', 'resourceVersion'],
        fix: 'Remove `metadata.resourceVersion`.',
      });
    }
  }
  return findings;
}
