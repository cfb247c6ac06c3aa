import type { KindInfo } from './kinds.js';
import type { JsonSchema } from './schema.js';

/** A schema of Kubernetes' structural form: OpenAPI v3 without references, and without keywords that only JSON Schema has. */
interface StructuralSchema {
  description?: string;
  type?: string;
  nullable?: true;
  format?: string;
  enum?: string[];
  oneOf?: object[];
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  'x-kubernetes-preserve-unknown-fields'?: true;
}

/** What the published definitions have beside the schema. The column of RedisService is `.spec.hosts` there, a field that does not exist. */
const columns: Readonly<Record<string, object[]>> = {
  RedisService: [{ name: 'Hosts', type: 'string', jsonPath: '.spec.host', description: 'The services the object is for' }],
  RedisDestination: [{ name: 'Host', type: 'string', jsonPath: '.spec.host', description: 'The service the object is for' }],
};
const age = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'How long ago the object was created',
};

function categories(group: string): string[] {
  const own = group.replaceAll('.', '-');
  return group.startsWith('redis.') ? [own] : ['aeraki-io', own];
}

/** The structural form of a schema, with references written out. */
function structural(schema: JsonSchema, root: JsonSchema): StructuralSchema {
  const referred = schema.$ref === undefined ? {} : (root.definitions?.[schema.$ref.replace('#/definitions/', '')] ?? {});
  const { description, type, format, enum: values, oneOf, properties, additionalProperties, items } = { ...referred, ...schema };
  const types = [type ?? []].flat();
  const result: StructuralSchema = {};
  if (description !== undefined) result.description = description;
  const typeName = types.find((name) => name !== 'null');
  if (typeName !== undefined) result.type = typeName;
  if (types.includes('null')) result.nullable = true;
  if (format !== undefined) result.format = format;
  if (values !== undefined) result.enum = values;
  if (oneOf !== undefined) result.oneOf = oneOf;
  if (properties !== undefined) {
    result.properties = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, structural(field, root)]));
  }
  if (typeof additionalProperties === 'object') result.additionalProperties = structural(additionalProperties, root);
  if (items !== undefined) result.items = structural(items, root);
  return result;
}

/** The CustomResourceDefinition of a kind of Aeraki, made of its schema (`schemas` of `schemas.ts`, by `info.schema`). */
export function crdOf(info: KindInfo, schema: JsonSchema) {
  const { spec, status } = schema.properties ?? {};
  const singular = info.kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${info.plural}.${info.group}` },
    spec: {
      group: info.group,
      names: {
        categories: categories(info.group),
        kind: info.kind,
        listKind: `${info.kind}List`,
        plural: info.plural,
        ...(info.shortNames.length > 0 ? { shortNames: [...info.shortNames] } : {}),
        singular,
      },
      scope: info.scope,
      versions: info.versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        ...(columns[info.kind] === undefined ? {} : { additionalPrinterColumns: [...(columns[info.kind] ?? []), age] }),
        schema: {
          openAPIV3Schema: {
            description: schema.description ?? '',
            type: 'object',
            properties: {
              spec: structural(spec ?? {}, schema),
              status: { ...structural(status ?? {}, schema), 'x-kubernetes-preserve-unknown-fields': true },
            },
          } satisfies StructuralSchema,
        },
      })),
    },
  };
}
