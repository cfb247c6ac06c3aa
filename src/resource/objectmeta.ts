import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { goQuote } from '../base/gotext.js';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import { suggest } from '../base/suggest.js';
import { serverPath } from './fieldpath.js';
import { goKind } from './jsonpb.js';
import { quoteIt } from './structural.js';

/** A Go type that a value is decoded into: what it is called in Go's errors, and for people. */
type GoType = { go: string; people: string } & (
  | { is: 'string' | 'int64' | 'bool' | 'time' | 'any' }
  | { is: 'map' | 'list'; of: GoType }
  | { is: 'struct'; name: string; fields: Map<string, GoType> }
);

const text: GoType = { is: 'string', go: 'string', people: 'a string' };
const uid: GoType = { is: 'string', go: 'types.UID', people: 'a string' };
const whole: GoType = { is: 'int64', go: 'int64', people: 'a whole number' };
const truth: GoType = { is: 'bool', go: 'bool', people: 'true or false' };
const time: GoType = { is: 'time', go: 'string', people: 'a time as a string' };
const texts: GoType = { is: 'map', go: 'map[string]string', people: 'an object of strings', of: text };

function struct(name: string, fields: Record<string, GoType>): GoType {
  return { is: 'struct', go: `v1.${name}`, people: 'an object', name, fields: new Map(Object.entries(fields)) };
}

function listOf(of: GoType, people: string): GoType {
  return { is: 'list', go: `[]${of.go}`, people, of };
}

const ownerReference = struct('OwnerReference', {
  apiVersion: text,
  kind: text,
  name: text,
  uid,
  controller: truth,
  blockOwnerDeletion: truth,
});

const managedFieldsEntry = struct('ManagedFieldsEntry', {
  manager: text,
  operation: { ...text, go: 'v1.ManagedFieldsOperationType' },
  apiVersion: text,
  time,
  fieldsType: text,
  fieldsV1: { is: 'any', go: 'v1.FieldsV1', people: 'anything' },
  subresource: text,
});

/** `ObjectMeta` of k8s.io/apimachinery v0.34. */
const objectMeta = struct('ObjectMeta', {
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid,
  resourceVersion: text,
  generation: whole,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: whole,
  labels: texts,
  annotations: texts,
  ownerReferences: listOf(ownerReference, 'a list of objects'),
  finalizers: listOf(text, 'a list of strings'),
  managedFields: listOf(managedFieldsEntry, 'a list of objects'),
});

function error(findings: Finding[], code: Code, path: Path, message: string, fix?: string): void {
  findings.push({ code, severity: 'error', message, path, ...(fix === undefined ? {} : { fix }) });
}

const kindsForPeople: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  bool: 'true or false',
  number: 'a number',
  string: 'a string',
};

function wrongType(findings: Finding[], value: Json, type: GoType, path: Path, field: string): void {
  const isNumber = typeof value === 'number';
  const got = isNumber && type.is === 'int64' ? `number ${value}` : goKind(value);
  const target = field === '' ? `Go value of type ${type.go}` : `Go struct field ${field} of type ${type.go}`;
  const found = isNumber ? `the number ${value}` : typeof value === 'boolean' ? String(value) : kindsForPeople[goKind(value)];
  const quotable = type.is === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  const message = `${formatPath(path)} must be ${type.people}, it is ${found}: the API server cannot decode the object (json: cannot unmarshal ${got} into ${target}).`;
  error(findings, 'AER0102', path, message, quotable ? quoteIt(value) : `Write ${type.people}.`);
  const finding = findings.at(-1);
  if (quotable && finding !== undefined) finding.edit = { path, target: 'quote' };
}

/** As Go's `time.Parse(time.RFC3339, …)`, which takes an hour of one digit and a comma before the fraction too. */
const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

function isTime(value: string): boolean {
  const match = rfc3339.exec(value);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  const isDate = day >= 1 && day <= days;
  return isDate && hour < 24 && minute < 60 && second < 60 && offsetHour <= 24 && offsetMinute <= 60;
}

/**
 * Checks that a value decodes into a Go type as `UnmarshalStrict` of sigs.k8s.io/json does it: null is the zero value, letter case
 * counts, unknown fields are errors.
 */
function checkType(findings: Finding[], value: Json, type: GoType, path: Path, field: string): void {
  if (value === null) return;
  switch (type.is) {
    case 'any':
      return;
    case 'string':
      if (typeof value !== 'string') wrongType(findings, value, type, path, field);
      return;
    case 'bool':
      if (typeof value !== 'boolean') wrongType(findings, value, type, path, field);
      return;
    case 'int64': {
      const fits = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 63;
      if (!fits) wrongType(findings, value, type, path, field);
      return;
    }
    case 'time':
      if (typeof value !== 'string') wrongType(findings, value, type, path, field);
      else if (!isTime(value)) {
        const message = `${formatPath(path)} is not a time: the API server cannot decode the object (parsing time ${goQuote(value)} as "2006-01-02T15:04:05Z07:00").`;
        error(findings, 'AER0117', path, message, 'Remove it, or write it as `2024-05-01T12:00:00Z`.');
      }
      return;
    case 'list':
      if (!Array.isArray(value)) wrongType(findings, value, type, path, field);
      else for (const [index, item] of value.entries()) checkType(findings, item, type.of, [...path, index], field);
      return;
    case 'map':
      if (!isObject(value)) wrongType(findings, value, type, path, field);
      else {
        for (const key of Object.keys(value)) {
          const item = value[key];
          if (typeof item !== 'string' && item !== undefined) checkType(findings, item, type.of, [...path, key], field);
        }
      }
      return;
    case 'struct':
      if (!isObject(value)) wrongType(findings, value, type, path, field);
      else checkStruct(findings, value, type.name, type.fields, path, field);
  }
}

function checkStruct(
  findings: Finding[],
  value: JsonObject,
  name: string,
  fields: Map<string, GoType>,
  path: Path,
  within: string,
): void {
  for (const key of Object.keys(value)) {
    const type = fields.get(key);
    const member = value[key] ?? null;
    if (type === undefined) {
      const meant = suggest(key, fields.keys());
      const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`;
      findings.push({
        code: 'AER0101',
        severity: 'error',
        message: `unknown field "${serverPath([...path, key])}": the metadata of objects has no such field.${hint}`,
        path: [...path, key],
        target: 'key',
        fix: meant === undefined ? 'Remove it; a value of your own belongs into `annotations`.' : `Write \`${meant}\`.`,
      });
    } else if (type.is !== 'string' || typeof member !== 'string') {
      const field = name === 'ObjectMeta' ? `ObjectMeta.${key}` : `${name}.${within.replace(/^\w+\./, '')}.${key}`;
      checkType(findings, member, type, [...path, key], field);
    }
  }
}

/** Finds what of `metadata` the API server cannot decode (kube-apiserver 1.34, strict): wrong types, unknown fields, texts that are no times. */
export function objectMetaFindings(metadata: Json): Finding[] {
  const findings: Finding[] = [];
  checkType(findings, metadata, objectMeta, ['metadata'], '');
  return findings;
}
