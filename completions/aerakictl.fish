# fish completion for aerakictl and kubectl-aeraki. Generated; do not edit.

# Asks the program, which prints a candidate a line and its description after a tab
function __aerakictl_ask
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -q current[1]; or set current ''
    command $words[1] __complete -- $words[2..-1] $current 2>/dev/null
end

# Files that may hold objects, and folders
function __aerakictl_manifests
    set -l current (string replace -r -- '^--?[^=]*=' '' (commandline -ct))
    __fish_complete_path $current | string match -r -- '^[^\t]*(?:/|\.(?:yaml|yml|json))(?:\t.*)?$'
end

for program in aerakictl kubectl-aeraki
    complete -c $program -f
    complete -c $program -n __fish_use_subcommand -l version -d 'Show the version'
    complete -c $program -l no-color -d 'No colour, as with NO_COLOR'
    complete -c $program -l debug -d 'Print a stack trace with an error'
    complete -c $program -s h -l help -d 'Show this help'
    complete -c $program -n __fish_use_subcommand -a help -d 'Show what a command takes'
    complete -c $program -n '__fish_seen_subcommand_from help' -a 'validate translate simulate explain schema codec completion'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a new -d 'Make a tested codec project from a description of the frame'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a update -d 'Generate a project anew from its changed description, keeping your changes'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a verify -d 'Do names, build and YAML of a project agree with its description?'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a test -d 'Compile and test a codec, and compare it with its description on random frames'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a decode -d 'Show the messages in bytes of a described protocol'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a diagram -d 'Draw the frame that a description gives'
    complete -c $program -n '__fish_seen_subcommand_from codec; and not __fish_seen_subcommand_from new update verify test decode diagram list' -a list -d 'The protocols there is a codec for, with their attributes and limits'

    complete -c $program -n __fish_use_subcommand -a validate -d 'Would kubectl apply accept these objects?'
    complete -c $program -n '__fish_seen_subcommand_from validate' -a '(__aerakictl_manifests)'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s f -l filename -x -a '(__aerakictl_manifests)' -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l exclude -x -d 'Leave out paths that match, as printed or from the named folder'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from validate' -s o -l output -x -a 'text json yaml sarif junit github gitlab tap' -d 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l fail-on -x -a 'error warning info' -d 'Least severity that makes the exit status 1'
    complete -c $program -n '__fish_seen_subcommand_from validate' -l fail-on-skipped -d 'A kind this program does not know is an error'

    complete -c $program -n __fish_use_subcommand -a translate -d 'What would Aeraki generate from these objects?'
    complete -c $program -n '__fish_seen_subcommand_from translate' -a '(__aerakictl_manifests)'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s f -l filename -x -a '(__aerakictl_manifests)' -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l exclude -x -d 'Leave out paths that match, as printed or from the named folder'
    complete -c $program -n '__fish_seen_subcommand_from translate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l mesh-config -x -a '(__aerakictl_manifests)' -d 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'
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
    complete -c $program -n '__fish_seen_subcommand_from translate' -l diff -x -a '(__aerakictl_manifests)' -d 'What changes against other manifests, a saved result, or EnvoyFilters from kubectl get -o yaml'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l check -x -a '(__fish_complete_directories)' -d 'For CI: exit with 1 if the result saved there is not what would be generated'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l istio -x -d 'Note what this version of Istio ignores, as in 1.24'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l envoy -x -d 'Note what this version of Envoy rejects, as in 1.40'
    complete -c $program -n '__fish_seen_subcommand_from translate' -l fail-on -x -a 'error warning info' -d 'Exit with 1 if there is a note of this severity or above'

    complete -c $program -n __fish_use_subcommand -a simulate -d 'Where does this request go, and why not elsewhere?'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -a '(__aerakictl_manifests)'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l host -x -a '(__aerakictl_ask)' -d 'Service the request is for; may be left out where only one fits'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l port -x -a '(__aerakictl_ask)' -d 'Port of the service; may be left out where only one fits'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s a -l attr -x -a '(__aerakictl_ask)' -d 'Attribute of the request, as its codec would set it'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l redis -x -d 'A Redis command instead of attributes, quoted as for redis-cli: "GET user:1"'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l from -x -d 'Who calls, for authorization: cluster.local/ns/NAMESPACE/sa/ACCOUNT; without, a client without certificate'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l gateway -x -d 'Decide at a gateway, as NAMESPACE/NAME or NAME, instead of at a sidecar'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l requests -r -F -d 'Many requests: NDJSON or a YAML list; - for stdin'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l bytes -r -F -d 'Requests as bytes, raw or in hexadecimal; - for stdin; with --codec'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l codec -x -a '(__aerakictl_manifests)' -d 'The description that --bytes is decoded by, codec.yaml'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l routes -x -a '(__aerakictl_manifests)' -d 'Decide on routes as they are instead of translating: a RouteConfiguration, a config dump, or what translate printed'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l count -x -d 'Send the request N times and chart the split'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l seed -x -d 'Make the random numbers repeatable'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l random -x -d 'Pin the 64-bit number of the weighted pick'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l trace -d 'With --requests: add why each route did or did not match'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s f -l filename -x -a '(__aerakictl_manifests)' -d 'File, folder (recursive), glob or - for stdin; the same as a plain argument'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s k -l kustomize -x -a '(__fish_complete_directories)' -d 'Folder with a kustomization, as kubectl -k'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l exclude -x -d 'Leave out paths that match, as printed or from the named folder'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -s n -l namespace -x -d 'Namespace of objects that name none'
    complete -c $program -n '__fish_seen_subcommand_from simulate' -l mesh-config -x -a '(__aerakictl_manifests)' -d 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'
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

    complete -c $program -n __fish_use_subcommand -a codec -d 'Bring a private protocol into the mesh: describe, generate, test, decode'

    complete -c $program -n __fish_use_subcommand -a completion -d 'Print the completion script of a shell'
    complete -c $program -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish powershell'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l from -x -a '(__aerakictl_manifests)' -d 'Take this description, codec.yaml, instead of asking'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l preset -x -a 'keyvalue fixed awesomerpc text' -d 'Take a frame that is there: header map, fixed header, the template, lines of text'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l proxy -x -a '1.4.2 head' -d 'Version of the proxy'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l byte-order -x -a 'big little' -d 'Order of the bytes of numbers'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l magic -x -d 'Number of two bytes that every frame begins with, such as 0xae10; none for no such number'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l field -x -d 'A field of the header, in sequence, as in command:u16'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l length -x -d 'Field that says how long the frame is'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l counts -x -a 'frame afterLength afterHeader' -d 'What it counts'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l max -x -d 'Largest frame'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l request-id -x -d 'Field that is the same in a request and its response'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l status -x -d 'Field of the status, and its value of success'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l type-field -x -d 'Field that tells messages apart; without, the direction does'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l type -x -d 'What a value of it means, as in request=0, response=1, heartbeat=2'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l attribute -x -d 'Field that rules can match on'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l error-code -x -d 'Field that carries the code of an error; the status if left out'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l output-dir -x -a '(__fish_complete_directories)' -d 'Where the project goes; a folder named NAME if left out'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from new' -l dry-run -d 'List the files, write nothing'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from update' -a '(__fish_complete_directories)'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from update' -l dry-run -d 'List what would change, write nothing'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from update' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from verify' -a '(__fish_complete_directories)'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from verify' -s o -l output -x -a 'text json yaml sarif junit github gitlab tap' -d 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from verify' -l fail-on -x -a 'error warning info' -d 'From which severity on the answer is no'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from test' -a '(__fish_complete_directories)'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from test' -l frames -x -d 'How many frames are compared; 0 for none'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from test' -l seed -x -d 'Other frames'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from test' -l quick -d 'Leave the sanitizers out'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from test' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from decode' -F
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from decode' -s c -l codec -x -a '(__aerakictl_manifests)' -d 'Description of the protocol'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from decode' -l direction -x -a 'request response' -d 'Which way the bytes went'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from decode' -l form -x -a 'auto raw hex' -d 'How the bytes are written'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from decode' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from diagram' -a '(__aerakictl_manifests)'
    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from diagram' -s o -l output -x -a 'text json yaml' -d 'Form of the result'

    complete -c $program -n '__fish_seen_subcommand_from codec; and __fish_seen_subcommand_from list' -s o -l output -x -a 'text json yaml' -d 'Form of the result'
end
