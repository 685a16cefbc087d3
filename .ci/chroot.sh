#!/usr/bin/env bash
# Try commands on a clean machine: a minimal Debian in a folder, in which nothing is installed but
# make and git, and a fresh clone of HEAD (with ../shared beside it, where there is one).
#
#   sudo .ci/chroot.sh RELEASE FOLDER COMMAND...     for example
#   sudo .ci/chroot.sh bookworm /var/tmp/clean 'make demo && make test'
#
# The folder is made with mmdebstrap where it is not there yet, and kept: remove it to start from
# nothing. The clone is made anew each time. Needs root and about 4 GB.
set -euo pipefail
release=$1 folder=$2 command=${*:3}
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
[ "$(id -u)" -eq 0 ] || { echo "chroot.sh: must run as root" >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo "chroot.sh: mmdebstrap is not installed" >&2; exit 1; }

if [ ! -d "$folder" ]; then
  mmdebstrap --variant=minbase --include=apt,make,git,ca-certificates "$release" "$folder"
fi
folder=$(cd "$folder" && pwd)
work=$folder/srv/work
rm -rf "$work"
mkdir -p "$work"
git clone -q "$root" "$work/main"
[ ! -d "$root/../shared" ] || cp -a "$root/../shared" "$work/shared"

# How this machine reaches the network is its own affair: names, certificates, pip's settings.
cp /etc/resolv.conf "$folder/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/machine.crt"
[ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$folder/etc/pip.conf"

exec unshare --mount --pid --fork --kill-child bash -euc '
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
  install -d -m 0700 "$1/run/user/0"
  # Not exec: a shell stays the first process, whose signals behave otherwise than others.
  chroot "$1" env -i HOME=/root LANG=C.UTF-8 CI=true XDG_RUNTIME_DIR=/run/user/0 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PIP_CERT=/etc/ssl/certs/machine.crt \
    bash -c "cd /srv/work/main && $2" </dev/null
' chroot "$folder" "$command"
