import { parseVersion, type Version } from '../../controlplane/versions.js';

/** A release of Aeraki that these manifests are known to fit. */
export interface AerakiRelease {
  version: string;
  /** The image of the MetaProtocol proxy that its demos run. */
  proxy: string;
}

/** The releases that can be installed, newest first. Earlier ones take other arguments, and read fewer variables. */
export const releases: readonly AerakiRelease[] = [
  { version: '1.4.1', proxy: '1.4.2' },
  { version: '1.4.0', proxy: '1.4.2' },
];

/** The first minor of Istio 1.x whose istiod is known to serve what Aeraki 1.4 asks for; the published table has 1.18. */
const oldestIstio = 17;

/** The first minor of Istio 1.x that answers Aeraki with nothing, for every kind and without an error; seen with real ones. */
export const istioThatAnswersNothing = 24;

/** What an image's tag tells of how Aeraki is to be run. */
export interface AerakiBuild {
  /** The tag of the image. */
  tag: string;
  /** The release, where the tag is one: `1.4.1`, `v1.4.1`. */
  version: Version | undefined;
  /**
   * Routes are served over mutual TLS, with the workloads' certificates. All releases serve them in plain text; builds after 1.4.1 (a commit's hash,
   * `latest`) only by TLS. A bootstrap of one form and an Aeraki of the other do not understand each other.
   */
  tls: boolean;
}

/** What a tag stands for. */
export function aerakiBuild(tag: string): AerakiBuild {
  const version = parseVersion(tag);
  const newest = { major: 1, minor: 4, patch: 1 };
  const later =
    version !== undefined && (version.major - newest.major || version.minor - newest.minor || version.patch - newest.patch) > 0;
  return { tag, version, tls: version === undefined || later };
}

/** Why a tag cannot be installed by these manifests; undefined where it can. */
export function whyNotInstallable({ tag, version }: AerakiBuild): string | undefined {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)) return 'it is no tag of an image';
  if (version !== undefined && (version.major < 1 || (version.major === 1 && version.minor < 4)))
    return 'releases before 1.4 take other arguments than these manifests give';
  return undefined;
}

/** How well the newest release and an Istio go together. `no`: Aeraki sees nothing of such an Istio. `older`: not known to work. */
export type Fit = 'yes' | 'no' | 'older' | 'unknown';

/** Whether the releases fit an Istio, by its version (`1.20.3`). */
export function fitOf(istio: string | undefined): Fit {
  const version = istio === undefined ? undefined : parseVersion(istio);
  if (version === undefined || version.major !== 1) return 'unknown';
  if (version.minor >= istioThatAnswersNothing) return 'no';
  return version.minor < oldestIstio ? 'older' : 'yes';
}
