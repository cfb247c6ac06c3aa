import type { Code } from '../base/codes.js';

/** A mistake that people make, or a surprise of Aeraki or the proxy, and what says so. */
export interface CoveredItem {
  /** The number it has in the collection of such facts that this project keeps. */
  item: string;
  title: string;
  /** What reports it in manifests; empty where it cannot be seen there. */
  codes: readonly Code[];
  /** Why it cannot be seen in manifests, or what of it cannot. */
  unseen?: string;
  /** True where a running mesh shows it: part of `check`, `describe` and `apply`. */
  live?: true;
}

function item(id: string, title: string, codes: readonly Code[], unseen?: string): CoveredItem {
  return { item: id, title, codes, ...(unseen === undefined ? {} : { unseen }) };
}

/** Something that only a running mesh shows. */
function live(id: string, title: string, codes: readonly Code[], unseen: string): CoveredItem {
  return { ...item(id, title, codes, unseen), live: true };
}

const crashes: CoveredItem[] = [
  item('R-01', 'Global rate limit without requestTimeout', ['AER0132', 'AER0402']),
  item('R-02', 'Port name with two parts only', ['AER0401']),
  item('R-03', 'Token bucket without tokensPerFill or fillInterval', ['AER0218', 'AER0403']),
  item('R-04', 'Route entry without destination', ['AER0212', 'AER0404']),
  item('R-05', 'VirtualService of a native service with a rule without route', ['AER0405']),
  item('R-06', 'Redis mirror without percentage or route', ['AER0132', 'AER0406', 'AER0407']),
  item('R-07', 'Redis entry without route', ['AER0132', 'AER0407']),
  item('R-08', 'Redis fault without percentage', ['AER0132', 'AER0406']),
  item('R-09', 'RedisDestination with tcpKeepalive', ['AER0132', 'AER0408']),
];

const services: CoveredItem[] = [
  item('R-10', 'Application protocol without a codec', ['AER0422']),
  item('R-11', 'Protocol name with a dash or capitals', ['AER0141', 'AER0422']),
  item('R-12', 'Port that Istio does not take for TCP', ['AER0426']),
  item('R-13', 'Native port that is not the first', ['AER0427']),
  item('R-14', 'Several Redis ports', ['AER0428']),
  item('R-15', 'Ports of several protocols in one service', ['AER0429']),
  item('R-16', 'Redis port named otherwise than tcp-redis', ['AER0430']),
  item('R-17', 'Ports for mongo and mysql', ['AER0431']),
  item('R-18', 'metaprotocol not in lower case', ['AER0432']),
  item('R-19', 'ServiceEntry without addresses', ['AER0433', 'AER0420']),
  item('R-19b', 'Address handed out by Aeraki, without DNS capture', ['AER0447']),
  item('R-20', 'Address that is a CIDR', ['AER0434']),
  item('R-21', 'IPv6 address', ['AER0434']),
  item('R-22', 'Wildcard host', ['AER0434', 'AER0203']),
  item('R-23', 'Host in upper case', ['AER0434']),
  item('R-24', 'Names too long for an object', ['AER0434']),
  item('R-25', 'Headless service', ['AER0435']),
  item('R-26', 'Two services on one address and port', ['AER0436']),
  item('R-27', 'ServiceEntry with several hosts', ['AER0437']),
  item('R-28', 'Two services with one host', ['AER0438']),
  item('R-29', 'No selector, or an annotation that is none', ['AER0439', 'AER0440']),
  item('R-30', 'Service port other than that of the pods', ['AER0441']),
  item('R-31', 'Service that Aeraki does not see', ['AER0442']),
  item('R-32', 'Destination port that no service has', ['AER0303']),
  item('R-33', 'Pods of several services on one port', ['AER0443', 'AER0317']),
  item('R-34', 'Address of the range that Aeraki hands out, twice', ['AER0449']),
];

const routers: CoveredItem[] = [
  item('R-40', 'MetaRouter for a host that no service has', ['AER0501']),
  item('R-41', 'MetaRouter for a service without a MetaProtocol port', ['AER0502']),
  item('R-42', 'Several MetaRouters for one host', ['AER0503']),
  item('R-43', 'Attribute without a matcher', ['AER0504']),
  item('R-44', 'Pattern *', ['AER0206']),
  item('R-45', 'Empty exact, prefix or pattern', ['AER0706', 'AER0133', 'AER0206']),
  item('R-46', 'Pattern that Go takes and the proxy does not, or the other way round', ['AER0133', 'AER0206']),
  item('R-47', 'Pattern that is meant for a part of the value', ['AER0308']),
  item('R-48', 'Attribute names that differ in letter case only', ['AER0307']),
  item('R-49', 'Route that is never reached', ['AER0310', 'AER0230', 'AER0341', 'AER0342']),
  item('R-50', 'No route for the rest', ['AER0309']),
  item('R-51', 'Unknown subset', ['AER0301']),
  item('R-52', 'Unknown, short or wildcard destination', ['AER0302']),
  item('R-53', 'Destination on another port than the router', ['AER0303']),
  item('R-54', 'Weight of a single destination', ['AER0506']),
  item('R-55', 'Weight 0', ['AER0304']),
  item('R-56', 'Split to one cluster', ['AER0305']),
  item('R-57', 'Mirror that is the destination, or of nothing', ['AER0306', 'AER0507', 'AER0209']),
  item('R-58', 'Rate limit that cannot apply', ['AER0311']),
  item('R-59', 'Fill interval below 50 ms', ['AER0719']),
  item('R-60', 'Local limit: per pod, first condition only', ['AER0316', 'AER0339']),
  item('R-61', 'Rate limit service that is no cluster', ['AER0713']),
  item(
    'R-62',
    'exportTo without the server or the clients',
    ['AER0311', 'AER0312', 'AER0510'],
    'Which namespaces call a service is not in manifests.',
  ),
  item('R-63', 'exportTo beside gateways', ['AER0517']),
  item('R-64', 'Mutation keys: twice, not written by the codec, or with a value too long', ['AER0313', 'AER0700', 'AER0702']),
  item('R-65', 'Global limit without match, or with a timeout that is not positive', ['AER0711', 'AER0338']),
  item('R-66', 'Timeout that is no duration', ['AER0231', 'AER0102']),
  item('R-67', 'MetaRouter with limits only', ['AER0505']),
  item('R-68', 'MetaRouter in another namespace than its service', ['AER0319']),
  item('R-69', 'Unknown fields', ['AER0101']),
  live(
    'R-70',
    'Fields that the CRDs in the mesh do not have',
    ['AER0334'],
    'The CRDs of the mesh are not among the files; seen where --aeraki names the version.',
  ),
];

const gateways: CoveredItem[] = [
  item('R-71', 'No destination with the port of the gateway', ['AER0513']),
  item('R-72', 'Gateway named without its namespace', ['AER0511']),
  item('R-73', 'Gateway without a MetaProtocol server', ['AER0512', 'AER0401']),
  item('R-74', 'Several MetaProtocol servers in one Gateway', ['AER0514']),
  item('R-75', 'Several MetaRouters for one port of a Gateway', ['AER0515']),
  item('R-76', 'Gateway port that no service has', ['AER0516']),
  item('R-77', 'Gateway Service with another target port', ['AER0320']),
  item('R-78', 'Gateway pods in another namespace', ['AER0321']),
  item('R-79', 'Rate limits at a gateway', ['AER0519']),
  item('R-80', 'Gateway pods without the MetaProtocol proxy', ['AER0328']),
  item('R-81', 'Gateway and service of different protocols', ['AER0518']),
  item('R-82', 'Routes of a gateway apply to all sidecars', ['AER0526']),
  item('R-83', 'VirtualService beside the generated one', ['AER0324']),
];

const istio: CoveredItem[] = [
  item('R-84', 'DestinationRule with a host that Aeraki does not match', ['AER0521']),
  item('R-85', 'Consistent hash of another kind than a header', ['AER0522']),
  item('R-86', 'Subset that does not inherit the hash key', ['AER0523']),
  item('R-87', 'Several DestinationRules for one host', ['AER0524']),
  item('R-88', 'VirtualService for a MetaProtocol service', ['AER0525']),
  item('R-89', 'Native Thrift: matches, later rules', ['AER0602', 'AER0603']),
  item('R-90', 'Native Dubbo: further matches, hosts, ports', ['AER0602', 'AER0604']),
  item('R-91', 'VirtualService with a short host', ['AER0605']),
  item('R-92', 'VirtualService without http', ['AER0606']),
  item('R-93', 'Native Dubbo without the annotation interface', ['AER0601']),
  item('R-94', 'Several VirtualServices for one host', ['AER0607']),
];

const redis: CoveredItem[] = [
  item('R-95', 'Redis object in another namespace than its service', ['AER0621', 'AER0134']),
  item('R-96', 'Several Redis objects for one host', ['AER0622']),
  item('R-97', 'PREFER_REPLICA', ['AER0623']),
  item('R-98', 'Settings that Aeraki does not read', ['AER0624']),
  item('R-99', 'Secret that is not there', ['AER0625']),
  item('R-100', 'User name in a Secret', ['AER0626']),
  item('R-101', 'Several catch-alls, or none', ['AER0627', 'AER0628']),
  item('R-102', 'Port of a mirror; port that is guessed', ['AER0629', 'AER0633']),
  item('R-103', 'Password in clear text', ['AER0630']),
  item('R-104', 'Percentage out of range', ['AER0631']),
  item('R-105', 'One object that does not decode hides all', ['AER0130', 'AER0409']),
  item('R-106', 'Mutual TLS to Redis turned off', ['AER0634']),
  item('R-107', 'Malformed discovery endpoint', ['AER0632']),
  item('R-108', 'Redis cluster without redirection', ['AER0327']),
];

const authorization: CoveredItem[] = [
  item('R-109', 'Authorization for services that are not native Dubbo', ['AER0641']),
  item('R-110', 'Authorization in the root namespace', ['AER0641']),
  item('R-111', 'Policy without rules', ['AER0642']),
  item('R-112', 'Principals and namespaces that match nobody', ['AER0643', 'AER0644']),
  item('R-113', 'Authorization without mutual TLS', ['AER0684']),
  item('R-114', 'Action other than ALLOW and DENY', ['AER0103']),
];

const installation: CoveredItem[] = [
  item(
    'R-115',
    'ApplicationProtocol: no codec, several, or a built-in one replaced',
    ['AER0140', 'AER0142', 'AER0423', 'AER0424', 'AER0425'],
    'Which codecs are compiled into the proxy image is not in manifests.',
  ),
  live('R-116', 'Deleted ApplicationProtocol', [], 'A deletion is not in manifests.'),
  item('R-117', 'Pods without the annotations of the proxy', ['AER0328'], 'Clients of a service are not in manifests.'),
  item('R-118', 'Namespace without the bootstrap ConfigMap', ['AER0329']),
  live('R-119', 'Stale bootstrap ConfigMap', [], 'The ConfigMap is made by Aeraki in the mesh.'),
  live(
    'R-120',
    'Versions of proxy, Istio and Aeraki that do not belong together',
    ['AER0333', 'AER0650', 'AER0651', 'AER0652', 'AER0653', 'AER0654'],
    'Seen where --istio, --aeraki and --envoy name the versions.',
  ),
  item('R-121', 'Own objects with the label manager: Aeraki', ['AER0444']),
  live(
    'R-122',
    'Aeraki outside of the root namespace',
    [],
    'Where Aeraki runs is not in the manifests of traffic rules; --root-namespace says it.',
  ),
  item('R-123', 'Sampling that is not set', ['AER0330']),
  item('R-124', 'EnvoyFilters that patch the same', ['AER0331']),
  live('R-125', 'AERAKI_XDS_PORT without a colon', [], "It is in Aeraki's own Deployment."),
];

const proxy: CoveredItem[] = [
  item(
    'P-1',
    'One-way requests are dropped (Dubbo, Thrift)',
    [],
    'Which calls are one-way is not in manifests; simulate and codec say it.',
  ),
  item('P-2', 'Response mutation', ['AER0701']),
  item('P-3', 'Request mutation that the codec does not write', ['AER0702']),
  item('P-4', 'Dubbo: error replies are empty', ['AER0309'], 'Otherwise said of each request by simulate (AER0705).'),
  item('P-5', 'Dubbo: business exceptions', [], 'A matter of what servers answer.'),
  item('P-6', 'Dubbo: status 80', [], 'A matter of what servers answer.'),
  item('P-7', 'bRPC has no attributes', ['AER0703']),
  item('P-8', 'bRPC: a message in two reads', [], 'A matter of how bytes arrive.'),
  item('P-9', 'awesomerpc: header', [], 'A matter of the codec; codec verify says it.'),
  item('P-10', 'Empty exact', ['AER0706']),
  item(
    'P-11',
    'Inverted matcher on a missing attribute',
    [],
    'A MetaRouter cannot invert; simulate says it of route configurations (AER0707).',
  ),
  item('P-12', 'Letter case of keys', ['AER0708', 'AER0307']),
  item('P-13', 'Hash of a missing key', ['AER0709']),
  item('P-14', 'Key that is no text', ['AER0710']),
  item('P-15', 'Global rate limit: match, descriptors, service', ['AER0711', 'AER0712', 'AER0713', 'AER0338']),
  item('P-16', 'Local rate limit: first condition, refill', ['AER0316', 'AER0719']),
  item(
    'P-17',
    'Weights that make 0',
    ['AER0213'],
    'The webhook asks for a sum of 100; simulate says it of route configurations (AER0714).',
  ),
  item('P-18', 'Mirror without percentage', ['AER0209', 'AER0208'], 'Aeraki always writes the fraction.'),
  item('P-19', 'Mirror whose answer cannot be decoded', ['AER0340']),
  item(
    'P-20',
    'RDS: paths, virtual hosts',
    [],
    'A MetaRouter cannot ask for them; simulate says it of route configurations (AER0716).',
  ),
  item('P-21', 'Name of the listener filter', [], 'A matter of dumps.'),
  item('P-22', 'Order of the sections of a dump', [], 'A matter of dumps.'),
  item('P-23', 'Access log: codes and bytes', [], 'A matter of logs.'),
  item('P-24', 'Request ids that do not agree', [], 'A matter of what servers answer.'),
  item('P-25', 'No timeout, no retry', [], 'A MetaRouter cannot ask for them.'),
  item('P-26', 'Half-closed connections', [], 'A matter of connections.'),
  item('P-27', 'Stream data before the upstream is ready', [], 'A matter of connections.'),
  item('P-28', 'tRPC: version is not routable', ['AER0704']),
  item('P-29', 'Codec that is not in the proxy', [], 'What is compiled into the proxy image is not in manifests.'),
  item('P-30', 'Names of spans', [], 'A matter of traces.'),
  item('P-31', 'Local replies in statistics', [], 'A matter of statistics.'),
  item('P-32', 'Thrift: method only', ['AER0704']),
  item('P-33', 'Protocol name with a dash', ['AER0141', 'AER0422']),
  item('P-34', 'Heartbeat that stalls a response', [], 'A matter of connections.'),
  item('P-35', 'Routes that do not match are logged as errors', [], 'A matter of logs.'),
];

const unchecked: CoveredItem[] = [
  item('W-1', 'exact: ""', ['AER0706']),
  item('W-2', 'prefix: ""', ['AER0133']),
  item('W-3', 'Attribute {}', ['AER0504']),
  item('W-4', 'Unreachable routes', ['AER0310', 'AER0230']),
  item('W-5', 'Attribute names that the codec never sets', ['AER0703', 'AER0704']),
  item('W-6', 'Subsets and clusters that do not exist', ['AER0301', 'AER0302', 'AER0303', 'AER0713']),
  item('W-7', 'Protocol names with a dash', ['AER0141']),
  item('W-8', 'Several MetaRouters for a host', ['AER0503']),
  item('W-9', 'Fill intervals below 50 ms', ['AER0719']),
  item('W-10', "Hash keys whose letter case differs from the codec's", ['AER0708']),
  item('W-11', 'Keys reserved by the proxy', ['AER0314', 'AER0721']),
  item('W-12', 'One-way use', [], 'Which calls are one-way is not in manifests.'),
];

/** Every mistake and surprise that is known, under headings for the documentation. */
export const coverage: readonly { heading: string; items: readonly CoveredItem[] }[] = [
  { heading: 'What ends the control plane', items: crashes },
  { heading: 'Services, ports, addresses', items: services },
  { heading: 'MetaRouters', items: routers },
  { heading: 'Gateways', items: gateways },
  { heading: 'DestinationRules and VirtualServices', items: istio },
  { heading: 'Redis', items: redis },
  { heading: 'Dubbo authorization', items: authorization },
  { heading: 'Protocols, pods, installation', items: installation },
  { heading: 'The proxy', items: proxy },
  { heading: 'What the webhook does not check', items: unchecked },
];
