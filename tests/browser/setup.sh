#!/usr/bin/env bash
# Installs what the browser tests need: axe-core below .cache/browser, and as root Chromium with its
# driver from Debian's packages. What cannot be installed is reported; its tests skip.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$here/../../.cache/browser
failed=0

if ! { command -v chromium && command -v chromedriver; } >/dev/null; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver; } \
    >/dev/null 2>&1 </dev/null \
    || { echo "chromium: not installed; skipping its tests; to have it: apt-get install chromium chromium-driver" >&2
         failed=1; }
fi

echo "axe-core: $folder"
mkdir -p "$folder" && cp "$here/package.json" "$folder/"
npm install --prefix "$folder" --no-package-lock --no-audit --no-fund --loglevel=error \
  || { echo "axe-core could not be installed; skipping its tests" >&2; failed=1; }

exit $failed
