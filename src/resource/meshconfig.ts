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
  /** Whether sidecars answer DNS queries (`ISTIO_META_DNS_CAPTURE`), which addresses that Aeraki hands out need. */
  dnsCapture: boolean;
}

/** Reads a mesh configuration leniently, with Istio's defaults for what it leaves out. */
export function readMeshConfig(object: JsonObject): MeshConfig {
  const tracing = objectAt(objectAt(object, 'defaultConfig'), 'tracing');
  const metadata = objectAt(objectAt(object, 'defaultConfig'), 'proxyMetadata');
  const sampling = own(tracing, 'sampling');
  const encoding = own(object, 'accessLogEncoding');
  return {
    enableTracing: asBoolean(own(object, 'enableTracing')) ?? true,
    sampling: typeof sampling === 'number' && Number.isFinite(sampling) ? sampling : 0,
    accessLogFile: textAt(object, 'accessLogFile'),
    accessLogEncoding: encoding === 'JSON' || encoding === 1 ? 'JSON' : 'TEXT',
    accessLogFormat: textAt(object, 'accessLogFormat'),
    dnsCapture: String(own(metadata, 'ISTIO_META_DNS_CAPTURE')) === 'true',
  };
}
