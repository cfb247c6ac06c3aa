import { asList, asObject, asString, type Json, type JsonObject, own } from '../base/json.js';
import type { Metadata } from './aeraki.js';

/** A port of a Kubernetes Service or of a ServiceEntry. `index` is its place in the list as written. */
export interface Port {
  number: number;
  name: string;
  index: number;
  /** The port of the pods: a number, or a name that a Service gives. */
  targetPort?: number | string;
  appProtocol?: string;
}

/** What is read of a Kubernetes Service. */
export interface KubernetesService {
  metadata: Metadata;
  type: string;
  clusterIPs: string[];
  selector: Record<string, string>;
  ports: Port[];
}

/** A Secret's values as text, decoded from base64; `stringData` counts over `data`, as the API server has it. */
export interface Secret {
  metadata: Metadata;
  data: Map<string, string>;
}

/** A ConfigMap's texts. */
export interface ConfigMap {
  metadata: Metadata;
  data: Map<string, string>;
}

/** The member as an object; anything else is an empty one. */
export function objectAt(object: JsonObject | undefined, key: string): JsonObject {
  return (object && asObject(own(object, key))) ?? {};
}

/** The member as a list; anything else is an empty one. */
export function listAt(object: JsonObject | undefined, key: string): Json[] {
  return object ? asList(own(object, key)) : [];
}

/** The member as a text; anything else is the empty one, as proto3 has it. */
export function textAt(object: JsonObject | undefined, key: string): string {
  return (object && asString(own(object, key))) ?? '';
}

/** The member as a whole number, also if written as a quoted one; undefined if it is none. */
export function integerAt(object: JsonObject | undefined, key: string): number | undefined {
  const value = object && own(object, key);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The texts of a list; what is not a text is left out. */
export function textsAt(object: JsonObject | undefined, key: string): string[] {
  return listAt(object, key).filter((item) => typeof item === 'string');
}

/** A map of texts, such as labels; what is not a text is left out. */
export function textMapAt(object: JsonObject | undefined, key: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectAt(object, key)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The object's metadata. `namespace` is given to an object that names none. */
export function readMetadata(object: JsonObject, namespace: string): Metadata {
  const metadata = objectAt(object, 'metadata');
  return {
    name: textAt(metadata, 'name'),
    namespace: textAt(metadata, 'namespace') || namespace,
    labels: textMapAt(metadata, 'labels'),
    annotations: textMapAt(metadata, 'annotations'),
  };
}

/** Reads `ports` of a Service (`numberField` is `port`) or of a ServiceEntry (`number`). Ports without a number are left out. */
export function readPorts(spec: JsonObject, numberField: 'port' | 'number'): Port[] {
  const ports: Port[] = [];
  listAt(spec, 'ports').forEach((item, index) => {
    const port = asObject(item);
    const number = integerAt(port, numberField);
    if (port === undefined || number === undefined) return;
    const target = own(port, 'targetPort');
    ports.push({
      number,
      name: textAt(port, 'name'),
      index,
      ...(typeof target === 'number' || (typeof target === 'string' && target !== '') ? { targetPort: target } : {}),
      ...(textAt(port, 'appProtocol') === '' ? {} : { appProtocol: textAt(port, 'appProtocol') }),
    });
  });
  return ports;
}

/** Reads a Kubernetes Service leniently: what has the wrong type counts as absent. */
export function readService(object: JsonObject, namespace: string): KubernetesService {
  const spec = objectAt(object, 'spec');
  const all = textsAt(spec, 'clusterIPs').filter((ip) => ip !== '');
  const one = textAt(spec, 'clusterIP');
  return {
    metadata: readMetadata(object, namespace),
    type: textAt(spec, 'type'),
    clusterIPs: all.length > 0 ? all : one === '' ? [] : [one],
    selector: textMapAt(spec, 'selector'),
    ports: readPorts(spec, 'port'),
  };
}

/** Reads a Secret. */
export function readSecret(object: JsonObject, namespace: string): Secret {
  const data = new Map<string, string>();
  for (const [key, value] of Object.entries(textMapAt(object, 'data'))) data.set(key, Buffer.from(value, 'base64').toString());
  for (const [key, value] of Object.entries(textMapAt(object, 'stringData'))) data.set(key, value);
  return { metadata: readMetadata(object, namespace), data };
}

/** Reads a ConfigMap. */
export function readConfigMap(object: JsonObject, namespace: string): ConfigMap {
  return { metadata: readMetadata(object, namespace), data: new Map(Object.entries(textMapAt(object, 'data'))) };
}
