#!/bin/sh
# Ends what openNDS opened when the turn ends: /usr/lib/opennds/posada_binauth.sh, option binauth.
# Posada sends "seconds=1234" in base64 as the custom string of each sign-in.
# Without it nobody comes in. What openNDS tells about the telephone is neither read nor written.

[ "$1" = "auth_client" ] || exit 0

custom=$(printf '%s' "$9" | sed -e 's/%3[dD]/=/g' -e 's/%2[bB]/+/g' -e 's/%2[fF]/\//g')
seconds=$(printf '%s' "$custom" | base64 -d 2>/dev/null | sed -n 's/^seconds=\([0-9]\{1,6\}\)$/\1/p')
[ -n "$seconds" ] || exit 1

# Length of the session, rates up and down, quotas up and down: 0 is what the router itself says.
echo "$seconds 0 0 0 0"
exit 0
