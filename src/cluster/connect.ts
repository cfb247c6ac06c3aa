import { existsSync, readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import { credentialsOf, fileOrData, type Identity, tellIdentity } from './credentials.js';
import { ClusterError } from './errors.js';
import { type Entry, entryText, type Kubeconfig, readKubeconfig } from './kubeconfig.js';
import { type Agents, agentsFor } from './library.js';
import { proxyFor } from './proxy.js';
import type { Cluster, ConnectOptions } from './types.js';

/** Where Kubernetes puts a pod's own credentials. */
const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** As kubectl has none; a cluster that does not answer for so long is of no use to a person who waits. */
const defaultTimeoutMs = 30_000;

/** What a context comes to. */
interface Target {
  context: string;
  namespace: string;
  cluster: Entry;
  user: Entry;
}

/** Reads the kubeconfig as kubectl does and picks the context. Throws a {@link ClusterError} of kind `config`. */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const target = targetOf(await readKubeconfig(options.kubeconfig, options.env), options);
  const server = serverOf(target);
  const proxy = proxyFor(server, entryText(target.cluster.value, 'proxy-url'), options.env);
  const credentials = credentialsOf(target.user, options, target.cluster.value);
  let identity: Identity | undefined;
  let agents: Agents | undefined;
  const retired: Agents[] = [];
  return {
    context: target.context,
    server: server.href.replace(/\/$/, ''),
    ...(proxy === undefined ? {} : { proxy: `${proxy.protocol}//${proxy.host}` }),
    namespace: target.namespace,
    requestTimeoutMs: options.requestTimeoutMs ?? defaultTimeoutMs,
    async authorize(request) {
      const now = await credentials.get();
      if (agents === undefined || changed(now.cert, identity?.cert) || changed(now.key, identity?.key)) {
        // Requests under way go on with the certificate they began with.
        if (agents !== undefined) retired.push(agents);
        agents = await agentsOf(target, now, server, proxy, options.env);
      }
      identity = now;
      request.agent = request.agent === false ? agents.single : agents.kept;
      request.headers = { ...request.headers, ...now.headers };
    },
    renew: () => credentials.renew(),
    tellCredentials: () => tellIdentity(target.user, identity),
    close() {
      for (const each of agents === undefined ? retired : [agents, ...retired]) {
        each.kept.destroy();
        each.single.destroy();
      }
    },
  };
}

function changed(now: string | Buffer | undefined, before: string | Buffer | undefined): boolean {
  return now?.toString() !== before?.toString();
}

function targetOf(config: Kubeconfig, options: ConnectOptions): Target {
  const files = config.files.join(', ');
  const empty = config.contexts.size === 0 && config.clusters.size === 0 && config.currentContext === '';
  if (empty && options.context === undefined && options.kubeconfig === undefined) {
    const inside = inCluster(options.env);
    if (inside !== undefined) return inside;
  }
  if (empty)
    throw new ClusterError('config', `There is no cluster to talk to: ${files} is missing or empty.`, {
      fix: 'Name a kubeconfig with --kubeconfig or the environment variable KUBECONFIG.',
    });
  const name = options.context || config.currentContext;
  const known = [...config.contexts.keys()];
  if (name === '')
    throw new ClusterError('config', `No context is chosen in ${files}.`, {
      fix: `Choose one with --context, or for good with \`kubectl config use-context\`: ${listed(known)}.`,
    });
  const context = config.contexts.get(name);
  if (context === undefined) {
    const like = suggest(name, known);
    const meant = like === undefined ? '' : `Did you mean "${like}"? `;
    const role = options.context ? '' : ', which is set as the current one';
    throw new ClusterError('config', `There is no context "${name}"${role} in ${files}.`, {
      fix: known.length === 0 ? 'The kubeconfig has no contexts at all.' : `${meant}There are: ${listed(known)}.`,
    });
  }
  const clusterName = entryText(context.value, 'cluster');
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined) throw dangling(name, context, 'cluster', clusterName, [...config.clusters.keys()]);
  const userName = entryText(context.value, 'user');
  const user = userName === '' ? { value: {}, file: context.file } : config.users.get(userName);
  if (user === undefined) throw dangling(name, context, 'user', userName, [...config.users.keys()]);
  return { context: name, namespace: entryText(context.value, 'namespace') || 'default', cluster, user };
}

function dangling(context: string, entry: Entry, what: string, name: string, known: string[]): ClusterError {
  const like = suggest(name, known);
  return new ClusterError(
    'config',
    `The context "${context}" of ${entry.file} names the ${what} "${name}", which is not there.`,
    {
      fix: `${like === undefined ? '' : `Did you mean "${like}"? `}Correct the context, or choose another with --context.`,
    },
  );
}

function listed(names: string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown || 'none';
}

/** The cluster that this program runs in, as a pod; undefined outside of one. As client-go's rest.InClusterConfig. */
function inCluster(env: NodeJS.ProcessEnv): Target | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '';
  if (host === '' || port === '' || !existsSync(`${podFolder}/token`)) return undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const file = `${podFolder}/token`;
  const spaceFile = `${podFolder}/namespace`;
  return {
    context: 'in-cluster',
    namespace: (existsSync(spaceFile) ? readFileSync(spaceFile, 'utf8').trim() : '') || 'default',
    cluster: { value: { server, 'certificate-authority': `${podFolder}/ca.crt` }, file },
    user: { value: { tokenFile: file }, file },
  };
}

/** The server's address. One without a scheme is `http:` unless there is something to do with TLS, as in client-go. */
function serverOf({ context, cluster }: Target): URL {
  const given = entryText(cluster.value, 'server');
  const tls = ['certificate-authority', 'certificate-authority-data', 'insecure-skip-tls-verify'].some(
    (key) => own(cluster.value, key) !== undefined,
  );
  const text = given.includes('://') ? given : `${tls ? 'https' : 'http'}://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (given !== '' && url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') {
    // A name and password have no place there, and would be told in messages.
    url.username = '';
    url.password = '';
    return url;
  }
  const what = given === '' ? 'has no server' : 'has a server that is no http or https address';
  throw new ClusterError('config', `The cluster of the context "${context}" in ${cluster.file} ${what}.`, {
    fix: 'Give clusters[].cluster.server as https://host:port.',
  });
}

async function agentsOf(
  { cluster, user }: Target,
  { cert, key }: Identity,
  server: URL,
  proxy: URL | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Agents> {
  const insecure = own(cluster.value, 'insecure-skip-tls-verify') === true;
  const ca = insecure
    ? undefined
    : (fileOrData(cluster, 'certificate-authority', 'certificate of the authority') ?? systemAuthorities(env));
  const servername = entryText(cluster.value, 'tls-server-name');
  const { agents, tls } = await agentsFor({ server, ca, servername, insecure, proxy, cert, key });
  if (server.protocol === 'http:') return agents;
  try {
    // Told before a request fails with it.
    createSecureContext(tls);
    return agents;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const which =
      cert === undefined ? `authority in ${cluster.file}` : `user (${user.file}) or of its authority (${cluster.file})`;
    throw new ClusterError('config', `The certificate of the ${which} cannot be used: ${reason}.`, {
      fix: 'Check certificate-authority-data, client-certificate-data and client-key-data: each is base64 of a PEM file.',
    });
  }
}

/** What the system trusts, where Go looks for it too; Node's own list where there is no such file. */
function systemAuthorities(env: NodeJS.ProcessEnv): Buffer | undefined {
  const places = [
    env['SSL_CERT_FILE'] ?? '',
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/ssl/cert.pem',
  ];
  const found = places.find((place) => place !== '' && existsSync(place));
  return found === undefined ? undefined : readFileSync(found);
}
