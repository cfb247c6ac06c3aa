import type { RequestOptions } from 'node:https';

/** How to find and enter a cluster, as kubectl's flags of the same names. */
export interface ConnectOptions {
  kubeconfig?: string;
  context?: string;
  as?: string;
  asGroups?: readonly string[];
  /** How long a single request may take, in milliseconds; 0 for as long as it takes. Streams (logs, watches) are not bound by it. */
  requestTimeoutMs?: number;
  env: NodeJS.ProcessEnv;
  /**
   * Told what a credential plugin writes to its stderr, as it comes: a login that waits for a browser says so there. A plugin may read the terminal only where this is given.
   */
  onPluginOutput?: (text: string) => void;
}

/** A way into one cluster. Nothing is open until a request is made; `close` ends what is kept alive. */
export interface Cluster {
  /** Name of the context, or `in-cluster`. */
  context: string;
  /** Address of the API server, for messages. */
  server: string;
  /** Address of the proxy on the way to it, without a password, for messages. */
  proxy?: string;
  /** Namespace of the context; `default` where it has none. */
  namespace: string;
  requestTimeoutMs: number;
  /**
   * Adds certificates, credentials and proxy to the options of a request or a WebSocket. Credential plugins run here, their answer is kept while it holds. With `agent: false`
   * the request gets a connection of its own: one that was kept alive may turn out to be closed once the request is sent.
   */
  authorize(options: RequestOptions): Promise<void>;
  /** Drops credentials that the server refused; true where new ones can be had (from a plugin or a file), so that a second try makes sense. */
  renew?(): boolean;
  /** What the credentials are and, where that can be seen, that they have expired, as a sentence without the credentials themselves. */
  tellCredentials?(): string;
  close(): void;
}

/** A kind of object as the API server addresses it. */
export interface Resource {
  group: string;
  version: string;
  /** Plural, lower case: `metarouters`. */
  plural: string;
  kind: string;
  namespaced: boolean;
}

/** A line of a log with the time the kubelet gave it (RFC 3339, nanoseconds; empty where it gave none), as bytes without the line break. */
export interface LogLine {
  time: string;
  text: Buffer;
}
