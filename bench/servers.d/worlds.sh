# Machines, storage, telephony, games and tunnels. Sourced by bench/servers.

if server apcupsd apcupsd apcupsd; then
  printf '## apcupsd.conf v1.1 ##\nUPSCABLE simple\nUPSTYPE dumb\nDEVICE /dev/null\nLOCKFILE %s\nSCRIPTDIR /etc/apcupsd\nPWRFAILDIR %s\nNOLOGINDIR %s\nNETSERVER on\nNISIP 127.0.0.1\nNISPORT %s\nEVENTSFILE %s/ev\n' "$folder" "$folder" "$folder" "$(port 3551)" "$folder" > conf
  serve apcupsd -b -f "$folder/conf" -P "$folder/pid"
  is 3551 apcupsd apcupsd '[0-9.]+'
fi
if server boinc boinc-client boinc; then
  serve boinc --dir "$folder" --gui_rpc_port "$(port 31416)" --no_gpus
  is 31416 boinc BOINC '[0-9.]+'
fi
if server fossil fossil fossil; then
  USER=x HOME=$folder fossil init r.fossil > /dev/null 2>&1
  HOME=$folder serve fossil server --localhost --port "$(port 8701)" r.fossil
  is 8701 http Fossil
fi
if server gobgpd gobgpd gobgpd; then
  printf '[global.config]\nas = 65001\nrouter-id = "10.0.0.1"\nport = %s\n' "$(port 1790)" > conf
  serve gobgpd -f conf --api-hosts "127.0.0.1:$(port 50051)"
  is 50051 'grpc|http' '.*'
fi
if server groonga groonga-bin groonga; then
  groonga -n db/x < /dev/null > /dev/null 2>&1 || { mkdir -p db; groonga -n db/x < /dev/null > /dev/null 2>&1; }
  serve groonga -s --protocol http --bind-address 127.0.0.1 -p "$(port 10041)" db/x
  (serve groonga -s --protocol gqtp --bind-address 127.0.0.1 -p "$(port 10043)" db/x)
  is 10041 http Groonga '.*'
  is 10043 groonga Groonga '.*'
fi
if server janus janus janus; then
  mkdir -p c
  printf 'general: { json = "indented" base_path = "/janus" http = true port = %s interface = "lo" https = false }\nadmin: { admin_http = false }\n' "$(port 8703)" > c/janus.transport.http.jcfg
  printf 'general: { configs_folder = "%s/c" debug_level = 4 }\nplugins: { }\ntransports: { }\n' "$folder" > c/janus.jcfg
  serve janus -F "$folder/c" -C "$folder/c/janus.jcfg" --disable-colors
  is 8703 http '.*'
fi
if server kiwix kiwix-tools kiwix-serve; then
  printf '<?xml version="1.0"?><library version="20110515"></library>' > l.xml
  serve kiwix-serve --library -i 127.0.0.1 -p "$(port 8704)" l.xml
  is 8704 http 'Kiwix.*'
fi
if server kadmind krb5-admin-server kadmind; then
  printf '[libdefaults]\n default_realm = X.EXAMPLE\n' > krb5.conf
  printf '[kdcdefaults]\n[realms]\n X.EXAMPLE = {\n database_name = %s/principal\n key_stash_file = %s/stash\n acl_file = %s/acl\n kadmind_listen = 127.0.0.1:%s\n kpasswd_listen = 127.0.0.1:%s\n}\n' "$folder" "$folder" "$folder" "$(port 749)" "$(port 464)" > kdc.conf
  touch acl
  export KRB5_CONFIG=$folder/krb5.conf KRB5_KDC_PROFILE=$folder/kdc.conf
  kdb5_util create -s -P secret > /dev/null 2>&1
  serve kadmind -nofork
  unset KRB5_CONFIG KRB5_KDC_PROFILE
  is 749 kerberos-adm Kerberos
  is 464 kpasswd Kerberos
fi
if server molly-brown molly-brown molly-brown; then
  printf 'Port = %s\nHostname = "localhost"\nCertPath = "%s/cert.pem"\nKeyPath = "%s/key.pem"\nDocBase = "%s"\n' "$(port 1965)" "$work" "$work" "$folder" > conf
  serve molly-brown -c conf
  is 1965 ssl/gemini -
fi
if server mopidy mopidy mopidy; then
  printf '[http]\nhostname = 127.0.0.1\nport = %s\n[core]\ndata_dir = %s\n[audio]\noutput = fakesink\n' "$(port 6680)" "$folder" > conf
  HOME=$folder serve mopidy --config conf
  is 6680 http 'Mopidy.*'
fi
if server nbdkit nbdkit nbdkit; then
  serve nbdkit -f -i 127.0.0.1 -p "$(port 10810)" memory 1M
  is 10810 nbd 'NBD|nbdkit'
fi
if server nghttpd nghttp2-server nghttpd; then
  serve nghttpd --no-tls -a 127.0.0.1 -d "$folder" "$(port 8705)"
  is 8705 http -
fi
if server nuttcp nuttcp nuttcp; then
  serve nuttcp -S --nofork -P "$(port 5007)"
  is 5007 nuttcp nuttcp '[0-9.]+'
fi
if server ocsigen ocsigenserver ocsigenserver; then
  printf '<ocsigen><server><port>127.0.0.1:%s</port><logdir>%s</logdir><datadir>%s</datadir><commandpipe>%s/p</commandpipe><charset>utf-8</charset><host hostfilter="*"/></server></ocsigen>' "$(port 8706)" "$folder" "$folder" "$folder" > conf
  serve ocsigenserver -c conf
  is 8706 http Ocsigen.* '.*'
fi
if server omninames omniorb-nameserver omniNames; then
  serve omniNames -start "$(port 2809)" -logdir "$folder" -ORBendPoint "giop:tcp:127.0.0.1:$(port 2809)"
  is 2809 giop '.*'
fi
if server openocd openocd openocd; then
  printf 'bindto 127.0.0.1\ntelnet_port %s\ntcl_port %s\ngdb_port disabled\nadapter driver dummy\nadapter speed 10\n' "$(port 4446)" "$(port 6667)" > conf
  serve openocd -f conf -c 'init'
  is 4446 telnet 'OpenOCD.*'
fi
if server opentracker opentracker opentracker; then
  as_user nobody opentracker -i 127.0.0.1 -p "$(port 6969)" -d "$folder"
  is 6969 'http|bittorrent-tracker' opentracker
fi
if server ovsdb openvswitch-switch ovsdb-server; then
  ovsdb-tool create db /usr/share/openvswitch/vswitch.ovsschema
  serve ovsdb-server --remote="ptcp:$(port 6640):127.0.0.1" --unixctl="$folder/ctl" db
  is 6640 'ovsdb|json-rpc' '.*'
fi
if server perdition perdition perdition.imap4; then
  serve perdition.imap4 --no_daemon -F "$folder/log" --bind_address 127.0.0.1 -l "$(port 1143)" -s 127.0.0.1:9 --ssl_mode none -f ''
  (serve perdition.pop3 --no_daemon --bind_address 127.0.0.1 -l "$(port 1110)" -s 127.0.0.1:9 --ssl_mode none -f '')
  is 1143 imap Perdition
  is 1110 pop3 Perdition
fi
if server dask python3-distributed dask-scheduler; then
  serve dask-scheduler --host 127.0.0.1 --port "$(port 8786)" --no-dashboard
  is 8786 dask '.*'
fi
if server pyro pyro4 pyro4-ns; then
  serve pyro4-ns -n 127.0.0.1 -p "$(port 9096)" -x
  is 9096 pyro4? '.*'
fi
if server hypercorn python3-hypercorn hypercorn; then
  cp "$work/../app.py" . 2> /dev/null || printf 'async def app(scope, receive, send):\n    await send({"type": "http.response.start", "status": 200, "headers": []})\n    await send({"type": "http.response.body", "body": b"x"})\n' > app.py
  serve hypercorn -b "127.0.0.1:$(port 8707)" app:app
  is 8707 http hypercorn
fi
if server eventlet python3-eventlet /usr/lib/python3/dist-packages/eventlet/__init__.py; then
  serve /usr/bin/python3 -c "
import eventlet, eventlet.wsgi
eventlet.wsgi.server(eventlet.listen(('127.0.0.1', $(port 8708))), lambda e, s: (s('200 OK', []), [b'x'])[1])"
  is 8708 http -
fi
if server gevent python3-gevent /usr/lib/python3/dist-packages/gevent/__init__.py; then
  serve /usr/bin/python3 -c "
from gevent.pywsgi import WSGIServer
WSGIServer(('127.0.0.1', $(port 8709)), lambda e, s: (s('200 OK', []), [b'x'])[1]).serve_forever()"
  is 8709 http -
fi
if server impacket-smb python3-impacket /usr/lib/python3/dist-packages/impacket/smbserver.py; then
  serve /usr/bin/python3 -c "
from impacket import smbserver as s
a = s.SimpleSMBServer('127.0.0.1', $(port 1446)); a.setSMB2Support(True); a.addShare('X', '$folder'); a.start()"
  is 1446 'microsoft-ds|netbios-ssn' '.*'
fi
if server qemu qemu-system-x86 qemu-system-x86_64; then
  serve qemu-system-x86_64 -S -nodefaults -display none -vnc "127.0.0.1:$(($(port 5941) - 5900))" -qmp "tcp:127.0.0.1:$(port 4448),server=on,wait=off" -monitor "telnet:127.0.0.1:$(port 4449),server=on,wait=off" -gdb "tcp:127.0.0.1:$(port 1234)"
  is 5941 vnc '.*'
  is 4448 qmp QEMU '[0-9.]+'
  is 4449 'telnet|qemu-monitor' QEMU '[0-9.]+'
  is 1234 gdbserver -
fi
if server strelaysrv syncthing-relaysrv strelaysrv; then
  serve strelaysrv -listen "127.0.0.1:$(port 22067)" -status-srv "127.0.0.1:$(port 22070)" -keys "$folder" -pools ''
  is 22067 'ssl.*|syncthing.*' -
  is 22070 http '.*'
fi
if server tarantool tarantool tarantool; then
  printf "box.cfg{listen='127.0.0.1:%s', work_dir='%s'}\nrequire('console').listen('127.0.0.1:%s')\n" "$(port 3301)" "$folder" "$(port 3302)" > x.lua
  serve tarantool x.lua
  is 3301 tarantool Tarantool '[0-9.]+'
  is 3302 tarantool-console Tarantool '[0-9.]+'
fi
if server taskd taskd taskd; then
  export TASKDDATA=$folder
  taskd init > /dev/null 2>&1
  for each in server.cert=cert.pem server.key=key.pem ca.cert=cert.pem client.cert=cert.pem client.key=key.pem; do taskd config --force "${each%=*}" "$work/${each#*=}" > /dev/null 2>&1; done
  taskd config --force server "127.0.0.1:$(port 53589)" > /dev/null 2>&1
  serve taskd server --data "$folder"
  unset TASKDDATA
  is 53589 'ssl/.*' -
fi
if server teeworlds teeworlds-server teeworlds-server; then
  printf 'ec_port %s\nec_password x\nec_bindaddr 127.0.0.1\nbindaddr 127.0.0.1\n' "$(port 8303)" > conf
  HOME=$folder serve teeworlds-server -f conf
  is 8303 "teeworlds.*" Teeworlds
fi
if server usbipd usbip /usr/sbin/usbipd; then
  serve /usr/sbin/usbipd -4 -t "$(port 3240)"
  is 3240 usbip '.*'
fi
if server v2ray v2ray v2ray; then
  printf '{"inbounds":[{"listen":"127.0.0.1","port":%s,"protocol":"http"},{"listen":"127.0.0.1","port":%s,"protocol":"socks"}],"outbounds":[{"protocol":"freedom"}]}' "$(port 8710)" "$(port 1083)" > c.json
  serve v2ray -config c.json
  is 8710 'http-proxy|http' -
  is 1083 socks5 -
fi
if server vtund vtun vtund; then
  printf 'options { port %s; }\nx { passwd y; type tun; }\n' "$(port 5009)" > conf
  serve vtund -n -s -f conf -P "$(port 5009)"
  is 5009 vtun '.*'
fi
if server xandikos xandikos xandikos; then
  serve xandikos -d "$folder" -l 127.0.0.1 -p "$(port 8711)" --defaults
  is 8711 http '.*'
fi
if server ziproxy ziproxy ziproxy; then
  printf 'Address = "127.0.0.1"\nPort = %s\nRunAsUser = "nobody"\n' "$(port 8712)" > conf
  serve ziproxy -d -c "$folder/conf"
  is 8712 http-proxy Ziproxy '[0-9.]+'
fi
if server barrier barrier barriers; then
  printf 'section: screens\n x:\nend\n' > conf
  serve Xvfb ":$((97 + shift_by / 1000))"
  sleep 1
  HOME=$folder serve barriers -f --no-tray --disable-crypto -a "127.0.0.1:$(port 24800)" -n x -c "$folder/conf" --display ":$((97 + shift_by / 1000))"
  is 24800 barrier Barrier
fi
if server imap4d mailutils-imap4d imap4d; then
  inetd "$(port 1144)" root imap4d --no-config --inetd && is 1144 imap Mailutils
fi
if server pop3d mailutils-pop3d pop3d; then
  inetd "$(port 1111)" root /usr/sbin/pop3d --no-config --inetd && is 1111 pop3 Mailutils
fi
if server oidentd oidentd oidentd; then
  serve oidentd -i -a 127.0.0.1 -p "$(port 1114)" -u nobody -g nogroup
  is 1114 ident '.*'
fi
if server poppassd poppassd poppassd; then
  inetd "$(port 106)" root poppassd && is 106 pop3pw poppassd '[0-9.]+'
fi
if server pgpool pgpool2 pgpool; then
  printf "listen_addresses='127.0.0.1'\nport=%s\npcp_port=%s\nsocket_dir='%s'\npcp_socket_dir='%s'\npid_file_name='%s/pid'\nbackend_hostname0='127.0.0.1'\nbackend_port0=%s\nlogdir='%s'\nbackend_clustering_mode='raw'\nwd_ipc_socket_dir='%s'\n" "$(port 9998)" "$(port 9898)" "$folder" "$folder" "$folder" "$(port 5432)" "$folder" "$folder" > conf
  touch hba pcp
  serve pgpool -n -f conf -a hba -F pcp -k "$folder/k"
  is 9998 postgresql.* '.*'
fi
if server radsecproxy radsecproxy radsecproxy; then
  printf 'ListenTLS 127.0.0.1:%s\ntls default {\n CACertificateFile %s/cert.pem\n CertificateFile %s/cert.pem\n CertificateKeyFile %s/key.pem\n}\nclient x {\n host 127.0.0.1\n type tls\n secret y\n}\nserver z {\n host 127.0.0.1\n type tcp\n secret y\n}\nrealm * {\n server z\n}\n' "$(port 2083)" "$work" "$work" "$work" > conf
  serve radsecproxy -f -c conf
  is 2083 'ssl/.*' -
fi
if server redis-exporter prometheus-redis-exporter prometheus-redis-exporter; then
  serve prometheus-redis-exporter -web.listen-address "127.0.0.1:$(port 9121)"
  is 9121 'http|prometheus.*' 'Redis' '[0-9.]+'
fi
if server mysqld-exporter prometheus-mysqld-exporter prometheus-mysqld-exporter; then
  DATA_SOURCE_NAME='x:y@(127.0.0.1:9)/' serve prometheus-mysqld-exporter --web.listen-address "127.0.0.1:$(port 9184)"
  is 9184 'http|prometheus.*' '.*'
fi
