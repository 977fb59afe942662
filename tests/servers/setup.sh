#!/usr/bin/env bash
# Installs mock servers that are not ours below .cache/servers: the tests of this folder check them,
# and LocalStack judges the codecs in tests/wire. moto is installed already. A server that cannot be
# installed is reported.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
servers=$here/../../.cache/servers
python=${PYTHON:-python3}
failed=0

echo "dynalite, kinesalite: $servers/node"
mkdir -p "$servers/node" && cp "$here/package.json" "$servers/node/"
npm install --prefix "$servers/node" --no-package-lock --no-audit --no-fund --loglevel=error \
  || { echo "dynalite and kinesalite could not be installed; skipping their tests" >&2; failed=1; }

for name in ministack localstack; do
  echo "$name: $servers/$name"
  { "$python" -m venv "$servers/$name" \
    && "$servers/$name/bin/python" -m pip install --quiet --requirement "$here/requirements-$name.txt"
  } || { echo "$name could not be installed; skipping its tests" >&2; failed=1; }
done

exit $failed
