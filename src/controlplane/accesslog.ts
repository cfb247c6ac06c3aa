import type { Finding } from '../base/finding.js';
import { isObject, type JsonObject } from '../base/json.js';
import { note } from '../mesh/notes.js';
import type { PlacedMeshConfig } from '../mesh/types.js';
import type { MeshConfig } from '../resource/meshconfig.js';

/** What Aeraki has MetaProtocol listeners log where the mesh sets no format of its own. Two spaces follow the duration, as there. */
export const textFormat =
  '[%START_TIME%] %REQ(X-META-PROTOCOL-APPLICATION-PROTOCOL)% %RESPONSE_CODE% %RESPONSE_CODE_DETAILS% ' +
  '%CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% ' +
  '%DURATION%  "%REQ(X-FORWARDED-FOR)%" "%REQ(X-REQUEST-ID)%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %ROUTE_NAME%\n';

const jsonFormat = {
  application_protocol: '%REQ(X-META-PROTOCOL-APPLICATION-PROTOCOL)%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  duration: '%DURATION%',
  request_id: '%REQ(X-REQUEST-ID)%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  route_name: '%ROUTE_NAME%',
  start_time: '%START_TIME%',
  upstream_cluster: '%UPSTREAM_CLUSTER%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
};

/** A custom JSON format; undefined if it is none, where Aeraki falls back to its own. */
function customFormat(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the access log's format is one that Aeraki cannot use. */
export function checkAccessLog({ value, source, path }: PlacedMeshConfig, notes: Finding[]): void {
  if (value.accessLogFile === '' || value.accessLogEncoding !== 'JSON' || value.accessLogFormat === '') return;
  if (customFormat(value.accessLogFormat) !== undefined) return;
  const at = source?.resource ? path : [...path, 'accessLogFormat'];
  notes.push(
    note(
      'AER0445',
      source ?? {},
      at,
      'accessLogFormat is no JSON object, so Aeraki logs an error and uses its own default format.',
    ),
  );
}

/** The members `accessLog` and `tracing` of a MetaProtocol listener (`MP/accesslog.go`, `MP/metaprotocolproxy.go`). */
export function observability(config: MeshConfig): JsonObject {
  const made: JsonObject = {};
  if (config.accessLogFile !== '') {
    const logFormat: JsonObject =
      config.accessLogEncoding === 'JSON'
        ? { jsonFormat: customFormat(config.accessLogFormat) ?? { ...jsonFormat } }
        : { textFormatSource: { inlineString: config.accessLogFormat || textFormat } };
    const type = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';
    made['accessLog'] = [
      { name: 'envoy.access_loggers.file', typedConfig: { '@type': type, path: config.accessLogFile, logFormat } },
    ];
  }
  if (config.enableTracing) {
    made['tracing'] = {
      clientSampling: { value: 100 },
      overallSampling: { value: 100 },
      randomSampling: config.sampling === 0 ? {} : { value: config.sampling },
    };
  }
  return made;
}
