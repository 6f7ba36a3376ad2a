#!/bin/sh
# Installs dockerctl from a release, or removes it again.
#
#   sh install.sh [--prefix DIR] [--version V] [--archive FILE] [--yes] [--quiet]
#   sh install.sh --remove [--prefix DIR] [--yes]
#
# For root the prefix is /usr/local, else ~/.local. What is fetched is checked against the
# release's SHA256SUMS before anything of it is unpacked; nothing is written outside of the
# prefix. The list of what was written is PREFIX/share/dockerctl/files.
set -eu

# Where releases are; set when a release is made. DOCKERCTL_RELEASES overrides it.
releases='@RELEASES@'
releases=${DOCKERCTL_RELEASES:-$releases}

prefix='' version='' archive='' remove='' yes='' quiet=''
work=''

say() { [ -n "$quiet" ] || printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
# shellcheck disable=SC2329 # called by the trap
clean() { [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

usage() {
  sed -n '2,9s/^# \{0,1\}//p' "$0"
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --version | --archive)
      [ $# -ge 2 ] || fail "$1 needs a value"
      case $1 in
        --prefix) prefix=$2 ;;
        --version) version=$2 ;;
        *) archive=$2 ;;
      esac
      shift 2 ;;
    --remove) remove=1; shift ;;
    --yes | -y) yes=1; shift ;;
    --quiet | -q) quiet=1; shift ;;
    --help | -h) usage; exit 0 ;;
    *) fail "unknown option $1; see --help" ;;
  esac
done

if [ -z "$prefix" ]; then
  if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=${HOME:?HOME is not set}/.local; fi
fi
case $prefix in
  /*) ;;
  *) prefix=$(pwd)/$prefix ;;
esac
own=$prefix/share/dockerctl

ask() {
  [ -z "$yes" ] || return 0
  # Asked on the terminal, as stdin may be this script itself.
  if [ -r /dev/tty ] && [ -w /dev/tty ] && (: </dev/tty) 2>/dev/null; then
    printf '%s [y/N] ' "$1" >/dev/tty
    read -r answer </dev/tty || answer=n
    case $answer in [yY]*) return 0 ;; *) fail "nothing was changed" ;; esac
  fi
  fail "no terminal to ask on; say --yes if this is what you want: $1"
}

# Removes the files of a list, and the folders that are empty then.
remove_files() {
  while IFS= read -r file; do
    # A list that somebody else wrote must not lead out of the prefix.
    case $file in
      '' | /* | *../* | *..) continue ;;
    esac
    rm -f "$prefix/$file"
    dir=${file%/*}
    while [ "$dir" != "$file" ] && [ -n "$dir" ] && rmdir "$prefix/$dir" 2>/dev/null; do
      case $dir in */*) dir=${dir%/*} ;; *) break ;; esac
    done
  done <"$1"
}

if [ -n "$remove" ]; then
  [ -f "$own/files" ] || fail "dockerctl was not installed by this script in $prefix"
  ask "Remove dockerctl from $prefix?"
  if [ -L "$prefix/bin/docker" ] && [ "$(readlink "$prefix/bin/docker")" = dockerctl ]; then
    rm -f "$prefix/bin/docker"
  fi
  remove_files "$own/files"
  rm -f "$own/install.json" "$own/files"
  # Only folders that are empty now.
  rmdir "$own" "$prefix/share" "$prefix/bin" 2>/dev/null || true
  say "Removed from $prefix. Settings and records stay in ~/.config/dockerctl and ~/.local/state/dockerctl."
  exit 0
fi

case $(uname -s) in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
  *) fail "there is no dockerctl for $(uname -s)" ;;
esac
case $(uname -m) in
  x86_64 | amd64) cpu=x64 ;;
  aarch64 | arm64) cpu=arm64 ;;
  *) fail "there is no dockerctl for the processor $(uname -m)" ;;
esac
if [ "$os" = linux ] && ls /lib/ld-musl-* >/dev/null 2>&1 && ! ls /lib*/ld-linux-* /lib/*/ld-linux-* >/dev/null 2>&1; then
  fail "dockerctl needs glibc, and this system has musl"
fi
platform=$os-$cpu

if command -v sha256sum >/dev/null; then sha256() { sha256sum "$1" | cut -d' ' -f1; }
elif command -v shasum >/dev/null; then sha256() { shasum -a 256 "$1" | cut -d' ' -f1; }
else fail "neither sha256sum nor shasum is here, so nothing can be checked"; fi

fetch() {
  case $1 in
    https://* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;;
    *) fail "$1 is not https" ;;
  esac
  if command -v curl >/dev/null; then curl -fsSL --retry 2 -o "$2" "$1"
  elif command -v wget >/dev/null; then wget -q -O "$2" "$1"
  else fail "neither curl nor wget is here; fetch the archive yourself and give it with --archive"; fi
}

# The nearest folder of the prefix that exists is where rights and room are looked at.
at=$prefix
while [ ! -d "$at" ]; do at=$(dirname "$at"); done
[ -w "$at" ] || fail "no right to write to $at; choose another folder with --prefix, or become root"
# 100 MB of binary, once more while it is unpacked, and the archive.
free=$(df -Pk "$at" | awk 'NR == 2 { print $4 }')
[ "${free:-0}" -ge 260000 ] || fail "$at has $((${free:-0} / 1024)) MB free, and 254 MB are needed"

mkdir -p "$prefix"
work=$prefix/.dockerctl-install.$$
mkdir -m 700 "$work" || fail "cannot make $work"

if [ -n "$archive" ]; then
  [ -f "$archive" ] || fail "there is no file $archive"
  name=$(basename "$archive")
  sums=$(dirname "$archive")/SHA256SUMS
  [ -f "$sums" ] || fail "SHA256SUMS must be beside $archive, or nothing can be checked"
  case $name in
    *"-$platform".tar.*) ;;
    *) fail "$name is not for this machine, which is $platform" ;;
  esac
else
  case $releases in
    @* | '') fail "this script was not made by a release: give --archive FILE, or set DOCKERCTL_RELEASES" ;;
  esac
  base=$releases/latest/download
  [ -z "$version" ] || base=$releases/download/v$version
  sums=$work/SHA256SUMS
  fetch "$base/SHA256SUMS" "$sums" || fail "cannot fetch $base/SHA256SUMS"
  kinds='tar.gz'
  command -v xz >/dev/null && kinds='tar.xz tar.gz'
  name=''
  for kind in $kinds; do
    [ -n "$name" ] || name=$(awk -v end="-$platform.$kind" \
      'length($2) > length(end) && substr($2, length($2) - length(end) + 1) == end { print $2; exit }' "$sums")
  done
  [ -n "$name" ] || fail "the release has nothing for $platform"
  case $name in */* | *..*) fail "SHA256SUMS names a path: $name" ;; esac
  archive=$work/$name
  say "Fetching $base/$name"
  fetch "$base/$name" "$archive" || fail "cannot fetch $base/$name"
fi

want=$(awk -v name="$name" '$2 == name { print $1; exit }' "$sums")
[ -n "$want" ] || fail "SHA256SUMS does not name $name"
[ "$(sha256 "$archive")" = "$want" ] || fail "$name is not what SHA256SUMS says: it is damaged or somebody changed it"

mkdir "$work/tree"
tar -xf "$archive" -C "$work/tree" --no-same-owner || fail "cannot unpack $name"
tree=$(echo "$work"/tree/dockerctl-*)
[ -x "$tree/bin/dockerctl" ] || fail "$name has no bin/dockerctl"
found=$("$tree/bin/dockerctl" version --json) || fail "the dockerctl of $name does not start on this machine"
new=$(printf '%s' "$found" | sed -n 's/.*"version":"\([^"]*\)".*/\1/p')

say "dockerctl $new goes to $prefix:"
say "  $prefix/bin/dockerctl"
say "  completions for bash, zsh and fish, manual pages and licences below $prefix/share"
ask "Install?"

(cd "$tree" && find . -type f | sed 's|^\./||' | sort) >"$work/files"
# What may not be written is found before anything is.
while IFS= read -r file; do
  dir=$prefix/$(dirname "$file")
  mkdir -p "$dir" 2>/dev/null || fail "cannot make $dir; nothing was installed"
  [ -w "$dir" ] || fail "no right to write to $dir; nothing was installed"
  [ ! -d "$prefix/$file" ] || fail "$prefix/$file is a folder; nothing was installed"
done <"$work/files"
if [ -f "$own/files" ]; then
  # What the version before had and this one has not.
  grep -vxFf "$work/files" "$own/files" >"$work/gone" || true
fi
# The binary last: until then the old one is whole.
grep -vx 'bin/dockerctl' "$work/files" >"$work/others"
while IFS= read -r file; do mv -f "$tree/$file" "$prefix/$file"; done <"$work/others"
mkdir -p "$own"
printf '{"by":"install.sh","version":"%s","releases":"%s"}\n' "$new" "$releases" >"$own/install.json"
cp "$work/files" "$own/files"
mv -f "$tree/bin/dockerctl" "$prefix/bin/dockerctl"
[ ! -s "$work/gone" ] || remove_files "$work/gone"

say "Installed. Try: dockerctl --demo"
case :${PATH:-}: in
  *:"$prefix/bin":*) ;;
  *) say "$prefix/bin is not on your PATH; add it: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
say "To remove it: sh install.sh --remove --prefix $prefix"
