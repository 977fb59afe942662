#!/usr/bin/env bash
# Installs the clients of this folder below .cache/clients, each in its own environment, because each
# pins a version of botocore. boto3 is installed already. Go and Ruby come from Debian's packages, which
# root installs. A client that cannot be installed is reported.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
clients=$here/../../.cache/clients
python=${PYTHON:-python3}
own=$here/../../.venv/bin/python
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

# debian NAME COMMAND PACKAGE...: whether COMMAND succeeds, if need be after installing the packages
debian() {
  local name=$1 check=$2 packages="${*:3}"
  eval "$check" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${@:3}"; } \
      >/dev/null 2>&1 </dev/null
    eval "$check" >/dev/null 2>&1 && return
  fi
  echo "$name: not installed; skipping its tests; to have it: apt-get install $packages" >&2
  return 1
}

sources=${GOPATH:-/usr/share/gocode}/src/github.com/aws/aws-sdk-go-v2/service/mq
if debian go "command -v go && test -d $sources" golang-go golang-github-aws-aws-sdk-go-v2-dev; then
  [ -x "$own" ] || own=$python
  echo "go: $clients/go"
  "$own" "$here/go_driver/build.py" amplifybackend mq \
    || { echo "the drivers in Go could not be built; skipping their tests" >&2; failed=1; }
else
  failed=1
fi

if debian ruby "ruby -e 'require %(aws-sdk-kms); require %(aws-sdk-s3)'" ruby ruby-aws-sdk-kms ruby-aws-sdk-s3; then
  echo "ruby: $(ruby -e 'require %(aws-sdk-core); print Aws::CORE_GEM_VERSION') of Debian"
else
  failed=1
fi

exit $failed
