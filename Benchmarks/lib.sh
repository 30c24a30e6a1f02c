# shellcheck shell=bash
# Shared by the scripts of this folder; sourced, after `set -euo pipefail`.
# Sets: here, root, reviews, products, runs, corpora, results, work (removed at the end).
export LC_ALL=C # decimal points

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
reviews=${REVIEWS:-1000000}
products=${PRODUCTS:-$((reviews / 10 > 0 ? reviews / 10 : 1))}
# shellcheck disable=SC2034 # used where this is sourced
runs=${RUNS:-5}
corpora=$here/.corpora/$reviews-$products
results=$here/.results/$reviews-$products
work=$here/.corpora/work.$$
server= # the process of nginx

cd "$root" || exit
mkdir -p "$corpora" "$results" "$work"

cleanup() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { # <status> <words>…
  local status=$1
  shift
  echo "Benchmarks/$(basename "$0"): $*" >&2
  exit "$status"
}

# Installs Debian packages that are missing.
need() { "$root/.ci/install-packages" "$([ "$(id -u)" = 0 ] || echo sudo)" "$@"; }

# Sets `tool`: $REVIEWFERRY, or the release build, which is built first.
build_tool() {
  tool=${REVIEWFERRY:-}
  if [ -z "$tool" ]; then
    swift build -c release --product reviewferry >&2
    tool=$(swift build -c release --show-bin-path)/reviewferry
  fi
  [ -x "$tool" ] || fail 66 "no program at '$tool'"
}

# Makes inputs that are missing. A corpus appears under its name only when it is complete.
generate() { # <input: csv, csv.gz, …>…
  local input generator
  swift build -c release --package-path "$here" --product corpus >&2
  generator=$(swift build -c release --package-path "$here" --show-bin-path)/corpus
  for input in "$@"; do
    generate_one "$generator" "${input%.gz}"
    [[ $input == *.gz ]] && generate_one "$generator" "$input"
  done
  return 0
}

generate_one() { # <generator> <input>
  local target=$corpora/reviews.$2
  [ -s "$target" ] && return
  echo "generating reviews.$2 with $reviews reviews" >&2
  if [[ $2 == *.gz ]]; then
    gzip -6 -c "${target%.gz}" > "$work/part"
  else
    "$1" "$2" --reviews "$reviews" --products "$products" --seed 1 > "$work/part"
  fi
  mv "$work/part" "$target"
}

# Inputs that take next to no time.
hundred_reviews() { # <format>…
  local format
  for format in "$@"; do
    "$(swift build -c release --package-path "$here" --show-bin-path)/corpus" "$format" \
      --reviews 100 --products 30 --seed 1 > "$work/hundred.$format"
  done
}

# The peers that come from PyPI, in an environment of their own.
make_peers() {
  local environment=$here/.peers
  need python3 python3-venv
  [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
  "$environment/bin/python" -c 'import duckdb, polars' 2> /dev/null ||
    "$environment/bin/pip" install --quiet --disable-pip-version-check duckdb polars
}

# Compiles a C file of ours when it has changed.
compile() { # <source> <program> <arguments of the linker>…
  local source=$1 program=$2
  shift 2
  [ "$program" -nt "$source" ] && return
  # shellcheck disable=SC2046 # pkg-config gives several words
  cc -O2 $(pkg-config --cflags libxml-2.0) -o "$program" "$source" "$@"
}

# Serves 202 to everything on a free port and sets `port`. One worker: the client has the other core.
# Bodies are read and thrown away.
serve_at_once() {
  local try
  for ((try = 0; try < 20; try++)); do
    port=$((20000 + RANDOM % 20000))
    start_server "$port" && return
  done
  cat "$work/nginx.stderr" >&2
  fail 69 "nginx does not start"
}

start_server() { # <port>
  cat > "$work/nginx.conf" << CONF
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  access_log off;
  default_type application/json;
  client_max_body_size 16m;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  keepalive_requests 100000000;
  server {
    listen 127.0.0.1:$1 backlog=1024;
    location = /api/v1/reviews/ingest/async { return 202 '{"message":"Reviews received for processing"}'; }
  }
}
CONF
  nginx -c "$work/nginx.conf" -p "$work" 2> "$work/nginx.stderr" &
  server=$!
  until (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; do
    kill -0 "$server" 2> /dev/null || { server=; return 1; }
  done
}

# Writes docs/benchmarks.md, or for corpora of another size than the default a page beside their results.
write_page() {
  local page=$root/docs/benchmarks.md
  [ "$reviews-$products" = 1000000-100000 ] || page=$results/benchmarks.md
  python3 "$here/harness/page.py" "$results" "$page"
  echo "wrote $page" >&2
}
