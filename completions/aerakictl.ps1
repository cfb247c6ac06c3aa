# PowerShell completion for aerakictl and kubectl-aeraki. Generated; do not edit.
Register-ArgumentCompleter -Native -CommandName 'aerakictl', 'kubectl-aeraki' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # For each command: its summary, what its arguments are, and its options (summary, and where the value comes from).
    # A list is of fixed values; 'files' is left to PowerShell; 'program' is asked of the program; 'flag' takes no value.
    $commands = [ordered]@{
        'validate' = @{
            Tip = 'Would kubectl apply accept these objects?'
            Arguments = 'files'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '-o' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '--fail-on' = @{ Tip = 'Least severity that makes the exit status 1'; Value = @('error', 'warning', 'info') }
                '--fail-on-skipped' = @{ Tip = 'A kind this program does not know is an error'; Value = 'flag' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'lint' = @{
            Tip = 'Would these objects do what is meant?'
            Arguments = 'files'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '--mesh-config' = @{ Tip = 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'; Value = 'files' }
                '--root-namespace' = @{ Tip = 'Aeraki''s root namespace'; Value = 'nothing' }
                '--namespace-scoped' = @{ Tip = 'As Aeraki with --enable-envoy-filter-namespace-scope'; Value = 'flag' }
                '--domain-suffix' = @{ Tip = 'Domain of the cluster'; Value = 'nothing' }
                '--vip' = @{ Tip = 'Address of a host whose manifest has none'; Value = 'program' }
                '--live' = @{ Tip = 'Lay the files over the live mesh; without files, look at the live mesh itself'; Value = 'flag' }
                '--istio' = @{ Tip = 'The mesh''s version of Istio, for what depends on it'; Value = 'nothing' }
                '--aeraki' = @{ Tip = 'The mesh''s version of Aeraki'; Value = 'nothing' }
                '--envoy' = @{ Tip = 'The version of Envoy in the sidecars'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '-o' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '--fail-on' = @{ Tip = 'Least severity that makes the exit status 1'; Value = @('error', 'warning', 'info') }
                '--max-warnings' = @{ Tip = 'More warnings than this make the exit status 1'; Value = 'nothing' }
                '--config' = @{ Tip = 'Configuration; else .aerakictl.yaml, found upwards'; Value = 'files' }
                '--rule' = @{ Tip = 'Set a rule to off, info, warning or error'; Value = 'nothing' }
                '--rules' = @{ Tip = 'List all rules, with what they are set to'; Value = 'flag' }
                '--baseline' = @{ Tip = 'Leave out the findings that this file knows'; Value = 'files' }
                '--write-baseline' = @{ Tip = 'Write the findings of now into the file of --baseline'; Value = 'flag' }
                '--changed-since' = @{ Tip = 'Only findings in, or related to, files changed since a commit of git'; Value = 'nothing' }
                '--fix' = @{ Tip = 'Put right what has one right answer, in the files'; Value = 'flag' }
                '--fix-unsafe' = @{ Tip = 'Also what may have several, such as removing a route that is never reached'; Value = 'flag' }
                '--dry-run' = @{ Tip = 'With --fix or --fix-unsafe: show the change as a diff, write nothing'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'translate' = @{
            Tip = 'What would Aeraki generate from these objects?'
            Arguments = 'files'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '--mesh-config' = @{ Tip = 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'; Value = 'files' }
                '--root-namespace' = @{ Tip = 'Aeraki''s root namespace'; Value = 'nothing' }
                '--namespace-scoped' = @{ Tip = 'As Aeraki with --enable-envoy-filter-namespace-scope'; Value = 'flag' }
                '--domain-suffix' = @{ Tip = 'Domain of the cluster'; Value = 'nothing' }
                '--vip' = @{ Tip = 'Address of a host whose manifest has none'; Value = 'program' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--only' = @{ Tip = 'Only this part of the result'; Value = @('envoyfilters', 'virtualservices', 'metards') }
                '--form' = @{ Tip = 'Routes as MetaRDS sends them (HTTP RouteConfiguration), or as the proxy''s config dump shows them'; Value = @('wire', 'dataplane') }
                '--service' = @{ Tip = 'Only what is generated for this service'; Value = 'program' }
                '--only-namespace' = @{ Tip = 'Only the objects that are created in this namespace'; Value = 'nothing' }
                '--explain' = @{ Tip = 'With each object the inputs that caused it, by file and line'; Value = 'flag' }
                '--redact' = @{ Tip = 'Hide the passwords that generated objects hold'; Value = 'flag' }
                '--diff' = @{ Tip = 'What changes against other manifests, a saved result, or EnvoyFilters from kubectl get -o yaml'; Value = 'files' }
                '--check' = @{ Tip = 'For CI: exit with 1 if the result saved there is not what would be generated'; Value = 'files' }
                '--istio' = @{ Tip = 'Note what this version of Istio ignores, as in 1.24'; Value = 'nothing' }
                '--envoy' = @{ Tip = 'Note what this version of Envoy rejects, as in 1.40'; Value = 'nothing' }
                '--fail-on' = @{ Tip = 'Exit with 1 if there is a note of this severity or above'; Value = @('error', 'warning', 'info') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'simulate' = @{
            Tip = 'Where does this request go, and why not elsewhere?'
            Arguments = 'files'
            Options = [ordered]@{
                '--host' = @{ Tip = 'Service the request is for; may be left out where only one fits'; Value = 'program' }
                '--port' = @{ Tip = 'Port of the service; may be left out where only one fits'; Value = 'program' }
                '--attr' = @{ Tip = 'Attribute of the request, as its codec would set it'; Value = 'program' }
                '-a' = @{ Tip = 'Attribute of the request, as its codec would set it'; Value = 'program' }
                '--redis' = @{ Tip = 'A Redis command instead of attributes, quoted as for redis-cli: "GET user:1"'; Value = 'nothing' }
                '--from' = @{ Tip = 'Who calls, for authorization: cluster.local/ns/NAMESPACE/sa/ACCOUNT; without, a client without certificate'; Value = 'nothing' }
                '--gateway' = @{ Tip = 'Decide at a gateway, as NAMESPACE/NAME or NAME, instead of at a sidecar'; Value = 'nothing' }
                '--requests' = @{ Tip = 'Many requests: NDJSON or a YAML list; - for stdin'; Value = 'files' }
                '--bytes' = @{ Tip = 'Requests as bytes, raw or in hexadecimal; - for stdin; with --codec'; Value = 'files' }
                '--codec' = @{ Tip = 'The description that --bytes is decoded by, codec.yaml'; Value = 'files' }
                '--routes' = @{ Tip = 'Decide on routes as they are instead of translating: a RouteConfiguration, a config dump, or what translate printed'; Value = 'files' }
                '--dump' = @{ Tip = 'Decide on what a sidecar holds: its config dump; - for stdin. Refused listeners and missing clusters count'; Value = 'files' }
                '--pod' = @{ Tip = 'The same of a running pod: name, name.namespace or deploy/name'; Value = 'nothing' }
                '--count' = @{ Tip = 'Send the request N times and chart the split'; Value = 'nothing' }
                '--seed' = @{ Tip = 'Make the random numbers repeatable'; Value = 'nothing' }
                '--random' = @{ Tip = 'Pin the 64-bit number of the weighted pick'; Value = 'nothing' }
                '--trace' = @{ Tip = 'With --requests: add why each route did or did not match'; Value = 'flag' }
                '--suite' = @{ Tip = 'Run tests: requests with what they should get'; Value = 'files' }
                '--generate-suite' = @{ Tip = 'Write a suite that covers every route and every cluster of a split'; Value = 'flag' }
                '--fail-under' = @{ Tip = 'With --suite: exit with 1 if less of the rules is covered'; Value = 'nothing' }
                '--lcov' = @{ Tip = 'With --suite: write the coverage for lcov'; Value = 'files' }
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '--mesh-config' = @{ Tip = 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'; Value = 'files' }
                '--root-namespace' = @{ Tip = 'Aeraki''s root namespace'; Value = 'nothing' }
                '--namespace-scoped' = @{ Tip = 'As Aeraki with --enable-envoy-filter-namespace-scope'; Value = 'flag' }
                '--domain-suffix' = @{ Tip = 'Domain of the cluster'; Value = 'nothing' }
                '--vip' = @{ Tip = 'Address of a host whose manifest has none'; Value = 'program' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml', 'ndjson', 'junit', 'tap') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml', 'ndjson', 'junit', 'tap') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'impact' = @{
            Tip = 'Which requests does a change of the rules affect?'
            Arguments = 'files'
            Options = [ordered]@{
                '--allow' = @{ Tip = 'A change that is meant: HOST, or HOST:ROUTE for the route before or after; * and ? as in globs'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none'; Value = 'nothing' }
                '--mesh-config' = @{ Tip = 'MeshConfig as YAML, or its ConfigMap; else the ConfigMap istio among the objects'; Value = 'files' }
                '--root-namespace' = @{ Tip = 'Aeraki''s root namespace'; Value = 'nothing' }
                '--namespace-scoped' = @{ Tip = 'As Aeraki with --enable-envoy-filter-namespace-scope'; Value = 'flag' }
                '--domain-suffix' = @{ Tip = 'Domain of the cluster'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result; markdown is a table for a comment on a pull request'; Value = @('text', 'json', 'yaml', 'sarif', 'markdown') }
                '-o' = @{ Tip = 'Form of the result; markdown is a table for a comment on a pull request'; Value = @('text', 'json', 'yaml', 'sarif', 'markdown') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'apply' = @{
            Tip = 'Make the cluster hold these objects, once all of them are known to be taken'
            Arguments = 'files'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none; else the context''s'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none; else the context''s'; Value = 'nothing' }
                '--dry-run' = @{ Tip = 'Show the plan and change nothing; server: the API server tries everything, client: it is only read; alone, it is client'; Value = @('none', 'client', 'server') }
                '--yes' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '-y' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '--force-conflicts' = @{ Tip = 'Take fields over that other field managers own'; Value = 'flag' }
                '--prune' = @{ Tip = 'Delete what was applied before, has the labels of --selector and is not in the files any more'; Value = 'flag' }
                '--selector' = @{ Tip = 'Which objects --prune may delete, such as app=thrift'; Value = 'nothing' }
                '-l' = @{ Tip = 'Which objects --prune may delete, such as app=thrift'; Value = 'nothing' }
                '--wait' = @{ Tip = 'Wait until Aeraki has written its EnvoyFilters, and every sidecar that must hold the routes holds them, by content'; Value = 'flag' }
                '--timeout' = @{ Tip = 'How long --wait waits'; Value = 'nothing' }
                '--rollback-on-failure' = @{ Tip = 'If it cannot be done to the end, put back what was there before'; Value = 'flag' }
                '--rule' = @{ Tip = 'Set a rule to off, info, warning or error; errors stop before anything is applied'; Value = 'nothing' }
                '--config' = @{ Tip = 'Configuration; else .aerakictl.yaml, found upwards'; Value = 'files' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'diff' = @{
            Tip = 'What would apply change in the cluster?'
            Arguments = 'files'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of objects that name none; else the context''s'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of objects that name none; else the context''s'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'delete' = @{
            Tip = 'Delete objects, knowing what traffic loses by it'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--filename' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '-f' = @{ Tip = 'File, folder (recursive), glob or - for stdin; the same as a plain argument'; Value = 'files' }
                '--kustomize' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '-k' = @{ Tip = 'Folder with a kustomization, as kubectl -k'; Value = 'files' }
                '--exclude' = @{ Tip = 'Leave out paths that match, as printed or from the named folder'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace of the objects; else the context''s'; Value = 'nothing' }
                '-n' = @{ Tip = 'Namespace of the objects; else the context''s'; Value = 'nothing' }
                '--ignore-not-found' = @{ Tip = 'Objects that do not exist count as deleted'; Value = 'flag' }
                '--dry-run' = @{ Tip = 'Show the plan and change nothing; server: the API server tries everything, client: it is only read; alone, it is client'; Value = @('none', 'client', 'server') }
                '--yes' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '-y' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '--wait' = @{ Tip = 'Wait until the objects are gone, and Aeraki and every sidecar have followed'; Value = 'flag' }
                '--timeout' = @{ Tip = 'How long --wait waits'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'get' = @{
            Tip = 'Which routers, protocols and services are there, and how do they stand?'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result; json is a List with a state for each item, a stream of lines with -w'; Value = @('text', 'wide', 'json', 'yaml', 'name', 'ndjson') }
                '-o' = @{ Tip = 'Form of the result; json is a List with a state for each item, a stream of lines with -w'; Value = @('text', 'wide', 'json', 'yaml', 'name', 'ndjson') }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--selector' = @{ Tip = 'Only objects with these labels, as in app=orders,tier!=test'; Value = 'nothing' }
                '-l' = @{ Tip = 'Only objects with these labels, as in app=orders,tier!=test'; Value = 'nothing' }
                '--watch' = @{ Tip = 'Then print each row that changes, also where its cause is another object'; Value = 'flag' }
                '-w' = @{ Tip = 'Then print each row that changes, also where its cause is another object'; Value = 'flag' }
                '--no-headers' = @{ Tip = 'No line of headings'; Value = 'flag' }
                '--filename' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '-f' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'describe' = @{
            Tip = 'What becomes of requests to a host, and where does the chain break?'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'The name in whichever namespace'; Value = 'flag' }
                '-A' = @{ Tip = 'The name in whichever namespace'; Value = 'flag' }
                '--from' = @{ Tip = 'Of a host: also how the proxy of this client holds it; name.namespace, or a pod of -n'; Value = 'nothing' }
                '--filename' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '-f' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'envoyfilter list' = @{
            Tip = 'What Aeraki generated, for which host and port, and whether it is as it should be'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result; wide: with names and what each does'; Value = @('text', 'wide', 'json', 'yaml', 'name') }
                '-o' = @{ Tip = 'Form of the result; wide: with names and what each does'; Value = @('text', 'wide', 'json', 'yaml', 'name') }
                '--namespace' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '-n' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '--service' = @{ Tip = 'Only what is generated for this service'; Value = 'program' }
                '--filename' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '-f' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'envoyfilter show' = @{
            Tip = 'A generated object decoded: what it does, what it was made of, its configuration'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--namespace' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '-n' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '--service' = @{ Tip = 'Only what is generated for this service'; Value = 'program' }
                '--filename' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '-f' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'envoyfilter diff' = @{
            Tip = 'What Aeraki generated against what it should have: exit 1 on drift'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--namespace' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '-n' = @{ Tip = 'Only objects in this namespace; else all'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces, as without -n'; Value = 'flag' }
                '--service' = @{ Tip = 'Only what is generated for this service'; Value = 'program' }
                '--filename' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '-f' = @{ Tip = 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin'; Value = 'files' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-config' = @{
            Tip = 'What does this sidecar hold, and what did it refuse?'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--file' = @{ Tip = 'A saved /config_dump instead of a pod; - for stdin. No cluster is asked'; Value = 'files' }
                '--mesh' = @{ Tip = 'With --file: manifests of the mesh, to name the MetaRouter behind each route'; Value = 'files' }
                '--output' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '-o' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '--host' = @{ Tip = 'Only what is for this service, or for hosts that begin with it'; Value = 'program' }
                '--fqdn' = @{ Tip = 'The same, as istioctl calls it'; Value = 'program' }
                '--port' = @{ Tip = 'Only what is for this port'; Value = 'program' }
                '--name' = @{ Tip = 'Only the listener, route configuration, cluster or secret of this name'; Value = 'nothing' }
                '--selector' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-route' = @{
            Tip = 'Which MetaProtocol routes does this sidecar hold?'
            Arguments = 'program'
            Options = [ordered]@{
                '--file' = @{ Tip = 'A saved /config_dump instead of a pod; - for stdin. No cluster is asked'; Value = 'files' }
                '--mesh' = @{ Tip = 'With --file: manifests of the mesh, to name the MetaRouter behind each route'; Value = 'files' }
                '--output' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '-o' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '--host' = @{ Tip = 'Only what is for this service, or for hosts that begin with it'; Value = 'program' }
                '--fqdn' = @{ Tip = 'The same, as istioctl calls it'; Value = 'program' }
                '--port' = @{ Tip = 'Only what is for this port'; Value = 'program' }
                '--name' = @{ Tip = 'Only the listener, route configuration, cluster or secret of this name'; Value = 'nothing' }
                '--selector' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'gateway-config' = @{
            Tip = 'What does this gateway hold, and what did it refuse?'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--file' = @{ Tip = 'A saved /config_dump instead of a pod; - for stdin. No cluster is asked'; Value = 'files' }
                '--mesh' = @{ Tip = 'With --file: manifests of the mesh, to name the MetaRouter behind each route'; Value = 'files' }
                '--output' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '-o' = @{ Tip = 'Tables, values, or the proxy''s own JSON without what is secret in it'; Value = @('text', 'json', 'yaml', 'raw') }
                '--host' = @{ Tip = 'Only what is for this service, or for hosts that begin with it'; Value = 'program' }
                '--fqdn' = @{ Tip = 'The same, as istioctl calls it'; Value = 'program' }
                '--port' = @{ Tip = 'Only what is for this port'; Value = 'program' }
                '--name' = @{ Tip = 'Only the listener, route configuration, cluster or secret of this name'; Value = 'nothing' }
                '--selector' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'The pod by its labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'Look for the pod in all namespaces'; Value = 'flag' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'proxy-status' = @{
            Tip = 'Do sidecars and gateways hold what they should, by content?'
            Arguments = 'program'
            Options = [ordered]@{
                '--namespace' = @{ Tip = 'Only this namespace; with a pod: where it is, else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Only this namespace; with a pod: where it is, else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--selector' = @{ Tip = 'Only pods with these labels, as kubectl takes them'; Value = 'nothing' }
                '-l' = @{ Tip = 'Only pods with these labels, as kubectl takes them'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--concurrency' = @{ Tip = 'Proxies asked at once'; Value = 'nothing' }
                '--proxy-timeout' = @{ Tip = 'Time that one proxy may take to answer'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'app-log' = @{
            Tip = 'The logs of applications, many pods at once'
            Arguments = 'program'
            Options = [ordered]@{
                '--follow' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '-f' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '--tail' = @{ Tip = 'Only this many lines of each container, from the end; else all'; Value = 'nothing' }
                '--since' = @{ Tip = 'Only lines of the last while, as in 10m'; Value = 'nothing' }
                '--since-time' = @{ Tip = 'Only lines after a time of RFC 3339'; Value = 'nothing' }
                '--previous' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '-p' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '--container' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '-c' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '--include' = @{ Tip = 'Only lines in which one of the patterns is found'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'No lines in which one of the patterns is found'; Value = 'nothing' }
                '--highlight' = @{ Tip = 'Mark what the pattern finds'; Value = 'nothing' }
                '--timestamps' = @{ Tip = 'Before each line, the time of the node''s clock'; Value = 'flag' }
                '--output' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '-o' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '--max-log-requests' = @{ Tip = 'How many logs may be open at once'; Value = 'nothing' }
                '--selector' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-log' = @{
            Tip = 'The logs of sidecars, access log lines in columns'
            Arguments = 'program'
            Options = [ordered]@{
                '--follow' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '-f' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '--tail' = @{ Tip = 'Only this many lines of each container, from the end; else all'; Value = 'nothing' }
                '--since' = @{ Tip = 'Only lines of the last while, as in 10m'; Value = 'nothing' }
                '--since-time' = @{ Tip = 'Only lines after a time of RFC 3339'; Value = 'nothing' }
                '--previous' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '-p' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '--container' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '-c' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '--include' = @{ Tip = 'Only lines in which one of the patterns is found'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'No lines in which one of the patterns is found'; Value = 'nothing' }
                '--highlight' = @{ Tip = 'Mark what the pattern finds'; Value = 'nothing' }
                '--timestamps' = @{ Tip = 'Before each line, the time of the node''s clock'; Value = 'flag' }
                '--output' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '-o' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '--max-log-requests' = @{ Tip = 'How many logs may be open at once'; Value = 'nothing' }
                '--selector' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'gateway-log' = @{
            Tip = 'The logs of Istio''s gateways'
            Arguments = 'program'
            Options = [ordered]@{
                '--follow' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '-f' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '--tail' = @{ Tip = 'Only this many lines of each container, from the end; else all'; Value = 'nothing' }
                '--since' = @{ Tip = 'Only lines of the last while, as in 10m'; Value = 'nothing' }
                '--since-time' = @{ Tip = 'Only lines after a time of RFC 3339'; Value = 'nothing' }
                '--previous' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '-p' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '--container' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '-c' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '--include' = @{ Tip = 'Only lines in which one of the patterns is found'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'No lines in which one of the patterns is found'; Value = 'nothing' }
                '--highlight' = @{ Tip = 'Mark what the pattern finds'; Value = 'nothing' }
                '--timestamps' = @{ Tip = 'Before each line, the time of the node''s clock'; Value = 'flag' }
                '--output' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '-o' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '--max-log-requests' = @{ Tip = 'How many logs may be open at once'; Value = 'nothing' }
                '--selector' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'aeraki-log' = @{
            Tip = 'The logs of Aeraki'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--follow' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '-f' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '--tail' = @{ Tip = 'Only this many lines of each container, from the end; else all'; Value = 'nothing' }
                '--since' = @{ Tip = 'Only lines of the last while, as in 10m'; Value = 'nothing' }
                '--since-time' = @{ Tip = 'Only lines after a time of RFC 3339'; Value = 'nothing' }
                '--previous' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '-p' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '--container' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '-c' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '--include' = @{ Tip = 'Only lines in which one of the patterns is found'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'No lines in which one of the patterns is found'; Value = 'nothing' }
                '--highlight' = @{ Tip = 'Mark what the pattern finds'; Value = 'nothing' }
                '--timestamps' = @{ Tip = 'Before each line, the time of the node''s clock'; Value = 'flag' }
                '--output' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '-o' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '--max-log-requests' = @{ Tip = 'How many logs may be open at once'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-log' = @{
            Tip = 'The logs of istiod'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--follow' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '-f' = @{ Tip = 'Go on as lines come, also of pods and containers that start later'; Value = 'flag' }
                '--tail' = @{ Tip = 'Only this many lines of each container, from the end; else all'; Value = 'nothing' }
                '--since' = @{ Tip = 'Only lines of the last while, as in 10m'; Value = 'nothing' }
                '--since-time' = @{ Tip = 'Only lines after a time of RFC 3339'; Value = 'nothing' }
                '--previous' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '-p' = @{ Tip = 'The log of the container before it was started again'; Value = 'flag' }
                '--container' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '-c' = @{ Tip = 'Only these containers, init containers too'; Value = 'nothing' }
                '--include' = @{ Tip = 'Only lines in which one of the patterns is found'; Value = 'nothing' }
                '--exclude' = @{ Tip = 'No lines in which one of the patterns is found'; Value = 'nothing' }
                '--highlight' = @{ Tip = 'Mark what the pattern finds'; Value = 'nothing' }
                '--timestamps' = @{ Tip = 'Before each line, the time of the node''s clock'; Value = 'flag' }
                '--output' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '-o' = @{ Tip = 'Known lines in columns; one JSON object a line; or the lines as they are'; Value = @('text', 'ndjson', 'raw') }
                '--max-log-requests' = @{ Tip = 'How many logs may be open at once'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-stats' = @{
            Tip = 'Requests, errors and latency per service, from the proxies'
            Arguments = 'program'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, values, or the proxy''s own text'; Value = @('text', 'json', 'yaml', 'raw') }
                '-o' = @{ Tip = 'A table, values, or the proxy''s own text'; Value = @('text', 'json', 'yaml', 'raw') }
                '--watch' = @{ Tip = 'Look again and again, with what is counted a second; ndjson with -o json'; Value = 'flag' }
                '-w' = @{ Tip = 'Look again and again, with what is counted a second; ndjson with -o json'; Value = 'flag' }
                '--interval' = @{ Tip = 'Time between two looks'; Value = 'nothing' }
                '--selector' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-admin' = @{
            Tip = 'An answer of a proxy''s admin interface'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--post' = @{ Tip = 'POST instead of GET, for what changes the proxy'; Value = 'flag' }
                '--yes' = @{ Tip = 'No question before what ends the proxy or keeps requests from it'; Value = 'flag' }
                '-y' = @{ Tip = 'No question before what ends the proxy or keeps requests from it'; Value = 'flag' }
                '--include-secrets' = @{ Tip = 'Do not hide passwords and keys in dumps'; Value = 'flag' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'sidecar-debug' = @{
            Tip = 'Have proxies log more for a while, and put it back'
            Arguments = 'program'
            Options = [ordered]@{
                '--for' = @{ Tip = 'Wait so long and put the levels back, as in 5m'; Value = 'nothing' }
                '--logger' = @{ Tip = 'This logger of Envoy, or all; else MetaProtocol''s'; Value = 'nothing' }
                '--selector' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Pods by their labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '-A' = @{ Tip = 'All namespaces'; Value = 'flag' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-config' = @{
            Tip = 'The Istio objects that istiod works with'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--include-secrets' = @{ Tip = 'Do not hide passwords and keys'; Value = 'flag' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-registry' = @{
            Tip = 'The services that istiod knows'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-endpoint' = @{
            Tip = 'The endpoints that istiod knows'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-instances' = @{
            Tip = 'The services that istiod sees behind each proxy'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-ads' = @{
            Tip = 'The proxies that are connected to istiod, and Aeraki'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'A table, or istiod''s own JSON'; Value = @('text', 'json', 'yaml') }
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'istiod-debug' = @{
            Tip = 'A page of istiod''s debug interface'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--pod' = @{ Tip = 'Which pod of istiod, where there are several; else the first that is ready'; Value = 'nothing' }
                '--yes' = @{ Tip = 'Ask for pages that change something without a question'; Value = 'flag' }
                '-y' = @{ Tip = 'Ask for pages that change something without a question'; Value = 'flag' }
                '--include-secrets' = @{ Tip = 'Do not hide passwords and keys'; Value = 'flag' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'restart' = @{
            Tip = 'Start istiod, Aeraki, a workload or a pod again'
            Arguments = 'program'
            Options = [ordered]@{
                '--yes' = @{ Tip = 'Do not ask'; Value = 'flag' }
                '-y' = @{ Tip = 'Do not ask'; Value = 'flag' }
                '--namespace' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '-n' = @{ Tip = 'Namespace; else the context''s'; Value = 'program' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'check' = @{
            Tip = 'Is everything in the cluster as Aeraki needs it?'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--pre' = @{ Tip = 'Before an installation: is the cluster ready for Aeraki?'; Value = 'flag' }
                '--wait' = @{ Tip = 'Repeat until nothing fails, or the time is up'; Value = 'flag' }
                '--timeout' = @{ Tip = 'With --wait: how long'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'junit') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'junit') }
                '--concurrency' = @{ Tip = 'Proxies asked at once'; Value = 'nothing' }
                '--proxy-timeout' = @{ Tip = 'Time that one proxy may take to answer'; Value = 'nothing' }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'explain' = @{
            Tip = 'What does a kind, a field or a finding code mean?'
            Arguments = 'program'
            Options = [ordered]@{
                '--recursive' = @{ Tip = 'Show the fields of fields, all the way down'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'schema' = @{
            Tip = 'Print the JSON schema of a kind, for editors'
            Arguments = 'program'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'install' = @{
            Tip = 'Install or upgrade Aeraki''s CRDs and control plane'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--aeraki' = @{ Tip = 'Release (1.4.1, 1.4.0), or the tag of a newer build; else 1.4.1, or what runs if that is newer'; Value = 'nothing' }
                '--image' = @{ Tip = 'Image without its tag; else what runs, or ghcr.io/aeraki-mesh/aeraki'; Value = 'nothing' }
                '--istiod-address' = @{ Tip = 'istiod''s xDS; spoken to by TLS unless the port is 15010'; Value = 'nothing' }
                '--envoyfilters-in' = @{ Tip = 'Where generated EnvoyFilters go: Istio''s root namespace, or the services'' namespaces'; Value = @('root', 'services') }
                '--cluster-id' = @{ Tip = 'Name of this cluster in a mesh of several'; Value = 'nothing' }
                '--config-store-secret' = @{ Tip = 'Secret with the kubeconfig of the cluster that holds Istio''s objects, if it is another'; Value = 'nothing' }
                '--log-level' = @{ Tip = 'Levels of Aeraki''s log, such as all:info,controller:debug'; Value = 'nothing' }
                '--dry-run' = @{ Tip = 'Show the plan and change nothing; server: the API server tries everything, client: it is only read; alone, it is client'; Value = @('none', 'client', 'server') }
                '--yes' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '-y' = @{ Tip = 'Do not ask; without a terminal nothing is asked anyway'; Value = 'flag' }
                '--force' = @{ Tip = 'Go on although a check fails'; Value = 'flag' }
                '--wait' = @{ Tip = 'Wait until Aeraki is ready, then check the mesh'; Value = 'flag' }
                '--timeout' = @{ Tip = 'How long --wait waits'; Value = 'nothing' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'uninstall' = @{
            Tip = 'Remove Aeraki and everything that it left in the cluster'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--crds' = @{ Tip = 'Also delete the CRDs, and with them every MetaRouter and all other objects of their kinds'; Value = 'flag' }
                '--dry-run' = @{ Tip = 'Show the plan and change nothing; server: the API server tries everything, client: it is only read; alone, it is client'; Value = @('none', 'client', 'server') }
                '--yes' = @{ Tip = 'Do not ask; must be given where there is no terminal'; Value = 'flag' }
                '-y' = @{ Tip = 'Do not ask; must be given where there is no terminal'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'bug-report' = @{
            Tip = 'One archive for a support thread, without secrets'
            Arguments = 'program'
            Options = [ordered]@{
                '--file' = @{ Tip = 'The archive; else aerakictl-bug-report-TIME.tar.gz in the working folder'; Value = 'files' }
                '--selector' = @{ Tip = 'Proxies of the pods with these labels'; Value = 'nothing' }
                '-l' = @{ Tip = 'Proxies of the pods with these labels'; Value = 'nothing' }
                '--namespace' = @{ Tip = 'Proxies of this namespace; names without one are looked for in it'; Value = 'program' }
                '-n' = @{ Tip = 'Proxies of this namespace; names without one are looked for in it'; Value = 'program' }
                '--all-namespaces' = @{ Tip = 'Proxies of all namespaces, whether Aeraki manages them or not'; Value = 'flag' }
                '-A' = @{ Tip = 'Proxies of all namespaces, whether Aeraki manages them or not'; Value = 'flag' }
                '--since' = @{ Tip = 'Only log lines of the last while, as in 1h; else the end of each log'; Value = 'nothing' }
                '--max-proxies' = @{ Tip = 'How many proxies are looked at, of each workload one first'; Value = 'nothing' }
                '--max-log-size' = @{ Tip = 'How much of one log is kept: its end'; Value = 'nothing' }
                '--max-size' = @{ Tip = 'How large the archive may be; what does not fit is named in it'; Value = 'nothing' }
                '--timeout' = @{ Tip = 'When to stop collecting and write what is there'; Value = 'nothing' }
                '--include-secrets' = @{ Tip = 'Hide nothing: passwords, keys and tokens go into the archive'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the summary; json and yaml list every file'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the summary; json and yaml list every file'; Value = @('text', 'json', 'yaml') }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec new' = @{
            Tip = 'Make a tested codec project from a description of the frame'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--from' = @{ Tip = 'Take this description, codec.yaml, instead of asking'; Value = 'files' }
                '--preset' = @{ Tip = 'Take a frame that is there: header map, fixed header, the template, lines of text'; Value = @('keyvalue', 'fixed', 'awesomerpc', 'text') }
                '--proxy' = @{ Tip = 'Version of the proxy'; Value = @('1.4.2', 'head') }
                '--byte-order' = @{ Tip = 'Order of the bytes of numbers'; Value = @('big', 'little') }
                '--magic' = @{ Tip = 'Number of two bytes that every frame begins with, such as 0xae10; none for no such number'; Value = 'nothing' }
                '--field' = @{ Tip = 'A field of the header, in sequence, as in command:u16'; Value = 'nothing' }
                '--length' = @{ Tip = 'Field that says how long the frame is'; Value = 'nothing' }
                '--counts' = @{ Tip = 'What it counts'; Value = @('frame', 'afterLength', 'afterHeader') }
                '--max' = @{ Tip = 'Largest frame'; Value = 'nothing' }
                '--request-id' = @{ Tip = 'Field that is the same in a request and its response'; Value = 'nothing' }
                '--status' = @{ Tip = 'Field of the status, and its value of success'; Value = 'nothing' }
                '--type-field' = @{ Tip = 'Field that tells messages apart; without, the direction does'; Value = 'nothing' }
                '--type' = @{ Tip = 'What a value of it means, as in request=0, response=1, heartbeat=2'; Value = 'nothing' }
                '--attribute' = @{ Tip = 'Field that rules can match on'; Value = 'nothing' }
                '--error-code' = @{ Tip = 'Field that carries the code of an error; the status if left out'; Value = 'nothing' }
                '--output-dir' = @{ Tip = 'Where the project goes; a folder named NAME if left out'; Value = 'files' }
                '--dry-run' = @{ Tip = 'List the files, write nothing'; Value = 'flag' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec update' = @{
            Tip = 'Generate a project anew from its changed description, keeping your changes'
            Arguments = 'files'
            Options = [ordered]@{
                '--dry-run' = @{ Tip = 'List what would change, write nothing'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec verify' = @{
            Tip = 'Do names, build and YAML of a project agree with its description?'
            Arguments = 'files'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '-o' = @{ Tip = 'Form of the report: text, json, yaml, sarif, junit, github, gitlab, tap; several at once with =FILE'; Value = @('text', 'json', 'yaml', 'sarif', 'junit', 'github', 'gitlab', 'tap') }
                '--fail-on' = @{ Tip = 'From which severity on the answer is no'; Value = @('error', 'warning', 'info') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec test' = @{
            Tip = 'Compile and test a codec, and compare it with its description on random frames'
            Arguments = 'files'
            Options = [ordered]@{
                '--frames' = @{ Tip = 'How many frames are compared; 0 for none'; Value = 'nothing' }
                '--seed' = @{ Tip = 'Other frames'; Value = 'nothing' }
                '--quick' = @{ Tip = 'Leave the sanitizers and the fuzzer out'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec decode' = @{
            Tip = 'Show the messages in bytes of a described protocol'
            Arguments = 'files'
            Options = [ordered]@{
                '--codec' = @{ Tip = 'Description of the protocol'; Value = 'files' }
                '-c' = @{ Tip = 'Description of the protocol'; Value = 'files' }
                '--direction' = @{ Tip = 'Which way the bytes went'; Value = @('request', 'response') }
                '--form' = @{ Tip = 'How the bytes are written'; Value = @('auto', 'raw', 'hex') }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec diagram' = @{
            Tip = 'Draw the frame that a description gives'
            Arguments = 'files'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'codec list' = @{
            Tip = 'The protocols there is a codec for, with their attributes and limits'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'version' = @{
            Tip = 'Versions of this program, Kubernetes, Istio, Aeraki and the proxies'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--client' = @{ Tip = 'Only this program: no cluster is needed'; Value = 'flag' }
                '--output' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '-o' = @{ Tip = 'Form of the result'; Value = @('text', 'json', 'yaml') }
                '--istio-namespace' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '-i' = @{ Tip = 'Namespace of istiod; else it is looked for'; Value = 'program' }
                '--aeraki-namespace' = @{ Tip = 'Namespace of Aeraki; else it is looked for'; Value = 'program' }
                '--revision' = @{ Tip = 'Istio''s revision, where there are several'; Value = 'nothing' }
                '--context' = @{ Tip = 'Context of the kubeconfig; else the current one'; Value = 'program' }
                '--kubeconfig' = @{ Tip = 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster'; Value = 'files' }
                '--request-timeout' = @{ Tip = 'Time a single request may take, such as 10s'; Value = 'nothing' }
                '--as' = @{ Tip = 'User to impersonate'; Value = 'nothing' }
                '--as-group' = @{ Tip = 'Group to impersonate'; Value = 'nothing' }
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'shell-aliases' = @{
            Tip = 'Shell functions under the names of aerakictl.sh'
            Arguments = 'nothing'
            Options = [ordered]@{
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
        'completion' = @{
            Tip = 'Print the completion script of a shell'
            Arguments = @('bash', 'zsh', 'fish', 'powershell')
            Options = [ordered]@{
                '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
                '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
                '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
                '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
            }
        }
    }
    # Commands that others stand below, with the words of these.
    $parents = [ordered]@{
        'envoyfilter' = @{ Tip = 'What did Aeraki generate, and is it what it should be?'; Below = @('list', 'show', 'diff') }
        'codec' = @{ Tip = 'Bring a private protocol into the mesh: describe, generate, test, decode'; Below = @('new', 'update', 'verify', 'test', 'decode', 'diagram', 'list') }
    }
    $sharedOptions = [ordered]@{
        '--no-color' = @{ Tip = 'No colour, as with NO_COLOR'; Value = 'flag' }
        '--debug' = @{ Tip = 'Print a stack trace with an error'; Value = 'flag' }
        '--help' = @{ Tip = 'Show this help'; Value = 'flag' }
        '-h' = @{ Tip = 'Show this help'; Value = 'flag' }
    }

    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $program = $words[0]
    $words = @($words | Select-Object -Skip 1)
    $typed = "$wordToComplete"
    # The words before the one under the cursor
    if ($typed -ne '' -and $words.Count -gt 0) { $before = @($words | Select-Object -SkipLast 1) } else { $before = $words }
    $plain = @($before | Where-Object { -not $_.StartsWith('-') })
    $command = $plain | Select-Object -First 1
    $parent = ''
    if ($command -and $parents.Contains($command)) {
        $parent = $command
        $command = if ($plain.Count -gt 1) { "$parent $($plain[1])" } else { '' }
    }

    $prefix = ''
    $option = ''
    if ($typed -match '^(--[^=]+)=(.*)$') {
        $option = $Matches[1]
        $prefix = "$option="
        $part = $Matches[2]
    } else {
        $part = $typed
        if ($before.Count -gt 0) { $option = $before[-1] }
    }

    function Offer($text, $tip) {
        if ($text -like ([WildcardPattern]::Escape($part) + '*')) {
            if (-not $tip) { $tip = $text }
            [System.Management.Automation.CompletionResult]::new("$prefix$text", $text, 'ParameterValue', $tip)
        }
    }

    function OfferValues($source) {
        if ($source -is [array]) {
            foreach ($value in $source) { Offer $value $value }
        } elseif ($source -eq 'program') {
            # Before 7.3 an empty argument is lost on the way to a program
            $last = if ($typed -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { $typed }
            foreach ($line in @(& $program __complete -- @before $last 2>$null)) {
                $name, $tip = $line -split "`t", 2
                if ($name) { Offer $name $tip }
            }
        }
    }

    if (-not $command -or -not $commands.Contains($command)) {
        if ($typed.StartsWith('-')) {
            foreach ($name in $sharedOptions.Keys) { Offer $name $sharedOptions[$name].Tip }
            Offer '--version' 'show the version'
        } else {
            if ($parent) { foreach ($name in $parents[$parent].Below) { Offer $name $commands["$parent $name"].Tip } }
            else {
                foreach ($name in $commands.Keys) { if (-not $name.Contains(' ')) { Offer $name $commands[$name].Tip } }
                foreach ($name in $parents.Keys) { Offer $name $parents[$name].Tip }
            }
            if (-not $parent -and $command -ne 'help') { Offer 'help' 'Show what a command takes' }
        }
        return
    }

    $options = $commands[$command].Options
    if ($option -and $options.Contains($option) -and 'flag' -ne $options[$option].Value) {
        OfferValues $options[$option].Value
    } elseif ($typed.StartsWith('-')) {
        foreach ($name in $options.Keys) { Offer $name $options[$name].Tip }
    } else {
        OfferValues $commands[$command].Arguments
    }
}
