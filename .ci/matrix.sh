#!/usr/bin/env bash
# Run all tests on clean systems, one for each version of QGIS and Python that is supported and can
# be had: Debian 12 (QGIS 3.40, Python 3.11), Debian 13 (3.40, 3.13), Debian 13 with the QGIS of its
# backports (3.44). All are run even where one fails. Needs root, mmdebstrap and 12 GB.
#
#   sudo .ci/matrix.sh FOLDER
set -euo pipefail
here=$(dirname "$0")
folder=$1
failed=()
mkdir -p "$folder"
for system in bookworm trixie trixie:backports; do
  release=${system%:*} from=${system#"$release"}
  command="QGIS_FROM=${from#:} make test && dpkg-query -W qgis"
  echo "matrix: $system"
  "$here/chroot.sh" "$release" "$folder/${system/:/-}" "$command" || failed+=("$system")
done
[ ${#failed[@]} -eq 0 ] || { echo "matrix: failed on ${failed[*]}" >&2; exit 1; }
echo "matrix: all systems passed"
