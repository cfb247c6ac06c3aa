import { asBoolean, type Json, type JsonObject, own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
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

/** The same object with the fields that this program reads under their JSON names, as Istio takes both spellings. */
function withJsonNames(object: JsonObject): JsonObject {
  const renamed: JsonObject = {};
  for (const field of ['defaultConfig', 'enableTracing', 'accessLogFile', 'accessLogEncoding', 'accessLogFormat']) {
    const value: Json | undefined = own(object, field) ?? own(object, snakeCase(field));
    if (value !== undefined) renamed[field] = value;
  }
  return renamed;
}

/** Reads a mesh configuration leniently, with Istio's defaults for what it leaves out. */
export function readMeshConfig(given: JsonObject): MeshConfig {
  const object = withJsonNames(given);
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

/** The fields of Istio's MeshConfig, also those that Aeraki does not read and those of older releases. */
const meshConfigFields: readonly string[] = [
  'accessLogEncoding',
  'accessLogFile',
  'accessLogFormat',
  'ca',
  'caCertificates',
  'certificates',
  'configSources',
  'connectTimeout',
  'defaultConfig',
  'defaultDestinationRuleExportTo',
  'defaultHttpRetryPolicy',
  'defaultProviders',
  'defaultServiceExportTo',
  'defaultVirtualServiceExportTo',
  'disableEnvoyListenerLog',
  'disableMixerHttpReports',
  'disablePolicyChecks',
  'discoverySelectors',
  'dnsRefreshRate',
  'enableAutoMtls',
  'enableEnvoyAccessLogService',
  'enablePrometheusMerge',
  'enableTracing',
  'extensionProviders',
  'h2UpgradePolicy',
  'inboundClusterStatName',
  'inboundTrafficPolicy',
  'ingressClass',
  'ingressControllerMode',
  'ingressSelector',
  'ingressService',
  'localityLbSetting',
  'meshMTLS',
  'mixerCheckServer',
  'mixerReportServer',
  'outboundClusterStatName',
  'outboundTrafficPolicy',
  'pathNormalization',
  'policyCheckFailOpen',
  'protocolDetectionTimeout',
  'proxyHttpPort',
  'proxyInboundListenPort',
  'proxyListenPort',
  'reportBatchMaxEntries',
  'reportBatchMaxTime',
  'rootNamespace',
  'sdsUdsPath',
  'serviceScopeConfigs',
  'serviceSettings',
  'sidecarToTelemetrySessionAffinity',
  'statNameDelimiter',
  'tcpKeepalive',
  'thriftConfig',
  'tlsDefaults',
  'trustDomain',
  'trustDomainAliases',
  'verifyCertificateAtClient',
];

const fieldByName = new Map(meshConfigFields.flatMap((field) => [field, snakeCase(field)].map((name) => [name, field] as const)));

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** A member that is no field of MeshConfig, and the field that was probably meant. */
export interface UnknownMeshField {
  name: string;
  meant?: string;
}

/** Which members are fields of MeshConfig, in either spelling, and which are not. Istio ignores the latter. */
export function meshConfigMembers(object: JsonObject): { known: string[]; unknown: UnknownMeshField[] } {
  const known: string[] = [];
  const unknown: UnknownMeshField[] = [];
  for (const name of Object.keys(object)) {
    if (fieldByName.has(name)) {
      known.push(name);
      continue;
    }
    const meant = suggest(name, meshConfigFields);
    unknown.push(meant === undefined ? { name } : { name, meant });
  }
  return { known, unknown };
}
