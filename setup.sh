#!/bin/sh
# Bring a bare Debian, Ubuntu or macOS machine to work, then run the arguments in the environment:
#   sh setup.sh cluster demo      sh setup.sh pytest      sh setup.sh sh
set -eu
cd "$(dirname "$0")"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Install the Debian packages among the arguments that are missing; fails if one cannot be had.
install_packages() {
    missing=""
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    echo "Installing$missing …" >&2
    as_root apt-get update -qq >&2
    # shellcheck disable=SC2086  # a list of words is meant
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
}

if command -v apt-get >/dev/null; then
    install_packages ca-certificates python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    if [ "${1:-}" = pytest ] && ! command -v chromium >/dev/null; then
        install_packages chromium || echo "Chromium cannot be installed: the browser tests will be skipped." >&2
    fi
    if [ "${1:-}" = pytest ] && ! command -v soffice >/dev/null; then
        install_packages libreoffice-writer-nogui libreoffice-calc-nogui \
            || echo "LibreOffice cannot be installed: the tests that open Word files will be skipped." >&2
    fi
elif command -v brew >/dev/null; then
    brew list pango >/dev/null 2>&1 || brew install pango
fi

if [ ! -x .venv/bin/python ]; then
    python3 -m venv .venv
fi
wanted=$(cat requirements.lock pyproject.toml package-lock.json cluster/translations/*/LC_MESSAGES/*.po | cksum)
if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
    echo "Installing the Python packages (once, a minute or two) …" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    echo "$wanted" >.venv/installed
fi

[ $# -gt 0 ] || set -- cluster --help
PATH="$PWD/.venv/bin:$PATH" exec "$@"
