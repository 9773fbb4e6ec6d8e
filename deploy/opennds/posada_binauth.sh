#!/bin/sh
# Ends what openNDS opened when the turn ends: /usr/lib/opennds/posada_binauth.sh, option binauth.
# Posada sends "seconds.until.signature" as the custom string of each sign-in. The string stands in an address
# that the telephone sees, so it is signed with the faskey.
# Where a script fails, openNDS lets in for its usual time. So each doubt is answered with one second.
# What openNDS tells about the telephone is neither read nor written.

[ "$1" = "auth_client" ] || exit 0

shut() {
  echo "1 0 0 0 0"
  exit 0
}

digest() {
  printf '%s' "$1" | sha256sum | cut -c 1-64
}

faskey() {
  uci -q get 'opennds.@opennds[0].faskey' 2>/dev/null ||
    sed -n 's/^[[:space:]]*faskey[[:space:]]\{1,\}\([^[:space:]]*\).*/\1/p' "${OPENNDS_CONF:-/etc/opennds/opennds.conf}"
}

# The last two words, in all versions: what openNDS made for this telephone, and what our page sent along.
while [ $# -gt 2 ]; do shift; done
key=$(faskey 2>/dev/null)
[ -n "$key" ] || shut
printf '%s' "$2" | grep -Eqx '[0-9]{1,6}\.[0-9]{9,11}\.[0-9a-f]{64}' || shut
told=${2%.*}
[ "${2##*.}" = "$(digest "$told.$(digest "$1")$key")" ] || shut

# Who waits before opening the way in gets less. The seconds hold where the clock of the router is slow.
seconds=${told%.*}
left=$((${told#*.} - $(date +%s)))
[ "$left" -ge "$seconds" ] || seconds=$left
[ "$seconds" -ge 1 ] || shut

# Length of the session, rates up and down, quotas up and down: 0 is what the router itself says.
echo "$seconds 0 0 0 0"
exit 0
