#!/bin/sh
# train.sh JAVA JAR COMMAND...: runs COMMAND in a network of its own, on a link that leads nowhere, with a neighbour at
# 192.0.2.2 that answers: what a scan of a neighbour uses is what the archive is to hold. Three ports are open there; what
# listens ends when its input does, so with us.
set -eu
if [ -z "${HAYATE_TRAINING:-}" ]; then
    HAYATE_TRAINING=yes exec unshare --net sh "$0" "$@"
fi
java=$1 jar=$2
shift 2
ip link set lo up
ip link add h0 type veth peer name h1
ip address add 192.0.2.1/24 dev h0
ip link set h0 up

mkfifo hold told
exec 8<> hold
unshare --net "$java" -XX:+UseSerialGC -cp "$jar" hayate.lab.Services 22 25 80 < hold > told 2> /dev/null 8>&- &
neighbour=$!
if read -r _ < told; then
    ip link set h1 netns "$neighbour"
    nsenter --target "$neighbour" --net ip address add 192.0.2.2/24 dev h1
    nsenter --target "$neighbour" --net ip link set h1 up
fi
"$@" 8>&-
