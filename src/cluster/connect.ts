import { ClusterError } from './errors.js';
import type { Cluster, ConnectOptions } from './types.js';

/** Reads the kubeconfig as kubectl does and picks the context. Throws a {@link ClusterError} of kind `config`. */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  throw new ClusterError('config', `not built yet: ${options.context ?? ''}`);
}
