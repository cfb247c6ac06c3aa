/** A function of the old shell tool, and what calls its successor: a command line after the program, to which the function's arguments are added. */
interface Alias {
  name: string;
  successor: string;
  /** Follows the arguments. */
  after?: string;
}

const aliases: readonly Alias[] = [
  { name: 'aerakictl_istiod_log', successor: 'istiod-log' },
  { name: 'aerakictl_istiod_log_dump', successor: 'istiod-log -o raw', after: '> "istiodlog_$(date +%Y-%m-%d_%H-%M-%S)"' },
  { name: 'aerakictl_istiod_debug', successor: 'istiod-debug' },
  { name: 'aerakictl_istiod_config', successor: 'istiod-config' },
  { name: 'aerakictl_istiod_registry', successor: 'istiod-registry' },
  { name: 'aerakictl_istiod_ads', successor: 'istiod-ads' },
  { name: 'aerakictl_istiod_endpoint', successor: 'istiod-endpoint' },
  { name: 'aerakictl_istiod_instances', successor: 'istiod-instances' },
  { name: 'aerakictl_aeraki_log', successor: 'aeraki-log' },
  { name: 'aerakictl_app_log', successor: 'app-log' },
  { name: 'aerakictl_sidecar_log', successor: 'sidecar-log' },
  { name: 'aerakictl_sidecar_config', successor: 'sidecar-config' },
  { name: 'aerakictl_sidecar_route', successor: 'sidecar-route' },
  { name: 'aerakictl_sidecar_admin', successor: 'sidecar-admin' },
  { name: 'aerakictl_sidecar_stats', successor: 'sidecar-stats' },
  { name: 'aerakictl_sidecar_enable_debug', successor: 'sidecar-debug on' },
  { name: 'aerakictl_sidecar_enable_trace', successor: 'sidecar-debug trace' },
  { name: 'aerakictl_sidecar_disable_debug', successor: 'sidecar-debug off' },
  { name: 'aerakictl_gateway_config', successor: 'gateway-config' },
  { name: 'aerakictl_gateway_log', successor: 'gateway-log' },
  { name: 'aerakictl_dangerous_delete_istiod_pod', successor: 'restart istiod' },
  { name: 'aerakictl_dangerous_delete_aeraki_pod', successor: 'restart aeraki' },
  { name: 'aerakictl_dangerous_delete_pod', successor: 'restart' },
];

/** Shell functions for bash and zsh under the names of the old tool; `program` is what they call. Ends with a line break. */
export function renderShellAliases(program: string): string {
  const functions = aliases.map(
    ({ name, successor, after }) =>
      `${name}() { command ${program} ${successor} "$@"${after === undefined ? '' : ` ${after}`}; }\n`,
  );
  return `# The functions of aerakictl.sh, each by its successor, for bash and zsh. Made by '${program} shell-aliases'.
# aerakictl_get_pod, aerakictl_get_container and aerakictl_command_exist served the others: every command finds pods and containers by itself now.
${functions.join('')}# No part of Aeraki, so left out:
aerakictl_mesh_operator_log() { echo "aerakictl_mesh_operator_log is left out: mesh-kube-operator is no part of Aeraki. Use kubectl logs." >&2; return 2; }
`;
}
