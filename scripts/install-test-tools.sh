#!/bin/sh
# Installs what the device and browser tests run on where there is no GPU: Mesa's lavapipe (a Vulkan driver on the
# CPU) with the Vulkan loader, and Chromium (headless browser tests, and SwiftShader, a second Vulkan driver); and numpy,
# which generated Python needs.
# For Debian. Quick when everything is there; without root it says what is missing and goes on, because the tests
# that need these tools are skipped with that reason.
set -eu

# Dawn wants features that Mesa has offered since 23; 25 is the oldest that the tests were run on.
mesa_wanted=25

installed_version() {
  dpkg-query --show --showformat='${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'
}

mesa_is_new_enough() {
  version=$(installed_version mesa-vulkan-drivers)
  [ -n "$version" ] && dpkg --compare-versions "$version" ge "$mesa_wanted"
}

has_numpy() {
  python3 -c 'import numpy' 2>/dev/null
}

missing() {
  has_numpy || printf ' python3-numpy'
  mesa_is_new_enough || printf ' mesa-vulkan-drivers(>=%s)' "$mesa_wanted"
  for package in libvulkan1 chromium; do
    [ -n "$(installed_version "$package")" ] || printf ' %s' "$package"
  done
}

skip() {
  echo "install-test-tools: missing:$(missing); $1" >&2
  echo "install-test-tools: tests that need them will be skipped." >&2
  exit 0
}

# Adds the backports suite of the running release, from where the release itself comes; nothing is upgraded to it
# unless asked for, since apt gives backports a low priority.
add_backports() {
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [ -n "$release" ] || return 1
  uri=$(apt-get indextargets 'Created-By: Packages' "Release: $release" 'Component: main' --format '$(REPO_URI)' |
    head -n 1)
  [ -n "$uri" ] || return 1
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || keyring=/etc/apt/trusted.gpg
  cat > "/etc/apt/sources.list.d/$release-backports.sources" <<SOURCES
Types: deb
URIs: $uri
Suites: $release-backports
Components: main
Signed-By: $keyring
SOURCES
}

candidate_is_new_enough() {
  candidate=$(apt-cache policy mesa-vulkan-drivers | sed -n 's/^ *Candidate: //p')
  [ -n "$candidate" ] && [ "$candidate" != '(none)' ] && dpkg --compare-versions "$candidate" ge "$mesa_wanted"
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || {
  echo "install-test-tools: this machine has no apt-get; nothing was installed." >&2
  exit 0
}
[ -n "$(missing)" ] || {
  echo "install-test-tools: Mesa $(installed_version mesa-vulkan-drivers), Chromium and numpy are there."
  exit 0
}
[ "$(id -u)" -eq 0 ] || skip "run this script as root to install them"

export DEBIAN_FRONTEND=noninteractive
# A source that does not answer is no reason to stop: what is needed may come from the others.
update() { apt-get update -q || echo "install-test-tools: some package lists could not be read" >&2; }
install() { apt-get install -q -y --no-install-recommends "$@"; }

update
has_numpy || install python3-numpy || skip "apt-get could not install numpy"
if ! mesa_is_new_enough; then
  if candidate_is_new_enough; then
    install mesa-vulkan-drivers libvulkan1 || skip "apt-get could not install Mesa"
  elif add_backports; then
    update
    install --target-release "$release-backports" mesa-vulkan-drivers libvulkan1 ||
      skip "apt-get could not install Mesa from $release-backports"
  else
    skip "this is not a Debian release whose package source is known"
  fi
fi
install libvulkan1 chromium || skip "apt-get could not install Chromium"
[ -z "$(missing)" ] || skip "apt-get offers no newer Mesa"
echo "install-test-tools: Mesa $(installed_version mesa-vulkan-drivers) and Chromium are installed."
