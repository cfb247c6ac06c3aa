import type { Finding, ResourceRef } from '../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import type { Patterns } from '../base/pattern.js';
import type { ManifestObject } from '../manifest/types.js';
import { readMetaRouterSpec } from './decode.js';
import type { DecodeError } from './jsonpb.js';
import { findKind, type KindInfo, type KindLookup } from './kinds.js';
import { metadataFindings } from './metadata.js';
import { structuralFindings } from './structural.js';
import { metaRouterWarnings, usabilityWarnings } from './usable.js';
import { type FieldTree, fields, type Validator, validators } from './validators.generated.js';
import { webhookFindings } from './webhook.js';

/** What an object is judged with. */
export interface ValidationContext {
  /** Given to objects that name no namespace. */
  namespace: string;
  /** The engine for users' patterns. May be left out where no text of the input has the word `regex`: else meeting one throws. */
  patterns?: Patterns;
  /** What {@link loadReaders} gives: without it the kinds that are not Aeraki's are not looked into. */
  readers?: Readers;
}

/** Validators and fields of the kinds that this program only reads, by `group/version/Kind`. */
export interface Readers {
  validators: Record<string, Validator>;
  fields: Record<string, FieldTree>;
}

/** The verdict on one object. `skipped`: a kind that is of no concern to Aeraki. */
export interface Validation {
  status: 'checked' | 'skipped';
  findings: Finding[];
}

/** Loads the validators of the kinds that are not Aeraki's. They are large, so only a caller that has met one asks for them. */
export async function loadReaders(): Promise<Readers> {
  const { validators, fields } = await import('./readers.generated.js');
  return { validators, fields };
}

/**
 * The verdict that `kubectl apply` would get of an API server (1.34, strict field validation) with Aeraki's CRDs and its webhook,
 * without asking one. There is a finding of severity `error` if and only if the object would be refused. All that is wrong is
 * told at once, also what the server would only say after the first refusal, but nothing that merely follows from another finding.
 * What is accepted and still cannot work is a warning. Objects of other kinds get warnings at most.
 */
export function validateObject(object: ManifestObject, context: ValidationContext): Validation {
  const { value } = object;
  const apiVersion = own(value, 'apiVersion');
  const kind = own(value, 'kind');
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return { status: 'skipped', findings: [] };
  const lookup = findKind(apiVersion, kind);
  const findings = findingsOf(value, apiVersion, kind, lookup, context);
  if (findings.length > 0) {
    const resource = resourceOf(value, apiVersion, kind, context.namespace);
    for (const finding of findings) {
      finding.origin = object.origin;
      finding.resource = resource;
      for (const related of finding.related ?? []) related.origin ??= object.origin;
    }
  }
  return { status: lookup.status === 'foreign' && !isRefused(findings) ? 'skipped' : 'checked', findings };
}

function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function findingsOf(
  value: JsonObject,
  apiVersion: string,
  kind: string,
  lookup: KindLookup,
  context: ValidationContext,
): Finding[] {
  if (lookup.status !== 'known') return unknownKind(apiVersion, kind, lookup);
  const key = `${apiVersion}/${kind}`;
  if (lookup.info.role === 'read') return readFindings(value, key, context.readers);
  return aerakiFindings(value, key, lookup.info, context);
}

function resourceOf(value: JsonObject, apiVersion: string, kind: string, namespace: string): ResourceRef {
  const resource: ResourceRef = { apiVersion, kind };
  const lookup = findKind(apiVersion, kind);
  if (lookup.status !== 'known' || lookup.info.scope === 'Namespaced') resource.namespace = namespaceOf(value, namespace);
  const name = metadataText(value, 'name');
  if (name !== '') resource.name = name;
  return resource;
}

function metadataText(value: JsonObject, key: string): string {
  const metadata = own(value, 'metadata');
  const text = isObject(metadata) ? own(metadata, key) : undefined;
  return typeof text === 'string' ? text : '';
}

function namespaceOf(value: JsonObject, fallback: string): string {
  return metadataText(value, 'namespace') || fallback;
}

/** A kind of Aeraki's groups that Aeraki does not have, or one of Aeraki's names in a group that is not Aeraki's. */
function unknownKind(apiVersion: string, kind: string, lookup: Exclude<KindLookup, { status: 'known' }>): Finding[] {
  const isForeign = lookup.status === 'foreign';
  const meant = lookup.suggestion;
  if (isForeign && meant === undefined) return [];
  // Kubernetes' own group has no such kind for certain; any other group may have one of that name.
  const isCertain = !isForeign || !apiVersion.includes('/');
  const what = lookup.status === 'unknownVersion' ? 'Aeraki has no such version' : 'Aeraki has no such kind';
  const finding: Finding = {
    code: 'AER0120',
    severity: isCertain ? 'error' : 'warning',
    message: isCertain
      ? `no matches for kind "${kind}" in version "${apiVersion}": ${what}.`
      : `This ${kind} is in a group that is not Aeraki's, "${apiVersion}": Aeraki does not see it.`,
    path: [meant === undefined || meant.kind !== kind ? 'kind' : 'apiVersion'],
  };
  if (meant === undefined) return [finding];
  const change = [
    ...(meant.apiVersion === apiVersion ? [] : [`\`apiVersion: ${meant.apiVersion}\``]),
    ...(meant.kind === kind ? [] : [`\`kind: ${meant.kind}\``]),
  ].join(' and ');
  finding.message += ` Did you mean ${change}?`;
  finding.fix = `Write ${change}.`;
  return [finding];
}

function readFindings(value: JsonObject, key: string, readers: Readers | undefined): Finding[] {
  if (readers === undefined || !Object.hasOwn(readers.validators, key)) return [];
  const validator = readers.validators[key];
  if (validator === undefined || validator(value)) return [];
  const { findings } = structuralFindings(value, validator, readers.fields[key] ?? {});
  return findings
    .filter((finding) => finding.code === 'AER0102')
    .map((finding) => ({
      code: 'AER0131',
      severity: 'warning',
      message: finding.message.replace(
        /: the API server refuses the object\.$/,
        ', as far as this program knows the kind; it counts as absent here.',
      ),
      path: finding.path,
      ...(finding.fix === undefined ? {} : { fix: finding.fix }),
    }));
}

/** Paths of which something has been said, as a tree. */
interface Told {
  isHere: boolean;
  below: Map<string | number, Told>;
}

function toldOf(paths: readonly Path[]): Told {
  const root: Told = { isHere: false, below: new Map() };
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      let next = node.below.get(step);
      if (next === undefined) {
        next = { isHere: false, below: new Map() };
        node.below.set(step, next);
      }
      node = next;
    }
    node.isHere = true;
  }
  return root;
}

/** Whether something is already said of what stands there, above it or below it. */
function isTold(path: Path, told: Told): boolean {
  let node = told;
  for (const step of path) {
    if (node.isHere) return true;
    const next = node.below.get(step);
    if (next === undefined) return false;
    node = next;
  }
  return node.isHere || node.below.size > 0;
}

function decodeFinding({ path, message, fix }: DecodeError): Finding {
  return {
    code: 'AER0231',
    severity: 'error',
    message: `error decoding configuration: ${message}. Aeraki cannot read ${formatPath(path)}.`,
    path,
    fix,
  };
}

function aerakiFindings(value: JsonObject, key: string, info: KindInfo, context: ValidationContext): Finding[] {
  const validator = validators[key];
  if (validator === undefined) throw new Error(`no validator was compiled for ${key}`);
  const { findings, object, refused } = structuralFindings(value, validator, fields[key] ?? {});
  findings.unshift(...metadataFindings(own(value, 'metadata'), info.scope));
  const later =
    info.kind === 'MetaRouter'
      ? metaRouterFindings(object, refused, context)
      : refused.length > 0
        ? []
        : usabilityWarnings(object, info.kind);
  return findings.length === 0 ? later : findings.concat(later);
}

/** What the webhook says of an object of which the schema has said `refused` already, and what Aeraki makes of it later. */
function metaRouterFindings(object: JsonObject, refused: readonly Path[], context: ValidationContext): Finding[] {
  const { value, errors } = readMetaRouterSpec(object);
  const namespace = namespaceOf(object, context.namespace);
  const rules = webhookFindings(value, namespace, context.patterns).concat(metaRouterWarnings(value));
  if (refused.length === 0 && errors.length === 0) return rules;
  const fromSchema = toldOf(refused);
  const fresh = errors.filter(({ path }) => !isTold(path, fromSchema));
  const told = toldOf(refused.concat(errors.map(({ path }) => path)));
  return fresh.map(decodeFinding).concat(rules.filter(({ path }) => !isTold(path, told)));
}

/** Whether an object is of a kind that {@link loadReaders} is needed for. */
export function isOnlyRead(apiVersion: Json | undefined, kind: Json | undefined): boolean {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  const lookup = findKind(apiVersion, kind);
  return lookup.status === 'known' && lookup.info.role === 'read';
}
