#!/usr/bin/env bash
# Installs the clients of this folder below .cache/clients, each in its own environment, because each
# pins a version of botocore. boto3 is installed already. A client that cannot be installed is reported.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
clients=$here/../../.cache/clients
python=${PYTHON:-python3}
failed=0

for name in aiobotocore awscli; do
  echo "$name: $clients/$name"
  { "$python" -m venv "$clients/$name" \
    && "$clients/$name/bin/python" -m pip install --quiet --requirement "$here/requirements-$name.txt"
  } || { echo "$name could not be installed; skipping its tests" >&2; failed=1; }
done

echo "javascript: $clients/javascript"
mkdir -p "$clients/javascript" && cp "$here/package.json" "$clients/javascript/"
npm install --prefix "$clients/javascript" --no-package-lock --no-audit --no-fund --loglevel=error \
  || { echo "the AWS SDK for JavaScript could not be installed; skipping its tests" >&2; failed=1; }

exit $failed
