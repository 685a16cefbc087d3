#!/usr/bin/env bash
# Install what is missing: QGIS >= 3.40, a virtual screen, PostgreSQL with PostGIS, fonts, and the
# virtual environment .venv with the test and lint tools. Says what it changes before it changes it.
# Does nothing, quickly, where all is there.
#
# QGIS_FROM=backports takes QGIS from the backports of a Debian release also where the release
# itself has one that is new enough.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly PYTHON=/usr/bin/python3
readonly VENV=.venv
readonly STAMP=$VENV/.set-up
readonly OLDEST_QGIS=3.40
readonly OWN_FILES=imam-ali-tracker

readonly PACKAGES=(
  qgis python3-qgis python3-venv python3-gdal gdal-bin
  python3-numpy python3-pyproj python3-requests python3-lxml python3-dateutil python3-jinja2
  xvfb poppler-utils fonts-open-sans fonts-noto-core ca-certificates
)
readonly TOOLS=(qgis qgis_process Xvfb pdftotext "$PYTHON")

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

# ---- what there is

fingerprint() { { "$PYTHON" -V; cat .ci/requirements.txt .ci/setup.sh; } | sha256sum; }

all_there() {
  local tool
  for tool in "${TOOLS[@]}"; do command -v "$tool" >/dev/null || return 1; done
  [ -x $VENV/bin/python ] && [ -r $STAMP ] && [ "$(<$STAMP)" = "$(fingerprint)" ]
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

candidate() { LC_ALL=C apt-cache policy "$1" | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'; }

new_enough() { [ -n "$1" ] && dpkg --compare-versions "$1" ge "$2"; }

installed_version() { ! installed "$1" || dpkg-query -W -f '${Version}' "$1"; }

python_can() { "$PYTHON" -c "$1" >/dev/null 2>&1; }

# A PostgreSQL server, from whatever source, that has PostGIS
postgis_there() {
  local control version
  for control in /usr/share/postgresql/*/extension/postgis.control; do
    version=${control#/usr/share/postgresql/}
    [ -x "/usr/lib/postgresql/${version%%/*}/bin/initdb" ] && return
  done
  return 1
}

missing_packages() {
  local package
  for package in "${PACKAGES[@]}"; do
    installed "$package" || printf '%s\n' "$package"
  done
  postgis_there || printf 'postgresql-postgis\n'
  if installed qgis && ! new_enough "$(installed_version qgis)" $OLDEST_QGIS; then
    printf 'qgis\npython3-qgis\n'
  fi
}

# ---- systems without apt: say what to install

check_by_hand() {
  local missing=()
  python_can "from qgis.core import Qgis; raise SystemExit(Qgis.versionInt() < 34000)" ||
    missing+=("QGIS $OLDEST_QGIS or newer, with its Python bindings for $PYTHON")
  command -v qgis_process >/dev/null || missing+=("qgis_process, a part of QGIS")
  command -v Xvfb >/dev/null || missing+=("Xvfb, the X server without a screen")
  command -v pdftotext >/dev/null || missing+=("pdftotext, of the Poppler utilities")
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
    missing+=("a PostgreSQL server (initdb) with PostGIS 3")
  python_can "import venv, ensurepip" || missing+=("the venv module of $PYTHON")
  [ ${#missing[@]} -eq 0 ] || fail \
    "this system has no apt; please install the following and run make again:" "${missing[@]/#/  - }" \
    "The fonts Open Sans and Noto Sans (with Arabic and Hebrew) make maps look as intended."
}

# ---- systems with apt

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@"; }

write_as_root() {
  say "  writing $1"
  as_root tee "$1" >/dev/null
}

need_root() {
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; } && return
  fail "these packages are missing and only root can install them: $*" \
    "Run 'make setup' once as root, or install them yourself (QGIS must be $OLDEST_QGIS or newer;" \
    "on Debian 12 it comes from bookworm-backports), and run make again."
}

# Newest version of QGIS in any configured source, also one that apt does not prefer.
best_qgis() {
  local version best=
  while read -r version; do
    if [ -z "$best" ] || dpkg --compare-versions "$version" gt "$best"; then best=$version; fi
  done < <(LC_ALL=C apt-cache madison qgis | awk -F'|' '{ gsub(/ /, "", $2); print $2 }')
  printf '%s' "$best"
}

release_id() { (. /etc/os-release && printf '%s %s' "${ID:-}" "${VERSION_CODENAME:-}"); }

add_backports() {
  local codename=$1 source format
  source=$(.ci/backports.sh "$codename") || fail \
    "found no apt source of Debian $codename to read the mirror from" \
    "Add $codename-backports to the apt sources and run make again."
  format=${source%%$'\n'*}
  say "adding $codename-backports, for a newer QGIS, from the mirror in use:"
  printf '%s\n' "${source#*$'\n'}" |
    write_as_root "/etc/apt/sources.list.d/$OWN_FILES-backports.$format"
  apt_get update -q
}

prefer_backports() {
  say "taking QGIS, and only QGIS, from $1-backports:"
  printf 'Package: src:qgis\nPin: release n=%s-backports\nPin-Priority: 990\n' "$1" |
    write_as_root "/etc/apt/preferences.d/$OWN_FILES-qgis"
}

make_qgis_available() {
  local release
  release=$(release_id)
  new_enough "$(installed_version qgis)" $OLDEST_QGIS && return
  case ${QGIS_FROM:-} in
    backports)
      add_backports "${release#debian }"
      prefer_backports "${release#debian }"
      ;;
    '')
      new_enough "$(candidate qgis)" $OLDEST_QGIS && return
      if [ "$release" = "debian bookworm" ]; then
        new_enough "$(best_qgis)" $OLDEST_QGIS || add_backports bookworm
        prefer_backports bookworm
      fi
      ;;
    *) fail "QGIS_FROM is '$QGIS_FROM'; it may be 'backports' or empty" ;;
  esac
  new_enough "$(candidate qgis)" $OLDEST_QGIS || fail \
    "the package sources of this system ($release) have QGIS '$(candidate qgis)'; $OLDEST_QGIS is needed." \
    "Install QGIS $OLDEST_QGIS or newer with its Python bindings (packages qgis and python3-qgis) from" \
    "https://qgis.org/resources/installation-guide/ (on Ubuntu, 'universe' must be enabled), and run make again."
}

# Debian starts a database server when PostgreSQL is installed; the tests start one of their own.
no_system_cluster() {
  installed postgresql-common && return
  say "keeping PostgreSQL from setting up a system-wide server:"
  as_root mkdir -p /etc/postgresql-common/createcluster.d
  printf 'create_main_cluster = false\n' |
    write_as_root /etc/postgresql-common/createcluster.d/$OWN_FILES.conf
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  need_root "${missing[*]}"
  say "missing packages: ${missing[*]}"
  say "updating the package lists (apt-get update)"
  apt_get update -q
  make_qgis_available
  no_system_cluster
  new_enough "$(candidate python3-shapely)" 2 && missing+=(python3-shapely)
  say "installing: ${missing[*]}"
  apt_get install -q -y --no-install-recommends "${missing[@]}"
}

# ---- the virtual environment

make_venv() {
  local extra=() numpy
  if [ ! -x $VENV/bin/python ] || [ "$($VENV/bin/python -V)" != "$("$PYTHON" -V)" ]; then
    say "making the virtual environment $VENV, which sees the system's QGIS"
    "$PYTHON" -m venv --clear --system-site-packages $VENV
  fi
  if ! python_can "import shapely; raise SystemExit(int(shapely.__version__.split('.')[0]) < 2)"; then
    # Beside the system's numpy: a newer one breaks GDAL's and scipy's compiled modules.
    numpy=$("$PYTHON" -c 'import numpy; print(numpy.__version__)')
    extra=(shapely==2.0.7 "numpy==$numpy")
  fi
  say "installing the pinned test and lint tools into $VENV: .ci/requirements.txt ${extra[*]}"
  $VENV/bin/python -m pip install --disable-pip-version-check --quiet --quiet \
    -r .ci/requirements.txt "${extra[@]}"
  # pyproj looks for PROJ's data below the prefix of its Python, which in QGIS is the system's.
  mkdir -p $VENV/share
  ln -sfn /usr/share/proj $VENV/share/proj
  # The stubs for PyQt6 come without this file, and mypy takes PyQt6 for missing, every name for Any.
  touch "$($VENV/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/PyQt6-stubs/__init__.pyi"
  fingerprint >$STAMP
}

if command -v flock >/dev/null; then
  exec 9<.ci/setup.sh # several runs in one checkout take turns
  flock 9
fi
all_there && exit 0
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  install_packages
else
  check_by_hand
fi
make_venv
say "all is there"
