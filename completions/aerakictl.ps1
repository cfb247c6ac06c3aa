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
                '--quick' = @{ Tip = 'Leave the sanitizers out'; Value = 'flag' }
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
