#!/bin/sh
# Runs a command beside a PostgreSQL of its own, which is gone afterwards:
#
#     sh chapters/listings/services/with-postgres.sh cargo run -- measure ch11-database
#
# The command finds it in DATABASE_URL. Needs PostgreSQL's programs (Debian: apt install postgresql), and leaves any
# other server alone: it listens on a socket in a temporary folder, and on no port.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2; exit 2; }

bin=
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V) "$(dirname "$(command -v initdb || echo /)")"; do
    [ -x "$folder/initdb" ] && bin=$folder
done
if [ -z "$bin" ]; then
    echo "$0: no initdb was found in /usr/lib/postgresql or in PATH: install PostgreSQL (Debian: apt install" \
        "postgresql), or set DATABASE_URL to a server of yours and run the command without this script" >&2
    exit 2
fi

folder=$(mktemp -d)
# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" -eq 0 ]; then
    as='runuser -u postgres --'
    chown postgres "$folder"
    chmod 755 "$folder"
fi
stop() {
    $as "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd /
if ! { $as "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --no-sync &&
    $as "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait \
        --options "-c listen_addresses= -c unix_socket_directories='$folder' -c max_connections=100 -c fsync=off" \
        start; } >"$folder/started" 2>&1; then
    echo "$0: PostgreSQL did not start:" >&2
    cat "$folder/started" "$folder/log" >&2 2>/dev/null || true
    exit 1
fi
cd "$OLDPWD"
DATABASE_URL="host=$folder user=postgres dbname=postgres" "$@"
