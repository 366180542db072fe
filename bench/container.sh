#!/usr/bin/env bash
# Builds the image that `dateline schedule install --docker` describes, runs its compose file on a newsroom of its
# own, and checks what a container must do. Needs Docker, git, curl and .venv (`make`):
#     bench/container.sh                           # COMPOSE=docker-compose where `docker compose` is not there
# Port 8001 of loopback must be free. All it makes is removed at the end, but for the image it is built from. Nothing
# but the build reaches the internet: the crawler has the newsroom's network, which leads nowhere else.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
compose=${COMPOSE:-docker compose}
export COMPOSE_PROJECT_NAME=dateline-check COMPOSE_FILE=compose.yaml:newsroom.yaml

clean() {
    $compose down --volumes --rmi local >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean EXIT

fail() {
    echo "FAILED: $1" >&2
    $compose logs --tail 20 crawl read >&2
    exit 1
}

# Waits until a command succeeds, two minutes at the most.
eventually() {
    for _ in $(seq 120); do
        if "${@:2}" >/dev/null 2>&1; then
            echo "ok: $1"
            return
        fi
        sleep 1
    done
    fail "$1"
}

check() { if "${@:2}" >/dev/null; then echo "ok: $1"; else fail "$1"; fi; }

inside() { $compose exec -T "$@"; }
count() { $compose logs crawl 2>/dev/null | grep -c "\"event\": \"$1\"" || true; }
said() { [ "$(count "$1")" -ge "${2:-1}" ]; }
answers() { curl --fail --silent --output /dev/null "http://127.0.0.1:8001$1"; }
refused() {
    local code=0 words
    words=$(inside crawl dateline schedule run 2>&1) || code=$?
    [ "$code" = 2 ] && [[ $words == *"has a service already"* ]]
}
owned() { [ "$(inside crawl stat --format %U corpus.db corpus.db-wal corpus.db-service | sort -u)" = dateline ]; }
ended_well() { [ "$(docker inspect --format '{{.State.ExitCode}}' "$($compose ps -aq crawl)")" = 0 ]; }

git -C "$root" archive HEAD | tar -x -C "$work"
cd "$work"
"$root/.venv/bin/dateline" schedule install --docker .
cat >newsroom.yaml <<'YAML'
services:
  newsroom:
    build: .
    entrypoint: ["python", "-m", "dateline.newsroom", "--port", "9100", "--stories", "120"]
    command: []
    stdin_open: true
    networks: [press]
  crawl:
    network_mode: service:newsroom
networks:
  press: {internal: true}
YAML
cat >dateline.toml <<'TOML'
catalogue = "demo.toml"
delay = 0
allow_private = ["127.0.0.1"]
[schedule]
default = "off"
jitter = "0"
gather = "0"
[schedule.sources]
demo-vna = "5s"
demo-cantho = "5s"
TOML
"$root/.venv/bin/python" - >demo.toml <<'PY'
from dateline.newsroom.catalogue import SOURCES, catalogue_toml

print(catalogue_toml({name: f"http://127.0.0.1:{port}" for port, name in enumerate(SOURCES, 9100)}))
PY

$compose build
$compose up --detach newsroom # first: the crawler is created in its network
$compose up --no-start
for file in dateline.toml demo.toml; do docker cp "$file" "$($compose ps -aq crawl):/corpus/"; done
$compose up --detach

image=$(docker inspect --format '{{.Image}}' "$($compose ps -aq crawl)")
docker image inspect --format 'image: {{.Size}} bytes' "$image"
eventually "the service crawls" said run_ended
eventually "the reading room shows it from outside" answers /
check "it searches" answers "/search?q=province"
check "a second service is refused" refused
check "what is on the volume belongs to the user dateline" owned
ended=$(count run_ended)
# The command ends with the container that it brings down.
inside crawl python -c "import json, os; os.kill(json.load(open('corpus.db-service'))['pid'], 9)" || true
eventually "killed, it is started again" said started 2
eventually "and goes on" said run_ended $((ended + 1))
$compose stop crawl
check "it ends in order when it is stopped" said stopped
check "with exit code 0" ended_well
check "the file is whole and no run is left open" inside read python -c "
import sqlite3
corpus = sqlite3.connect('corpus.db')
assert corpus.execute('PRAGMA integrity_check').fetchone() == ('ok',)
assert not corpus.execute(\"SELECT id FROM runs WHERE state = 'running'\").fetchall()"
check "the reading room goes on without the service" answers /
$compose start crawl
eventually "the service starts once more" said started 3
echo "all of it passed"
