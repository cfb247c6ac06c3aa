# bash completion for aerakictl and kubectl-aeraki. Generated; do not edit.

# The words up to the cursor, put together again where bash broke them at = and :
_aerakictl_words() {
  local rest=${COMP_LINE:0:COMP_POINT} trimmed word last=-1
  words=()
  for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    trimmed=${rest#"${rest%%[![:space:]]*}"}
    if [[ $last -lt 0 || $trimmed != "$rest" ]]; then
      last=$((last + 1))
      words[last]=$word
    else
      words[last]+=$word
    fi
    rest=${trimmed#"$word"}
  done
  cur=${words[last]}
  prev=
  [[ $last -gt 0 ]] && prev=${words[last - 1]}
}

# Offers a word if it goes on from what is typed
_aerakictl_offer() {
  local word
  for word in "$@"; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}

_aerakictl_files() {
  local file
  type compopt >/dev/null 2>&1 && compopt -o filenames
  while IFS= read -r file; do
    COMPREPLY+=("$file")
  done < <(compgen "$1" -- "$cur")
}

# Files that may hold objects, and folders
_aerakictl_manifests() {
  local file
  type compopt >/dev/null 2>&1 && compopt -o filenames
  while IFS= read -r file; do
    case $file in
      *.yaml | *.yml | *.json) COMPREPLY+=("$file") ;;
      *) [[ -d ${file/#~/$HOME} ]] && COMPREPLY+=("$file") ;;
    esac
  done < <(compgen -f -- "$cur")
}

# FORMAT=FILE: a fixed word, or after its = a file
_aerakictl_offer_to_file() {
  if [[ $cur == *=* ]]; then
    prefix+=${cur%%=*}=
    cur=${cur#*=}
    _aerakictl_files -f
  else
    _aerakictl_offer "$@"
  fi
}

# Asks the program, which prints a candidate a line and its description after a tab
_aerakictl_ask() {
  local line
  while IFS= read -r line; do
    line=${line%%$'\t'*}
    if [[ -n $line && $line == "$cur"* ]]; then
      COMPREPLY+=("$(printf '%q' "$line")")
      [[ $line == *= ]] && type compopt >/dev/null 2>&1 && compopt -o nospace
    fi
  done < <("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null)
}

_aerakictl() {
  local cur prev words word command= prefix= index
  _aerakictl_words
  COMPREPLY=()
  for word in "${words[@]:1:${#words[@]}-2}"; do
    case $word in
      -*) continue ;;
    esac
    command=${command:+$command }$word
    case $command in
      envoyfilter | codec) ;;
      *) break ;;
    esac
  done
  if [[ $cur == --*=* ]]; then
    prev=${cur%%=*}
    prefix=$prev=
    cur=${cur#*=}
  fi
  case $command in
    '')
      case $cur in
        -*) _aerakictl_offer --no-color --debug --help -h --version ;;
        *) _aerakictl_offer validate lint translate simulate impact apply diff delete get describe envoyfilter sidecar-config sidecar-route gateway-config proxy-status app-log sidecar-log gateway-log aeraki-log istiod-log sidecar-stats sidecar-admin sidecar-debug istiod-config istiod-registry istiod-endpoint istiod-instances istiod-ads istiod-debug restart check explain schema install uninstall bug-report codec version shell-aliases completion help ;;
      esac
      ;;
    help) _aerakictl_offer validate lint translate simulate impact apply diff delete get describe envoyfilter sidecar-config sidecar-route gateway-config proxy-status app-log sidecar-log gateway-log aeraki-log istiod-log sidecar-stats sidecar-admin sidecar-debug istiod-config istiod-registry istiod-endpoint istiod-instances istiod-ads istiod-debug restart check explain schema install uninstall bug-report codec version shell-aliases completion ;;
    validate)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --output | -o) _aerakictl_offer_to_file text json yaml sarif junit github gitlab tap ;;
        --fail-on) _aerakictl_offer error warning info ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --output -o --fail-on --fail-on-skipped --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    lint)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --mesh-config) _aerakictl_manifests ;;
        --root-namespace) : ;;
        --domain-suffix) : ;;
        --vip) _aerakictl_ask ;;
        --istio) : ;;
        --aeraki) : ;;
        --envoy) : ;;
        --output | -o) _aerakictl_offer_to_file text json yaml sarif junit github gitlab tap ;;
        --fail-on) _aerakictl_offer error warning info ;;
        --max-warnings) : ;;
        --config) _aerakictl_manifests ;;
        --rule) : ;;
        --baseline) _aerakictl_manifests ;;
        --changed-since) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --vip --live --istio --aeraki --envoy --output -o --fail-on --max-warnings --config --rule --rules --baseline --write-baseline --changed-since --fix --fix-unsafe --dry-run --context --kubeconfig --request-timeout --as --as-group --istio-namespace -i --aeraki-namespace --revision --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    translate)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --mesh-config) _aerakictl_manifests ;;
        --root-namespace) : ;;
        --domain-suffix) : ;;
        --vip) _aerakictl_ask ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --only) _aerakictl_offer envoyfilters virtualservices metards ;;
        --form) _aerakictl_offer wire dataplane ;;
        --service) _aerakictl_ask ;;
        --only-namespace) : ;;
        --diff) _aerakictl_manifests ;;
        --check) _aerakictl_files -d ;;
        --istio) : ;;
        --envoy) : ;;
        --fail-on) _aerakictl_offer error warning info ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --vip --output -o --only --form --service --only-namespace --explain --redact --diff --check --istio --envoy --fail-on --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    simulate)
      case $prev in
        --host) _aerakictl_ask ;;
        --port) _aerakictl_ask ;;
        --attr | -a) _aerakictl_ask ;;
        --redis) : ;;
        --from) : ;;
        --gateway) : ;;
        --requests) _aerakictl_files -f ;;
        --bytes) _aerakictl_files -f ;;
        --codec) _aerakictl_manifests ;;
        --routes) _aerakictl_manifests ;;
        --dump) _aerakictl_files -f ;;
        --pod) : ;;
        --count) : ;;
        --seed) : ;;
        --random) : ;;
        --suite) _aerakictl_manifests ;;
        --fail-under) : ;;
        --lcov) _aerakictl_manifests ;;
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --mesh-config) _aerakictl_manifests ;;
        --root-namespace) : ;;
        --domain-suffix) : ;;
        --vip) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --output | -o) _aerakictl_offer text json yaml ndjson junit tap ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --host --port --attr -a --redis --from --gateway --requests --bytes --codec --routes --dump --pod --count --seed --random --trace --suite --generate-suite --fail-under --lcov --filename -f --kustomize -k --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --vip --context --kubeconfig --request-timeout --as --as-group --output -o --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    impact)
      case $prev in
        --allow) : ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --mesh-config) _aerakictl_manifests ;;
        --root-namespace) : ;;
        --domain-suffix) : ;;
        --output | -o) _aerakictl_offer text json yaml sarif markdown ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --allow --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --output -o --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    apply)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --dry-run) _aerakictl_offer none client server ;;
        --selector | -l) : ;;
        --timeout) : ;;
        --rule) : ;;
        --config) _aerakictl_manifests ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --dry-run --yes -y --force-conflicts --prune --selector -l --wait --timeout --rollback-on-failure --rule --config --output -o --context --kubeconfig --request-timeout --as --as-group --istio-namespace -i --aeraki-namespace --revision --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    diff)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --output -o --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    delete)
      case $prev in
        --filename | -f) _aerakictl_manifests ;;
        --kustomize | -k) _aerakictl_files -d ;;
        --exclude) : ;;
        --namespace | -n) : ;;
        --dry-run) _aerakictl_offer none client server ;;
        --timeout) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --ignore-not-found --dry-run --yes -y --wait --timeout --output -o --context --kubeconfig --request-timeout --as --as-group --istio-namespace -i --aeraki-namespace --revision --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    get)
      case $prev in
        --output | -o) _aerakictl_offer text wide json yaml name ndjson ;;
        --namespace | -n) _aerakictl_ask ;;
        --selector | -l) : ;;
        --filename | -f) _aerakictl_manifests ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --namespace -n --all-namespaces -A --selector -l --watch -w --no-headers --filename -f --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    describe)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --namespace | -n) _aerakictl_ask ;;
        --from) : ;;
        --filename | -f) _aerakictl_manifests ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --namespace -n --all-namespaces -A --from --filename -f --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    'envoyfilter list')
      case $prev in
        --output | -o) _aerakictl_offer text wide json yaml name ;;
        --namespace | -n) _aerakictl_ask ;;
        --service) _aerakictl_ask ;;
        --filename | -f) _aerakictl_manifests ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --namespace -n --all-namespaces -A --service --filename -f --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    'envoyfilter show')
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --namespace | -n) _aerakictl_ask ;;
        --service) _aerakictl_ask ;;
        --filename | -f) _aerakictl_manifests ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --namespace -n --all-namespaces -A --service --filename -f --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    'envoyfilter diff')
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --namespace | -n) _aerakictl_ask ;;
        --service) _aerakictl_ask ;;
        --filename | -f) _aerakictl_manifests ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --namespace -n --all-namespaces -A --service --filename -f --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    sidecar-config)
      case $prev in
        --file) _aerakictl_files -f ;;
        --mesh) _aerakictl_manifests ;;
        --output | -o) _aerakictl_offer text json yaml raw ;;
        --host) _aerakictl_ask ;;
        --fqdn) _aerakictl_ask ;;
        --port) _aerakictl_ask ;;
        --name) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --file --mesh --output -o --host --fqdn --port --name --selector -l --namespace -n --all-namespaces -A --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    sidecar-route)
      case $prev in
        --file) _aerakictl_files -f ;;
        --mesh) _aerakictl_manifests ;;
        --output | -o) _aerakictl_offer text json yaml raw ;;
        --host) _aerakictl_ask ;;
        --fqdn) _aerakictl_ask ;;
        --port) _aerakictl_ask ;;
        --name) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --file --mesh --output -o --host --fqdn --port --name --selector -l --namespace -n --all-namespaces -A --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    gateway-config)
      case $prev in
        --file) _aerakictl_files -f ;;
        --mesh) _aerakictl_manifests ;;
        --output | -o) _aerakictl_offer text json yaml raw ;;
        --host) _aerakictl_ask ;;
        --fqdn) _aerakictl_ask ;;
        --port) _aerakictl_ask ;;
        --name) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --file --mesh --output -o --host --fqdn --port --name --selector -l --namespace -n --all-namespaces -A --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    proxy-status)
      case $prev in
        --namespace | -n) _aerakictl_ask ;;
        --selector | -l) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --concurrency) : ;;
        --proxy-timeout) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --namespace -n --all-namespaces -A --selector -l --output -o --concurrency --proxy-timeout --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    app-log)
      case $prev in
        --tail) : ;;
        --since) : ;;
        --since-time) : ;;
        --container | -c) : ;;
        --include) : ;;
        --exclude) : ;;
        --highlight) : ;;
        --output | -o) _aerakictl_offer text ndjson raw ;;
        --max-log-requests) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --follow -f --tail --since --since-time --previous -p --container -c --include --exclude --highlight --timestamps --output -o --max-log-requests --selector -l --namespace -n --all-namespaces -A --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    sidecar-log)
      case $prev in
        --tail) : ;;
        --since) : ;;
        --since-time) : ;;
        --container | -c) : ;;
        --include) : ;;
        --exclude) : ;;
        --highlight) : ;;
        --output | -o) _aerakictl_offer text ndjson raw ;;
        --max-log-requests) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --follow -f --tail --since --since-time --previous -p --container -c --include --exclude --highlight --timestamps --output -o --max-log-requests --selector -l --namespace -n --all-namespaces -A --context --kubeconfig --request-timeout --as --as-group --istio-namespace -i --aeraki-namespace --revision --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    gateway-log)
      case $prev in
        --tail) : ;;
        --since) : ;;
        --since-time) : ;;
        --container | -c) : ;;
        --include) : ;;
        --exclude) : ;;
        --highlight) : ;;
        --output | -o) _aerakictl_offer text ndjson raw ;;
        --max-log-requests) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --follow -f --tail --since --since-time --previous -p --container -c --include --exclude --highlight --timestamps --output -o --max-log-requests --selector -l --namespace -n --all-namespaces -A --context --kubeconfig --request-timeout --as --as-group --istio-namespace -i --aeraki-namespace --revision --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    aeraki-log)
      case $prev in
        --tail) : ;;
        --since) : ;;
        --since-time) : ;;
        --container | -c) : ;;
        --include) : ;;
        --exclude) : ;;
        --highlight) : ;;
        --output | -o) _aerakictl_offer text ndjson raw ;;
        --max-log-requests) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --follow -f --tail --since --since-time --previous -p --container -c --include --exclude --highlight --timestamps --output -o --max-log-requests --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-log)
      case $prev in
        --tail) : ;;
        --since) : ;;
        --since-time) : ;;
        --container | -c) : ;;
        --include) : ;;
        --exclude) : ;;
        --highlight) : ;;
        --output | -o) _aerakictl_offer text ndjson raw ;;
        --max-log-requests) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --follow -f --tail --since --since-time --previous -p --container -c --include --exclude --highlight --timestamps --output -o --max-log-requests --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    sidecar-stats)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml raw ;;
        --interval) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --watch -w --interval --selector -l --namespace -n --all-namespaces -A --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    sidecar-admin)
      case $prev in
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --post --yes -y --include-secrets --namespace -n --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    sidecar-debug)
      case $prev in
        --for) : ;;
        --logger) : ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --for --logger --selector -l --namespace -n --all-namespaces -A --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    istiod-config)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --pod --include-secrets --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-registry)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --pod --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-endpoint)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --pod --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-instances)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --pod --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-ads)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --pod --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    istiod-debug)
      case $prev in
        --pod) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --pod --yes -y --include-secrets --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    restart)
      case $prev in
        --namespace | -n) _aerakictl_ask ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --yes -y --namespace -n --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    check)
      case $prev in
        --timeout) : ;;
        --output | -o) _aerakictl_offer text json junit ;;
        --concurrency) : ;;
        --proxy-timeout) : ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --pre --wait --timeout --output -o --concurrency --proxy-timeout --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    explain)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --recursive --output -o --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    schema)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    install)
      case $prev in
        --aeraki) : ;;
        --image) : ;;
        --istiod-address) : ;;
        --envoyfilters-in) _aerakictl_offer root services ;;
        --cluster-id) : ;;
        --config-store-secret) : ;;
        --log-level) : ;;
        --dry-run) _aerakictl_offer none client server ;;
        --timeout) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --aeraki --image --istiod-address --envoyfilters-in --cluster-id --config-store-secret --log-level --dry-run --yes -y --force --wait --timeout --output -o --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    uninstall)
      case $prev in
        --dry-run) _aerakictl_offer none client server ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --crds --dry-run --yes -y --output -o --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    bug-report)
      case $prev in
        --file) _aerakictl_files -f ;;
        --selector | -l) : ;;
        --namespace | -n) _aerakictl_ask ;;
        --since) : ;;
        --max-proxies) : ;;
        --max-log-size) : ;;
        --max-size) : ;;
        --timeout) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --file --selector -l --namespace -n --all-namespaces -A --since --max-proxies --max-log-size --max-size --timeout --include-secrets --output -o --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) _aerakictl_ask ;;
          esac
          ;;
      esac
      ;;
    'codec new')
      case $prev in
        --from) _aerakictl_manifests ;;
        --preset) _aerakictl_offer keyvalue fixed awesomerpc text ;;
        --proxy) _aerakictl_offer 1.4.2 head ;;
        --byte-order) _aerakictl_offer big little ;;
        --magic) : ;;
        --field) : ;;
        --length) : ;;
        --counts) _aerakictl_offer frame afterLength afterHeader ;;
        --max) : ;;
        --request-id) : ;;
        --status) : ;;
        --type-field) : ;;
        --type) : ;;
        --attribute) : ;;
        --error-code) : ;;
        --output-dir) _aerakictl_files -d ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --from --preset --proxy --byte-order --magic --field --length --counts --max --request-id --status --type-field --type --attribute --error-code --output-dir --dry-run --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    'codec update')
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --dry-run --output -o --no-color --debug --help -h ;;
            *) _aerakictl_files -d ;;
          esac
          ;;
      esac
      ;;
    'codec verify')
      case $prev in
        --output | -o) _aerakictl_offer_to_file text json yaml sarif junit github gitlab tap ;;
        --fail-on) _aerakictl_offer error warning info ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --fail-on --no-color --debug --help -h ;;
            *) _aerakictl_files -d ;;
          esac
          ;;
      esac
      ;;
    'codec test')
      case $prev in
        --frames) : ;;
        --seed) : ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --frames --seed --quick --output -o --no-color --debug --help -h ;;
            *) _aerakictl_files -d ;;
          esac
          ;;
      esac
      ;;
    'codec decode')
      case $prev in
        --codec | -c) _aerakictl_manifests ;;
        --direction) _aerakictl_offer request response ;;
        --form) _aerakictl_offer auto raw hex ;;
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --codec -c --direction --form --output -o --no-color --debug --help -h ;;
            *) _aerakictl_files -f ;;
          esac
          ;;
      esac
      ;;
    'codec diagram')
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --no-color --debug --help -h ;;
            *) _aerakictl_manifests ;;
          esac
          ;;
      esac
      ;;
    'codec list')
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --output -o --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    version)
      case $prev in
        --output | -o) _aerakictl_offer text json yaml ;;
        --istio-namespace | -i) _aerakictl_ask ;;
        --aeraki-namespace) _aerakictl_ask ;;
        --revision) : ;;
        --context) _aerakictl_ask ;;
        --kubeconfig) _aerakictl_files -f ;;
        --request-timeout) : ;;
        --as) : ;;
        --as-group) : ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --client --output -o --istio-namespace -i --aeraki-namespace --revision --context --kubeconfig --request-timeout --as --as-group --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    shell-aliases)
      case $prev in
        *)
          case $cur in
            -?*) _aerakictl_offer --no-color --debug --help -h ;;
            *) : ;;
          esac
          ;;
      esac
      ;;
    completion)
      case $prev in
        *)
          case $cur in
            -?*) _aerakictl_offer --no-color --debug --help -h ;;
            *) _aerakictl_offer bash zsh fish powershell ;;
          esac
          ;;
      esac
      ;;
    envoyfilter)
      case $cur in
        -*) _aerakictl_offer --no-color --debug --help -h ;;
        *) _aerakictl_offer list show diff ;;
      esac
      ;;
    codec)
      case $cur in
        -*) _aerakictl_offer --no-color --debug --help -h ;;
        *) _aerakictl_offer new update verify test decode diagram list ;;
      esac
      ;;
  esac
  # bash replaces only what follows the last = or : of a word, if these break words
  local cut=
  case $COMP_WORDBREAKS in
    *=*) [[ $cur == *=* ]] && cut=${cur%"${cur##*=}"} ;;
    *) cut= ;;
  esac
  for index in "${!COMPREPLY[@]}"; do
    if [[ -n $cut ]]; then
      COMPREPLY[index]=${COMPREPLY[index]#"$cut"}
    elif [[ -n $prefix && $COMP_WORDBREAKS != *=* ]]; then
      COMPREPLY[index]=$prefix${COMPREPLY[index]}
    fi
  done
}

complete -F _aerakictl aerakictl kubectl-aeraki
