# fish completion for aerakictl and kubectl-aeraki. Generated; do not edit.

# Asks the program, which prints a candidate a line and its description after a tab
function __aerakictl_ask
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -q current[1]; or set current ''
    command $words[1] __complete -- $words[2..-1] $current 2>/dev/null
end

for program in aerakictl kubectl-aeraki
    complete -c $program -f
    complete -c $program -n __fish_use_subcommand -l version -d 'Show the version'
    complete -c $program -l no-color -d 'No colour, as with NO_COLOR'
    complete -c $program -l debug -d 'Print a stack trace with an error'
    complete -c $program -s h -l help -d 'Show this help'

    complete -c $program -n __fish_use_subcommand -a validate -d 'Would kubectl apply accept these objects?'
    complete -c $program -n '__fish_seen_subcommand_from validate' -F
    complete -c $program -n '__fish_seen_subcommand_from validate' -s f -l filename -r -F -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l exclude -x -d 'Leave out what matches, in folders and globs'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s o -l output -x -a 'text json yaml sarif junit github gitlab tap' -d 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l fail-on -x -a 'error warning info' -d 'Least severity that makes the exit status 1'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l fail-on-skipped -d 'A kind this program does not know is an error'

    complete -c $program -n __fish_use_subcommand -a translate -d 'What would Aeraki generate from these objects?'
    complete -c $program -n '__fish_seen_subcommand_from translate' -F
    complete -c $program -n '__fish_seen_subcommand_from translate' -s f -l filename -r -F -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l exclude -x -d 'Leave out what matches, in folders and globs'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l mesh-config -r -F -d 'MeshConfig as YAML; else the ConfigMap istio among the objects'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l root-namespace -x -d 'Aeraki\'s root namespace'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l namespace-scoped -d 'As Aeraki with --enable-envoy-filter-namespace-scope'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l domain-suffix -x -d 'Domain of the cluster'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l vip -x -a '(__aerakictl_ask)' -d 'Address of a host whose manifest has none'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s o -l output -x -a 'text json yaml' -d 'Form of the result'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l only -x -a 'envoyfilters virtualservices metards' -d 'Only this part of the result'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l form -x -a 'wire dataplane' -d 'Routes as MetaRDS sends them (HTTP RouteConfiguration), or as the proxy\'s config dump shows them'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l service -x -a '(__aerakictl_ask)' -d 'Only what is generated for this service'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l only-namespace -x -d 'Only the objects that are created in this namespace'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l explain -d 'With each object the inputs that caused it, by file and line'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l redact -d 'Hide the passwords that generated objects hold'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l diff -r -F -d 'What changes against other manifests, a saved result, or EnvoyFilters from kubectl get -o yaml'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l check -x -a '(__fish_complete_directories)' -d 'For CI: exit with 1 if the result saved there is not what would be generated'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l istio -x -d 'Note what this version of Istio ignores, as in 1.24'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l envoy -x -d 'Note what this version of Envoy rejects, as in 1.40'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l fail-on -x -a 'error warning info' -d 'Exit with 1 if there is a note of this severity or above'

    complete -c $program -n __fish_use_subcommand -a simulate -d 'Where does this request go, and why not elsewhere?'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -F
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l host -x -a '(__aerakictl_ask)' -d 'Service the request is for; may be left out where only one fits'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l port -x -d 'Port of the service; may be left out where only one fits'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s a -l attr -x -a '(__aerakictl_ask)' -d 'Attribute of the request, as its codec would set it'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l redis -x -d 'A Redis command instead of attributes, quoted as for redis-cli: "GET user:1"'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l from -x -d 'Who calls, for authorization: cluster.local/ns/NAMESPACE/sa/ACCOUNT; without, a client without certificate'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l gateway -x -d 'Decide at a gateway, as NAMESPACE/NAME or NAME, instead of at a sidecar'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l requests -r -F -d 'Many requests: NDJSON or a YAML list; - for stdin'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l routes -r -F -d 'Decide on this RouteConfiguration (wire form or dataplane form) instead of translating'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l count -x -d 'Send the request N times and chart the split'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l seed -x -d 'Make the random numbers repeatable'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l random -x -d 'Pin the 64-bit number of the weighted pick'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l trace -d 'With --requests: add why each route did or did not match'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s f -l filename -r -F -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l exclude -x -d 'Leave out what matches, in folders and globs'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l mesh-config -r -F -d 'MeshConfig as YAML; else the ConfigMap istio among the objects'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l root-namespace -x -d 'Aeraki\'s root namespace'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l namespace-scoped -d 'As Aeraki with --enable-envoy-filter-namespace-scope'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l domain-suffix -x -d 'Domain of the cluster'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l vip -x -a '(__aerakictl_ask)' -d 'Address of a host whose manifest has none'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s o -l output -x -a 'text json yaml ndjson' -d 'Form of the result'

    complete -c $program -n __fish_use_subcommand -a explain -d 'What does a kind, a field or a finding code mean?'
    complete -c $program -n '__fish_seen_subcommand_from explain' -a '(__aerakictl_ask)'
    complete -c $program -n '__fish_seen_subcommand_from explain' -l recursive -d 'Show the fields of fields, all the way down'
    complete -c $program -n '__fish_seen_subcommand_from explain' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n __fish_use_subcommand -a schema -d 'Print the JSON schema of a kind, for editors'
    complete -c $program -n '__fish_seen_subcommand_from schema' -a '(__aerakictl_ask)'
    complete -c $program -n '__fish_seen_subcommand_from schema' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n __fish_use_subcommand -a completion -d 'Print the completion script of a shell'
    complete -c $program -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish powershell'
end
