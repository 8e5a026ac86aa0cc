#!/bin/sh
# Starts nginx in its container as soon as the baker has left its headers, and has it read them again when he writes others:
# after an update, or when a setting changed that pages say.
set -eu
headers=/var/lib/newsroom/baked/headers
said() { cat $headers/*.conf | cksum; }
until [ -e $headers/gone-record.conf ]; do sleep 1; done
# Whom to ask where a container is: an engine gives one that starts again another address, and nginx would go on asking
# the old one, where by then somebody else may be.
sed -n 's/^nameserver  *\([0-9.]*\)$/resolver \1 valid=2s ipv6=off;/p' /etc/resolv.conf | head -n 1 > /tmp/resolver.conf
(
  read_last=$(said)
  while sleep 5; do
    now=$(said)
    [ "$now" = "$read_last" ] || nginx -s reload && read_last=$now
  done
) &
exec nginx -g 'daemon off;'
