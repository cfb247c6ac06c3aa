import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrapHanging } from './wrap.js';

/** A control plane's deployment. An empty version is not known. */
export interface PlaneVersion {
  name: string;
  namespace: string;
  version: string;
  revision?: string;
  image: string;
}

/** What `version` tells. Null: it could not be read, and `unknown` says why, by the name of the part. */
export interface Versions {
  client: { version: string; node: string; platform: string };
  kubernetes?: { version: string };
  istio?: PlaneVersion[] | null;
  aeraki?: PlaneVersion[] | null;
  proxies?: { image: string; count: number }[] | null;
  unknown?: Record<string, string>;
  /** Why no cluster answered. */
  error?: { message: string; fix?: string };
}

/** The versions, one a line. */
export function renderVersions(versions: Versions, options: TextOptions): string {
  const colors = paint(options.color);
  const { client, kubernetes, istio, aeraki, proxies, unknown = {} } = versions;
  const lines: [string, string][] = [['aerakictl', client.version]];
  if (kubernetes !== undefined) lines.push(['Kubernetes', kubernetes.version]);
  const plane = ({ name, namespace, version, revision = '' }: PlaneVersion): string => {
    const of = revision === '' || revision === 'default' ? '' : `, revision ${revision}`;
    return `${version === '' ? 'of a version that is not known' : version} (${name} in ${namespace}${of})`;
  };
  const section = <T>(label: string, key: string, items: T[] | null | undefined, show: (item: T) => string): void => {
    if (items === undefined) return;
    if (items === null) lines.push([label, `not known, because ${unknown[key] ?? 'it could not be read'}`]);
    else if (items.length === 0) lines.push([label, 'none found']);
    else items.forEach((item, index) => void lines.push([index === 0 ? label : '', show(item)]));
  };
  section('Istio', 'istio', istio, plane);
  section('Aeraki', 'aeraki', aeraki, plane);
  section('Proxies', 'proxies', proxies, ({ image, count }) => `${image} (${count} ${count === 1 ? 'pod' : 'pods'})`);
  return lines
    .flatMap(([label, value]) => {
      const head = label === '' ? '' : `${label}:`;
      const [first = '', ...rest] = wrapHanging(' '.repeat(12), sanitize(value), options.width);
      return [`${colors.strong(head)}${first.slice(head.length)}`, ...rest];
    })
    .map((line) => `${line}\n`)
    .join('');
}
