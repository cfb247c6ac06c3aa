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
      codec) ;;
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
        *) _aerakictl_offer validate lint translate simulate impact explain schema codec completion help ;;
      esac
      ;;
    help) _aerakictl_offer validate lint translate simulate impact explain schema codec completion ;;
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
        *)
          case $cur in
            -?*) _aerakictl_offer --filename -f --kustomize -k --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --vip --istio --aeraki --envoy --output -o --fail-on --max-warnings --config --rule --rules --baseline --write-baseline --changed-since --fix --fix-unsafe --dry-run --no-color --debug --help -h ;;
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
        --output | -o) _aerakictl_offer text json yaml ndjson junit tap ;;
        *)
          case $cur in
            -?*) _aerakictl_offer --host --port --attr -a --redis --from --gateway --requests --bytes --codec --routes --count --seed --random --trace --suite --generate-suite --fail-under --lcov --filename -f --kustomize -k --exclude --namespace -n --mesh-config --root-namespace --namespace-scoped --domain-suffix --vip --output -o --no-color --debug --help -h ;;
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
