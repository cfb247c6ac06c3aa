import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import type { ApplicationProtocol, MetaRouteMatch } from './aeraki.js';
import { decodeApplicationProtocol, type MetaRouterSpec } from './decode.js';
import { decodeDubboAuthorizationPolicy } from './dubbo.js';
import type { DecodeError } from './jsonpb.js';
import { decodeRedisDestination, decodeRedisService, type RedisService } from './redis.js';

// What the API server and the webhook accept, but Aeraki or the proxy cannot use. Warnings, all of them.

function warning(code: Code, path: Path, message: string, fix: string): Finding {
  return { code, severity: 'warning', message, path, fix };
}

function crash(path: Path, why: string, fix: string): Finding {
  return warning('AER0132', path, `${formatPath(path)} is missing: the API server accepts that, but ${why}.`, fix);
}

const panics =
  'Aeraki dies of it (a nil pointer) as soon as a service uses the object, again after each restart, for the whole mesh';

function emptyPrefixes(match: MetaRouteMatch | undefined, path: Path, findings: Finding[]): void {
  if (match === undefined) return;
  for (const [name, matcher] of match.attributes) {
    if (matcher.kind !== 'prefix' || matcher.value !== '') continue;
    const message = `${formatPath([...path, name, 'prefix'])} is empty: the webhook accepts that, the proxy refuses the whole route configuration (a prefix has at least one character).`;
    const fix = 'Give a prefix, or remove the condition.';
    findings.push(warning('AER0133', [...path, name, 'prefix'], message, fix));
  }
}

/** What of a MetaRouter passes the webhook and then makes Aeraki die or the proxy refuse. */
export function metaRouterWarnings(router: MetaRouterSpec): Finding[] {
  const findings: Finding[] = [];
  for (let index = 0; index < router.routes.length; index++) {
    const match = router.routes[index]?.match;
    if (match !== undefined && match.attributes.size > 0) {
      emptyPrefixes(match, ['spec', 'routes', index, 'match', 'attributes'], findings);
    }
  }
  const { globalRateLimit: global, localRateLimit: local } = router;
  emptyPrefixes(global?.match, ['spec', 'globalRateLimit', 'match', 'attributes'], findings);
  local?.conditions.forEach((condition, index) => {
    emptyPrefixes(condition.match, ['spec', 'localRateLimit', 'conditions', index, 'match', 'attributes'], findings);
  });
  if (global !== undefined && global.requestTimeout === undefined) {
    findings.push(crash(['spec', 'globalRateLimit', 'requestTimeout'], panics, 'Give `requestTimeout`, such as `20ms`.'));
  }
  return findings;
}

const builtIn: Record<string, string> = {
  dubbo: 'aeraki.meta_protocol.codec.dubbo',
  thrift: 'aeraki.meta_protocol.codec.thrift',
};

function applicationProtocolWarnings({ protocol, codec }: ApplicationProtocol): Finding[] {
  const findings: Finding[] = [];
  if (protocol === '') {
    const message =
      'spec.protocol is empty: no webhook checks this kind, so the API server accepts it, but no port can name the protocol.';
    findings.push(warning('AER0140', ['spec', 'protocol'], message, 'Give `spec.protocol`, such as `videopacket`.'));
  } else if (protocol.includes('-')) {
    const first = protocol.split('-')[0] ?? '';
    const message = `No port can name the protocol "${protocol}": Aeraki splits port names at dashes, and takes "${first}" from \`tcp-metaprotocol-${protocol}\`.`;
    findings.push(
      warning('AER0141', ['spec', 'protocol'], message, `Call it \`${protocol.replaceAll('-', '').toLowerCase()}\`.`),
    );
  } else if (protocol !== protocol.toLowerCase()) {
    const message = `The port of a Kubernetes Service cannot name the protocol "${protocol}": port names have no capitals, and Aeraki compares letter by letter.`;
    findings.push(warning('AER0141', ['spec', 'protocol'], message, `Call it \`${protocol.toLowerCase()}\`.`));
  }
  if (codec === '') {
    const message =
      'spec.codec is empty: no webhook checks this kind, so the API server accepts it, but Aeraki generates a filter without a codec, which the proxy rejects.';
    findings.push(
      warning(
        'AER0140',
        ['spec', 'codec'],
        message,
        'Give `spec.codec`, the name under which the codec is compiled into the proxy.',
      ),
    );
  } else if (Object.hasOwn(builtIn, protocol) && builtIn[protocol] !== codec) {
    const message = `This replaces the built-in codec of ${protocol} (${builtIn[protocol]}) for the whole mesh; deleting the object does not bring it back until Aeraki restarts.`;
    findings.push(
      warning('AER0142', ['spec', 'codec'], message, 'Give the protocol a name of its own, or use the built-in codec.'),
    );
  }
  return findings;
}

function redisServiceWarnings(service: RedisService): Finding[] {
  const findings: Finding[] = [];
  if (service.hosts.length === 0) {
    const message =
      'spec.host is empty: the API server accepts that, but Aeraki finds a RedisService by its hosts, so this one does nothing.';
    findings.push(warning('AER0134', ['spec', 'host'], message, 'Name the service in `spec.host`.'));
  }
  service.routes.forEach((route, index) => {
    const path: Path = ['spec', 'redis', index];
    if (route.route === undefined) findings.push(crash([...path, 'route'], panics, 'Give `route` with a `host`.'));
    route.mirrors.forEach((mirror, at) => {
      const mirrorPath = [...path, 'mirror', at];
      if (mirror.route === undefined) findings.push(crash([...mirrorPath, 'route'], panics, 'Give `route` with a `host`.'));
      if (mirror.percentage === undefined) {
        findings.push(crash([...mirrorPath, 'percentage'], panics, 'Give `percentage: {value: 100}` for every request.'));
      }
    });
  });
  service.faults.forEach((fault, index) => {
    if (fault.percentage !== undefined) return;
    findings.push(crash(['spec', 'faults', index, 'percentage'], panics, 'Give `percentage` with a `value`.'));
  });
  return findings;
}

function undecodable(errors: readonly DecodeError[], kind: string): Finding[] {
  return errors.map(({ path, message, fix }) =>
    warning(
      'AER0130',
      path,
      `${formatPath(path)}: the API server accepts the value, Aeraki cannot read it (${message}): it then sees no ${kind} at all, of any name or namespace.`,
      fix,
    ),
  );
}

/** What Aeraki cannot use of an object that the schema accepts, of the four kinds that no webhook judges. */
export function usabilityWarnings(object: JsonObject, kind: string): Finding[] {
  switch (kind) {
    case 'ApplicationProtocol': {
      const result = decodeApplicationProtocol(object);
      return 'errors' in result ? undecodable(result.errors, kind) : applicationProtocolWarnings(result.value);
    }
    case 'RedisService': {
      const result = decodeRedisService(object, '');
      return 'errors' in result ? undecodable(result.errors, kind) : redisServiceWarnings(result.value);
    }
    case 'RedisDestination': {
      const result = decodeRedisDestination(object, '');
      if ('errors' in result) return undecodable(result.errors, kind);
      const findings: Finding[] = [];
      if (result.value.pool?.tcp?.keepalive === true) {
        const path = ['spec', 'trafficPolicy', 'connectionPool', 'tcp', 'tcpKeepalive'];
        const message = `${formatPath(path)}: the API server accepts it, but ${panics}.`;
        findings.push(warning('AER0132', path, message, 'Remove `tcpKeepalive`.'));
      }
      if (result.value.host !== '') return findings;
      const message =
        'spec.host is empty: the API server accepts that, but Aeraki finds a RedisDestination by its host, so this one does nothing.';
      findings.push(warning('AER0134', ['spec', 'host'], message, 'Name the service in `spec.host`.'));
      return findings;
    }
    case 'DubboAuthorizationPolicy': {
      const result = decodeDubboAuthorizationPolicy(object, '');
      return 'errors' in result ? undecodable(result.errors, kind) : [];
    }
    default:
      return [];
  }
}
