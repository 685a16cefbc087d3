#!/usr/bin/env bash
# Print an apt source for the backports of a Debian release, made from the machine's own source of
# that release: its mirror, its keys, its options. The first line says the format: list or sources.
#
#   .ci/backports.sh CODENAME [/etc/apt]
set -euo pipefail
codename=$1
apt=${2:-/etc/apt}
shopt -s nullglob

# One line each:  deb [options] mirror bookworm main contrib
lists=("$apt"/sources.list "$apt"/sources.list.d/*.list)
for list in "${lists[@]}"; do
  [ -r "$list" ] || continue
  line=$(awk -v codename="$codename" '
    $1 == "deb" {
      suite = 3
      if ($2 ~ /^\[/) for (i = 2; i <= NF; i++) if ($i ~ /\]$/) { suite = i + 2; break }
      if ($suite != codename) next
      for (i = suite + 1; i <= NF; i++) if ($i == "main") {
        for (j = 1; j < suite; j++) printf "%s ", $j
        print codename "-backports main"
        exit
      }
    }' "$list")
  [ -z "$line" ] || { printf 'list\n%s\n' "$line"; exit 0; }
done

# Paragraphs of fields, where a value may go on in further lines:
for file in "$apt"/sources.list.d/*.sources; do
  stanza=$(sed 's/[[:space:]]*$//; /^#/d' "$file" | awk -v codename="$codename" '
    BEGIN { RS = ""; FS = "\n" }
    {
      name = ""; binary = ours = main = 0; enabled = 1; kept = ""
      for (i = 1; i <= NF; i++) {
        value = $i
        if ($i !~ /^[ \t]/) {
          name = tolower(substr($i, 1, index($i, ":") - 1))
          value = substr($i, index($i, ":") + 1)
        }
        padded = " " value " "
        gsub(/\t/, " ", padded)
        if (name == "types") { if (padded ~ / deb /) binary = 1 }
        else if (name == "suites") { if (index(padded, " " codename " ")) ours = 1 }
        else if (name == "components") { if (padded ~ / main /) main = 1 }
        else if (name == "enabled") { if (tolower(padded) ~ / (no|false|without|off|disable) /) enabled = 0 }
        else kept = kept $i "\n"
      }
      if (binary && ours && main && enabled) {
        printf "Types: deb\nSuites: %s-backports\nComponents: main\n%s", codename, kept
        exit
      }
    }')
  [ -z "$stanza" ] || { printf 'sources\n%s\n' "$stanza"; exit 0; }
done

echo "no source of Debian $codename main is configured below $apt" >&2
exit 1
