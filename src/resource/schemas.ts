import applicationprotocol from '../../schemas/applicationprotocol.json' with { type: 'json' };
import configmap from '../../schemas/configmap.json' with { type: 'json' };
import deployment from '../../schemas/deployment.json' with { type: 'json' };
import destinationrule from '../../schemas/destinationrule.json' with { type: 'json' };
import dubboauthorizationpolicy from '../../schemas/dubboauthorizationpolicy.json' with { type: 'json' };
import envoyfilter from '../../schemas/envoyfilter.json' with { type: 'json' };
import gateway from '../../schemas/gateway.json' with { type: 'json' };
import meshconfig from '../../schemas/meshconfig.json' with { type: 'json' };
import metarouter from '../../schemas/metarouter.json' with { type: 'json' };
import namespace from '../../schemas/namespace.json' with { type: 'json' };
import pod from '../../schemas/pod.json' with { type: 'json' };
import redisdestination from '../../schemas/redisdestination.json' with { type: 'json' };
import redisservice from '../../schemas/redisservice.json' with { type: 'json' };
import secret from '../../schemas/secret.json' with { type: 'json' };
import service from '../../schemas/service.json' with { type: 'json' };
import serviceentry from '../../schemas/serviceentry.json' with { type: 'json' };
import sidecar from '../../schemas/sidecar.json' with { type: 'json' };
import virtualservice from '../../schemas/virtualservice.json' with { type: 'json' };
import { apiVersions, kinds } from './kinds.js';
import type { JsonSchema } from './schema.js';

/**
 * Every schema by the name of its file, as `KindInfo.schema` names it. Large: only `explain` and `schema` load this module, by a
 * dynamic import; `validate` runs on what is compiled from the schemas.
 */
export const schemas: Readonly<Record<string, JsonSchema>> = {
  'applicationprotocol.json': applicationprotocol,
  'configmap.json': configmap,
  'deployment.json': deployment,
  'destinationrule.json': destinationrule,
  'dubboauthorizationpolicy.json': dubboauthorizationpolicy,
  'envoyfilter.json': envoyfilter,
  'gateway.json': gateway,
  'meshconfig.json': meshconfig,
  'metarouter.json': metarouter,
  'namespace.json': namespace,
  'pod.json': pod,
  'redisdestination.json': redisdestination,
  'redisservice.json': redisservice,
  'secret.json': secret,
  'service.json': service,
  'serviceentry.json': serviceentry,
  'sidecar.json': sidecar,
  'virtualservice.json': virtualservice,
};

/** A schema whose references to definitions of its own lead to where it stands in another one. */
function moved(value: unknown, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$id' && key !== '$schema')
      .map(([key, member]) => [key, key === '$ref' && typeof member === 'string' ? member.replace('#', to) : moved(member, to)]),
  );
}

/**
 * One schema for any object, complete in itself, for an editor to point all manifests at: it chooses by apiVersion and kind, refuses
 * kinds and versions that Aeraki does not have, goes into a `List`, and lets everything else pass.
 */
export function allSchema(): object {
  const listed = kinds.filter((info) => info.versions.length > 0);
  const when = (properties: object, consequence: object) => ({
    if: { properties, required: Object.keys(properties) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: consequence,
  });
  const aeraki = listed.filter((info) => info.role === 'aeraki');
  const versions = [...new Set(aeraki.flatMap(apiVersions))];
  const kindsOf = (version: string) => aeraki.filter((info) => apiVersions(info).includes(version)).map((info) => info.kind);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'aerakictl:/schemas/all.json',
    title: 'Objects of a mesh with Aeraki',
    description:
      'Any object of Kubernetes: the kinds that aerakictl knows are checked by their schemas, kinds and versions that Aeraki does not have are refused, everything else passes.',
    type: 'object',
    properties: {
      apiVersion: { description: 'The group and version of the kind.', type: 'string' },
      kind: { description: 'The kind.', type: 'string' },
    },
    allOf: [
      ...listed.map((info) =>
        when({ apiVersion: { enum: apiVersions(info) }, kind: { const: info.kind } }, { $ref: `#/definitions/${info.kind}` }),
      ),
      when(
        { apiVersion: { type: 'string', pattern: '^([^/]*\\.)?aeraki\\.io/' } },
        { properties: { apiVersion: { enum: versions } } },
      ),
      ...versions.map((version) =>
        when({ apiVersion: { const: version } }, { properties: { kind: { enum: kindsOf(version) } } }),
      ),
      when(
        { apiVersion: { const: 'v1' }, kind: { const: 'List' } },
        { properties: { items: { type: 'array', items: { $ref: '#' } } } },
      ),
    ],
    definitions: Object.fromEntries(listed.map((info) => [info.kind, moved(schemas[info.schema], `#/definitions/${info.kind}`)])),
  };
}
