import { asBoolean, type JsonObject, own } from '../base/json.js';
import { objectAt, textAt } from './core.js';

/** What Aeraki reads of Istio's mesh configuration. */
export interface MeshConfig {
  enableTracing: boolean;
  /** In percent. Unset is 0 to Aeraki, though Istio itself takes 1. */
  sampling: number;
  /** Empty: no access log. */
  accessLogFile: string;
  accessLogEncoding: 'TEXT' | 'JSON';
  /** Empty: the built-in format. */
  accessLogFormat: string;
  /** Whether sidecars answer for hosts that only Istio knows (`ISTIO_META_DNS_CAPTURE`), as the mesh configuration has it for all. */
  dnsCapture: boolean;
}

/** Reads a mesh configuration leniently, with Istio's defaults for what it leaves out. */
export function readMeshConfig(object: JsonObject): MeshConfig {
  const tracing = objectAt(objectAt(object, 'defaultConfig'), 'tracing');
  const sampling = own(tracing, 'sampling');
  const encoding = own(object, 'accessLogEncoding');
  return {
    enableTracing: asBoolean(own(object, 'enableTracing')) ?? true,
    sampling: typeof sampling === 'number' && Number.isFinite(sampling) ? sampling : 0,
    accessLogFile: textAt(object, 'accessLogFile'),
    accessLogEncoding: encoding === 'JSON' || encoding === 1 ? 'JSON' : 'TEXT',
    accessLogFormat: textAt(object, 'accessLogFormat'),
    dnsCapture: textAt(objectAt(objectAt(object, 'defaultConfig'), 'proxyMetadata'), 'ISTIO_META_DNS_CAPTURE') === 'true',
  };
}
