# Servers of games, of shared texts and of control, and what a super-server answers itself. Sourced by bench/servers.

if server dircproxy dircproxy dircproxy; then
  printf 'listen_port %s\nconnection {\n password "x"\n server "127.0.0.1"\n}\n' "$(port 57000)" > conf
  chmod 600 conf
  serve dircproxy -D -f "$folder/conf"
  is 57000 irc dircproxy
fi
if server monopd monopd monopd; then
  serve monopd
  if [ "$shift_by" = 0 ]; then is 1234 monopd monopd "$(upstream)"; fi
fi
if server crossfire crossfire-server crossfire-server; then
  as_user games crossfire-server -p "$(port 13327)"
  is 13327 crossfire Crossfire
fi
if server popa3d popa3d popa3d; then
  serve socat "TCP-LISTEN:$(port 1108),bind=127.0.0.1,fork,reuseaddr" EXEC:/usr/sbin/popa3d
  is 1108 pop3 -
fi
if server xinetd xinetd xinetd; then
  while read -r builtin at; do
    printf 'service %s\n{\n type = INTERNAL UNLISTED\n id = %s\n socket_type = stream\n protocol = tcp\n port = %s\n user = root\n wait = no\n bind = 127.0.0.1\n disable = no\n}\n' "$builtin" "$builtin" "$(port "$at")" >> conf
    is "$at" "$builtin" "$builtin"
  done <<< $'echo 7\ndaytime 13\nchargen 19\ntime 37'
  serve xinetd -dontfork -f "$folder/conf" -pidfile "$folder/pid"
fi
if server wesnothd wesnoth-1.16-server wesnothd-1.16; then
  serve wesnothd-1.16 -p "$(port 15000)"
  is 15000 wesnoth Wesnoth
fi
if server pokerth pokerth-server pokerth_server; then
  HOME=$folder serve pokerth_server
  if [ "$shift_by" = 0 ]; then is 7234 pokerth PokerTH; fi
fi
if server infinoted infinoted infinoted-0.7; then
  HOME=$folder serve infinoted-0.7 --security-policy=no-tls -r "$folder" -p "$(port 6523)"
  is 6523 infinote infinoted
fi
if server kea kea-ctrl-agent kea-ctrl-agent; then
  printf '{"Control-agent":{"http-host":"127.0.0.1","http-port":%s}}' "$(port 8010)" > conf
  serve env KEA_PIDFILE_DIR="$folder" KEA_LOCKFILE_DIR="$folder" kea-ctrl-agent -c conf
  is 8010 http Kea
fi
if server gdnsd gdnsd gdnsd; then
  mkdir -p etc/zones
  printf 'options => { listen => 127.0.0.1, dns_port => %s, run_dir => %s/run, state_dir => %s/state }\n' "$(port 5301)" "$folder" "$folder" > etc/config
  serve gdnsd -c "$folder/etc" start
  is 5301 domain gdnsd 3
fi
if server glances glances glances; then
  HOME=$folder serve glances -w -B 127.0.0.1 -p "$(port 61208)" --disable-autodiscover
  is 61208 http Glances
fi
if server nginx-rtmp libnginx-mod-rtmp /usr/lib/nginx/modules/ngx_rtmp_module.so; then
  printf 'load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\npid %s/pid;\ndaemon off;\nuser root;\nevents {}\nrtmp { server { listen 127.0.0.1:%s; application live { live on; } } }\n' "$folder" "$(port 1935)" > conf
  serve nginx -c "$folder/conf"
  is 1935 rtmp RTMP
fi
