/** A request in the terms of Kubernetes' RBAC, which are those of its users. */
export interface RequestMeaning {
  /** RBAC's verb: get, list, watch, create, update, patch, delete; empty for paths that are no resource. */
  verb: string;
  group: string;
  /** Plural, `pods`; empty for paths that are no resource. */
  plural: string;
  name: string;
  namespace: string;
  subresource: string;
  /** For people: `list metarouters.metaprotocol.aeraki.io in namespace x`. */
  words: string;
}

const verbs: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const spoken: Record<string, string> = {
  log: 'read the log of',
  exec: 'run a command in',
  portforward: 'forward a port of',
};

/** What a method and a path of the Kubernetes API mean. */
export function meaningOf(method: string, path: string): RequestMeaning {
  const [bare = '', query = ''] = path.split('?', 2);
  const parameters = new URLSearchParams(query);
  const parts = bare.split('/').filter((part) => part !== '');
  const decode = (part: string | undefined): string => {
    try {
      return decodeURIComponent(part ?? '');
    } catch {
      return part ?? '';
    }
  };
  const rest = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : [];
  const none = { verb: '', group: '', plural: '', name: '', namespace: '', subresource: '' };
  if (rest.length === 0) return { ...none, words: `${method === 'GET' ? 'read' : method} ${bare}` };
  const group = parts[0] === 'apis' ? decode(parts[1]) : '';
  const inSpace = rest[0] === 'namespaces' && rest.length > 2;
  const [plural, name, ...below] = inSpace ? rest.slice(2) : rest;
  const namespace = inSpace ? decode(rest[1]) : '';
  const watched = parameters.get('watch') === 'true' || parameters.get('watch') === '1';
  const read = name === undefined ? (watched ? 'watch' : 'list') : 'get';
  const verb = method === 'GET' ? read : (verbs[method] ?? method.toLowerCase());
  const meaning = {
    verb,
    group,
    plural: decode(plural),
    name: decode(name),
    namespace,
    subresource: below.map(decode).join('/'),
  };
  const dry = parameters.get('dryRun') === null ? '' : ' (dry run)';
  // Only server-side apply takes fields over by force, or says that it does not.
  const apply = method === 'PATCH' && parameters.get('force') !== null;
  return { ...meaning, words: `${wordsOf(meaning, apply ? 'apply' : verb)}${dry}` };
}

function wordsOf({ plural, group, name, namespace, subresource }: Omit<RequestMeaning, 'words'>, verb: string): string {
  const kind = group === '' || group === 'apps' ? plural : `${plural}.${group}`;
  const act = Object.hasOwn(spoken, subresource) ? spoken[subresource] : subresource === '' ? verb : `${verb} ${subresource} of`;
  const where = namespace === '' ? '' : ` in namespace ${namespace}`;
  if (name === '') return `${act} ${kind}${where || (verb === 'list' || verb === 'watch' ? ' in the whole cluster' : '')}`;
  return `${act} ${singular(plural)}${kind.slice(plural.length)} ${name}${where}`;
}

/** One of a plural, as the names of Kubernetes' resources are made: `serviceentries`, `gateways`, `ingresses`. */
function singular(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.endsWith('sses') ? plural.slice(0, -2) : plural.replace(/s$/, '');
}
