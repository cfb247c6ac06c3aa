/** How Aeraki is to be run; each is an argument or a variable of the real program. */
export interface InstallSettings {
  /** Namespace of Aeraki, which is its root namespace too. */
  namespace: string;
  /** Image without its tag. */
  image: string;
  tag: string;
  /** `AERAKI_ISTIOD_ADDR`: host and port of istiod's xDS. TLS is spoken unless the port is 15010. */
  istiodAddress: string;
  /** `--enable-envoy-filter-namespace-scope`: EnvoyFilters go to the services' namespaces. */
  namespaceScoped: boolean;
  /** `AERAKI_CLUSTER_ID`. */
  clusterId?: string;
  /** `AERAKI_ISTIO_CONFIG_STORE_SECRET`: a Secret with the kubeconfig of the cluster that holds Istio's objects. */
  configStoreSecret?: string;
  /** `--istiod-configMap-name`: the ConfigMap with the mesh configuration; `istio`, or `istio-REVISION`. */
  meshConfigMap: string;
  /** `AERAKI_LOG_LEVEL`, as in `all:info,controller:debug`. */
  logLevel: string;
  /** `--domain` of the cluster. */
  domain: string;
}

/** The image of all published releases. */
export const publishedImage = 'ghcr.io/aeraki-mesh/aeraki';

/** What holds where nothing is said and nothing runs. */
export const defaultSettings: InstallSettings = {
  namespace: 'istio-system',
  image: publishedImage,
  tag: '1.4.1',
  istiodAddress: 'istiod.istio-system:15010',
  namespaceScoped: false,
  meshConfigMap: 'istio',
  logLevel: 'all:info',
  domain: 'cluster.local',
};

/** An Aeraki that runs, as its Deployment shows it. */
export interface RunningAeraki {
  namespace: string;
  image: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** Settings of an Aeraki that runs, so that an upgrade keeps them. Those that its Deployment does not name are left out. */
export function settingsOf({ namespace, image, args, env }: RunningAeraki): Partial<InstallSettings> {
  const settings: Partial<InstallSettings> = { namespace, ...imageOf(image) };
  const argument = (name: string): string | undefined => {
    for (const [index, arg] of args.entries()) {
      if (arg === `--${name}` || arg === `-${name}`) {
        const next = args[index + 1];
        return next === undefined || next.startsWith('-') ? '' : next;
      }
      const value = new RegExp(`^--?${name}=(.*)$`, 's').exec(arg)?.[1];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const kept = (variable: string, name: string): string | undefined => nonEmpty(env[variable]) ?? nonEmpty(argument(name));
  const scope = argument('enable-envoy-filter-namespace-scope');
  if (scope !== undefined) settings.namespaceScoped = scope === '' || /^(1|t|true)$/i.test(scope);
  const found = {
    istiodAddress: kept('AERAKI_ISTIOD_ADDR', 'istiod-address'),
    clusterId: kept('AERAKI_CLUSTER_ID', 'cluster-id'),
    configStoreSecret: kept('AERAKI_ISTIO_CONFIG_STORE_SECRET', 'config-store-secret'),
    logLevel: kept('AERAKI_LOG_LEVEL', 'log-level'),
    meshConfigMap: nonEmpty(argument('istiod-configMap-name')),
    domain: nonEmpty(argument('domain')),
  };
  for (const [name, value] of Object.entries(found)) if (value !== undefined) Object.assign(settings, { [name]: value });
  return settings;
}

/** An image's name and tag; one named by its digest or without a tag has none. */
function imageOf(image: string): { image: string; tag?: string } {
  const [name = image] = image.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? { image: name.slice(0, colon), tag: name.slice(colon + 1) } : { image: name };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
