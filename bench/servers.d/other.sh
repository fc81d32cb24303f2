# Remote access, names, chat, media, monitoring. Sourced by bench/servers.

host_key() { ssh-keygen -q -t ed25519 -N '' -f host 2> /dev/null < /dev/null || :; }
if server openssh openssh-server sshd; then
  host_key
  mkdir -p /run/sshd
  serve "$(command -v sshd)" -D -f /dev/null -h "$folder/host" -o PidFile=none -o ListenAddress=127.0.0.1 -p "$(port 22)"
  is 22 ssh OpenSSH "$(upstream)"
fi
if server openssh-silent openssh-server sshd; then
  host_key
  serve "$(command -v sshd)" -D -f /dev/null -h "$folder/host" -o PidFile=none -o ListenAddress=127.0.0.1 -p "$(port 2022)" -o DebianBanner=no
  is 2022 ssh OpenSSH "$(upstream)"
fi
if server dropbear dropbear-bin dropbear; then
  dropbearkey -t ed25519 -f key > /dev/null 2>&1
  serve dropbear -F -E -r key -p "127.0.0.1:$(port 2222)" -P pid
  is 2222 ssh Dropbear "$(upstream)"
fi
if server telnetd inetutils-telnetd /usr/sbin/telnetd; then
  inetd "$(port 23)" root /usr/sbin/telnetd && is 23 telnet '.*'
fi
if server xvnc tigervnc-standalone-server Xtigervnc; then
  serve Xtigervnc ":$((71 + shift_by / 1000))" -rfbport "$(port 5901)" -SecurityTypes None -localhost -listen tcp
  is 5901 vnc '.*'
  if [ "$shift_by" = 0 ]; then is 6071 X11 '.*'; fi
fi
if server xrdp xrdp xrdp; then
  sed -E "s/^port=.*/port=tcp:\/\/127.0.0.1:$(port 3389)/" /etc/xrdp/xrdp.ini > conf
  serve xrdp --nodaemon --config "$folder/conf"
  is 3389 ms-wbt-server xrdp
fi
if server pptpd pptpd pptpd; then
  printf 'option /dev/null\nlocalip 10.0.0.1\nremoteip 10.0.0.2\nlisten 127.0.0.1\n' > conf
  serve pptpd -f -c conf -p "$folder/pid"
  if [ "$shift_by" = 0 ]; then is 1723 pptp '.*'; fi
fi
if server openvpn openvpn openvpn; then
  openssl dhparam -dsaparam -out dh.pem 1024 2> /dev/null
  serve openvpn --dev tun --proto tcp-server --local 127.0.0.1 --port "$(port 1194)" --server 10.8.0.0 255.255.255.0 --ca "$work/cert.pem" --cert "$work/cert.pem" --key "$work/key.pem" --dh none --verb 3
  is 1194 openvpn OpenVPN
fi
if server tor tor tor; then
  touch torrc
  serve tor -f torrc --defaults-torrc torrc --SocksPort "127.0.0.1:$(port 9050)" --ControlPort "127.0.0.1:$(port 9051)" --DataDirectory "$folder/data" --DisableNetwork 0
  is 9050 socks5 Tor
  is 9051 tor-control Tor "$(upstream)"
fi
if server dante dante-server danted; then
  printf 'internal: 127.0.0.1 port = %s\nexternal: 127.0.0.1\nsocksmethod: none\nclientmethod: none\nuser.privileged: root\nuser.unprivileged: nobody\nclient pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\nsocks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n' "$(port 1080)" > conf
  serve danted -f conf -p "$folder/pid"
  is 1080 socks5 -
fi
if server microsocks microsocks microsocks; then
  serve microsocks -i 127.0.0.1 -p "$(port 1081)"
  is 1081 socks5 -
fi
if server sslh sslh sslh; then
  serve sslh-select -f -n -p "127.0.0.1:$(port 4443)" --ssh "127.0.0.1:$(port 22)" --on-timeout ssh --timeout 1
  is 4443 ssh OpenSSH
fi
if server stunnel stunnel4 stunnel4; then
  printf 'foreground = yes\npid =\n[a]\naccept = 127.0.0.1:%s\nconnect = 127.0.0.1:%s\ncert = %s/both.pem\n' "$(port 990)" "$(port 21)" "$work" > conf
  serve stunnel4 "$folder/conf"
  is 990 'ssl/ftp|ssl' '.*'
fi

# Names.
if server bind bind9 named; then
  printf 'options { directory "%s"; listen-on port %s { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none; recursion no; };\ncontrols { };\nstatistics-channels { inet 127.0.0.1 port %s; };\n' "$folder" "$(port 53)" "$(port 8153)" > conf
  serve named -f -c "$folder/conf"
  is 53 domain BIND "$(upstream)"
  is 8153 'http|bind-statistics' BIND "$(upstream)"
fi
if server dnsmasq dnsmasq-base dnsmasq; then
  serve dnsmasq -k -p "$(port 5301)" -i lo --bind-interfaces -u nobody --conf-file=/dev/null --no-resolv --no-hosts
  is 5301 domain dnsmasq "$(upstream)"
fi
if server unbound unbound unbound; then
  printf 'server:\n interface: 127.0.0.1@%s\n chroot: ""\n username: ""\n pidfile: ""\n do-daemonize: no\n use-syslog: no\n directory: "%s"\n auto-trust-anchor-file: ""\n' "$(port 5302)" "$folder" > conf
  serve unbound -d -c conf
  is 5302 domain Unbound "$(upstream)"
fi
if server nsd nsd nsd; then
  printf 'server:\n ip-address: 127.0.0.1@%s\n username: ""\n pidfile: ""\n zonesdir: "%s"\n database: ""\n xfrdfile: ""\n zonelistfile: "%s/z"\n xfrdir: "%s"\nremote-control:\n control-enable: no\n' "$(port 5303)" "$folder" "$folder" "$folder" > conf
  serve nsd -d -c conf
  is 5303 domain NSD "$(upstream)"
fi
if server knot knot knotd; then
  printf 'server:\n  rundir: %s\n  listen: 127.0.0.1@%s\ndatabase:\n  storage: %s\ntemplate:\n  - id: default\n    storage: %s\n' "$folder" "$(port 5304)" "$folder" "$folder" > conf
  serve knotd -c conf
  is 5304 domain 'Knot DNS' "$(upstream)"
fi
if server pdns pdns-server pdns_server; then
  printf 'launch=bind\nbind-config=%s/named\nlocal-address=127.0.0.1\nlocal-port=%s\nsocket-dir=%s\ndaemon=no\nguardian=no\ndisable-syslog=yes\nsecurity-poll-suffix=\n' "$folder" "$(port 5305)" "$folder" > pdns.conf
  : > named
  serve pdns_server --config-dir="$folder"
  is 5305 domain 'PowerDNS' "$(upstream)"
fi
if server pdns-recursor pdns-recursor pdns_recursor; then
  serve pdns_recursor --config-dir="$folder" --daemon=no --local-address=127.0.0.1 --local-port="$(port 5306)" --socket-dir="$folder" --disable-syslog --hint-file=no
  is 5306 domain 'PowerDNS Recursor' "$(upstream)"
fi
if server kresd knot-resolver kresd; then
  printf "net.listen('127.0.0.1', %s)\nlog_target('stderr')\ncache.size = 1*MB\ntrust_anchors.remove('.')\n" "$(port 5307)" > conf
  serve kresd -n -c "$folder/conf" "$folder"
  is 5307 domain -
fi
if server dictd dictd dictd; then
  printf 'global {\n listen_to 127.0.0.1\n port %s\n}\n' "$(port 2628)" > conf
  printf 'aa\tA\tA\n' > d.index
  echo x > d.dict
  printf 'database d {\n data "%s/d.dict"\n index "%s/d.index"\n}\n' "$folder" "$folder" >> conf
  serve dictd -d nodetach -c conf
  is 2628 dict dictd "$(upstream)"
fi

# Chat and voice.
if server ngircd ngircd ngircd; then
  printf '[Global]\nName = irc.example\nInfo = x\nListen = 127.0.0.1\nPorts = %s\nServerUID = 65534\nServerGID = 65534\n[Options]\nDNS = no\nIdent = no\nPAM = no\n' "$(port 6667)" > conf
  chmod 644 conf
  serve ngircd -n -f "$folder/conf"
  is 6667 irc ngIRCd "$(upstream)"
fi
if server inspircd inspircd inspircd; then
  printf '<server name="irc.example" description="x" network="Ours" id="97K">\n<admin name="a" nick="a" email="a@example">\n<bind address="127.0.0.1" port="%s" type="clients">\n<connect allow="*">\n<pid file="%s/pid">\n' "$(port 6668)" "$folder" > conf
  as_user irc inspircd --nofork --nolog --config "$folder/conf"
  is 6668 irc InspIRCd 3
fi
if server ircd-hybrid ircd-hybrid ircd-hybrid; then
  sed -E "s/port = 6665 .. 6669;/port = $(port 6669);/; s/host = \"(::|0.0.0.0)\"/host = \"127.0.0.1\"/" /etc/ircd-hybrid/ircd.conf > conf 2> /dev/null
  as_user irc ircd-hybrid -foreground -configfile "$folder/conf" -pidfile "$folder/pid" -logfile "$folder/l"
  is 6669 irc '.*[hH]ybrid.*'
fi
if server prosody prosody prosody; then
  printf 'pidfile = "%s/pid"\ndata_path = "%s"\nrun_as_root = false\ninterfaces = { "127.0.0.1" }\nc2s_ports = { %s }\ns2s_ports = { %s }\n\nmodules_enabled = { "version"; "saslauth"; "roster" }\ndaemonize = false\nVirtualHost "localhost"\n' "$folder" "$folder" "$(port 5222)" "$(port 5269)" > prosody.cfg.lua
  as_user prosody prosody --config "$folder/prosody.cfg.lua" -F
  is 5222 xmpp '.*'
  is 5269 xmpp '.*'
fi
if server ejabberd ejabberd ejabberdctl; then
  printf 'hosts: [localhost]\nloglevel: 4\nlisten:\n  -\n    port: %s\n    ip: "127.0.0.1"\n    module: ejabberd_c2s\n  -\n    port: %s\n    ip: "127.0.0.1"\n    module: ejabberd_http\n    request_handlers:\n      /admin: ejabberd_web_admin\n' "$(port 5223)" "$(port 5280)" > ejabberd.yml
  cp /etc/ejabberd/inetrc . 2> /dev/null
  printf 'ERLANG_NODE=x@localhost\nINET_DIST_INTERFACE=127.0.0.1\nERL_EPMD_ADDRESS=127.0.0.1\nEJABBERD_PID_PATH=%s/pid\n' "$folder" > ctl.cfg
  as_user ejabberd ejabberdctl --config-dir "$folder" --config "$folder/ejabberd.yml" --ctl-config "$folder/ctl.cfg" --logs "$folder" --spool "$folder/db" foreground
  is 5223 xmpp '.*'
  is 5280 http '.*'
fi
if server znc znc znc; then
  mkdir -p configs
  printf 'Version = 1.8.2\n<Listener l>\n Port = %s\n SSL = false\n</Listener>\n<User admin>\n Pass = plain#x\n Admin = true\n Nick = a\n AltNick = b\n Ident = a\n RealName = a\n</User>\n' "$(port 6670)" > configs/znc.conf
  as_user nobody znc --foreground --datadir "$folder"
  is 6670 'http|irc' ZNC "$(upstream)"
fi
if server bitlbee bitlbee bitlbee; then
  as_user nobody bitlbee -D -n -v -i 127.0.0.1 -p "$(port 6671)" -d "$folder" -P "$folder/pid" -c /dev/null
  is 6671 irc BitlBee "$(upstream)"
fi
if server mumble mumble-server murmurd; then
  printf 'database=%s/db\nport=%s\nhost=127.0.0.1\nlogfile=\nbonjour=false\n' "$folder" "$(port 64738)" > conf
  as_user mumble-server murmurd -fg -ini "$folder/conf"
  is 64738 'ssl/mumble|mumble' 'Mumble|Murmur' "$(upstream)"
fi
if server kamailio kamailio kamailio; then
  printf '#!KAMAILIO\nlisten=tcp:127.0.0.1:%s\nlog_stderror=yes\nfork=yes\nchildren=1\ntcp_children=1\nloadmodule "sl.so"\nloadmodule "pv.so"\nrequest_route {\n sl_send_reply("200", "OK");\n exit;\n}\n' "$(port 5060)" > conf
  serve kamailio -DD -f "$folder/conf" -Y "$folder" -P "$folder/pid"
  is 5060 sip Kamailio "$(upstream)"
fi
if server coturn coturn turnserver; then
  serve turnserver -n -L 127.0.0.1 -p "$(port 3478)" --no-tls --no-dtls --no-udp -l stdout --no-cli -r x
  is 3478 'stun|turn' '[cC]oturn' "$(upstream)"
fi

# Media, printers, files for home.
if server cups cups-daemon cupsd; then
  printf 'Listen 127.0.0.1:%s\nWebInterface Yes\n' "$(port 631)" > conf
  printf 'SystemGroup root\nCacheDir %s\nRequestRoot %s\nServerRoot %s\nStateDir %s\nErrorLog %s/e\nAccessLog %s/a\nPageLog %s/p\n' "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" > files
  serve cupsd -f -c "$folder/conf" -s "$folder/files"
  is 631 ipp CUPS "$(upstream | sed -E 's/(.*)\[[.]\][0-9]+$/\1/')"
fi
if server icecast icecast2 icecast2; then
  printf '<icecast><hostname>localhost</hostname><listen-socket><port>%s</port><bind-address>127.0.0.1</bind-address></listen-socket><authentication><source-password>x</source-password><admin-user>a</admin-user><admin-password>x</admin-password></authentication><paths><basedir>/usr/share/icecast2</basedir><logdir>%s</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths><logging><errorlog>-</errorlog><accesslog>-</accesslog></logging></icecast>' "$(port 8010)" "$folder" > conf
  as_user nobody icecast2 -c conf
  is 8010 http Icecast "$(upstream)"
fi
if server mpd mpd mpd; then
  printf 'bind_to_address "127.0.0.1"\nport "%s"\naudio_output {\n type "null"\n name "n"\n}\n' "$(port 6600)" > conf
  as_user nobody mpd --no-daemon conf
  is 6600 mpd 'Music Player Daemon' '0[.]23'
fi
if server minidlna minidlna minidlnad; then
  mkdir media
  printf 'port=%s\nnetwork_interface=lo\nmedia_dir=%s/media\ndb_dir=%s\nlog_dir=%s\n' "$(port 8200)" "$folder" "$folder" "$folder" > conf
  as_user nobody minidlnad -S -f "$folder/conf" -P "$folder/pid"
  is 8200 'upnp|http' 'MiniDLNA' "$(upstream)"
fi
if server transmission transmission-daemon transmission-daemon; then
  as_user nobody transmission-daemon -f -g "$folder" -r 127.0.0.1 -p "$(port 9094)" --peerport "$(port 51413)" --no-portmap --no-dht
  is 9094 http Transmission
fi
if server aria2 aria2 aria2c; then
  serve aria2c --enable-rpc --rpc-listen-port="$(port 6800)" --no-conf
  is 6800 http aria2 "$(upstream)"
fi
if server deluge deluge-web deluge-web; then
  as_user nobody deluge-web -d -c "$folder" -i 127.0.0.1 -p "$(port 8112)"
  is 8112 http Deluge "$(upstream)"
fi
if server radicale radicale radicale; then
  as_user nobody radicale --server-hosts "127.0.0.1:$(port 5232)" --storage-filesystem-folder "$folder" --config ''
  is 5232 http Radicale
fi
if server saned sane-utils saned; then
  inetd "$(port 6566)" root saned && is 6566 'sane|sane-port' SANE
fi
if server hylafax hylafax-server hfaxd; then
  serve hfaxd -d -q /var/spool/hylafax -i "$(port 4559)" -l 127.0.0.1
  is 4559 hylafax HylaFAX "$(upstream)"
fi
if server gopher gophernicus gophernicus; then
  inetd "$(port 70)" nobody gophernicus -h localhost -p "$(port 70)" -r "$folder" -nu && is 70 gopher '.*'
fi
if server apt-cacher-ng apt-cacher-ng apt-cacher-ng; then
  as_user nobody apt-cacher-ng ForeGround=1 Port="$(port 3142)" BindAddress=127.0.0.1 CacheDir="$folder" LogDir="$folder" SupportDir=/usr/lib/apt-cacher-ng
  is 3142 'http|http-proxy' 'Apt-Cacher NG' "$(upstream)"
fi

# Watching, counting, building.
if server netdata netdata netdata; then
  mkdir -p lib cache log
  printf '[global]\n[directories]\n lib = %s/lib\n cache = %s/cache\n log = %s/log\n[web]\n bind to = 127.0.0.1:%s\n[plugins]\n apps = no\n go.d = no\n' "$folder" "$folder" "$folder" "$(port 19999)" > conf
  as_user nobody netdata -D -c "$folder/conf" -P "$folder/pid"
  is 19999 'http|netdata' Netdata "$(upstream)"
fi
if server munin-node munin-node munin-node; then
  printf 'port %s\nhost 127.0.0.1\nuser root\ngroup root\nallow ^127\\.0\\.0\\.1$\nlog_file %s/l\npid_file %s/pid\nhost_name box.example\nbackground 0\nsetsid 0\n' "$(port 4949)" "$folder" "$folder" > conf
  serve munin-node --config "$folder/conf"
  is 4949 munin '.*[mM]unin.*'
fi
if server nrpe nagios-nrpe-server nrpe; then
  printf 'server_port=%s\nserver_address=127.0.0.1\nallowed_hosts=127.0.0.1\nnrpe_user=nobody\nnrpe_group=nogroup\npid_file=%s/pid\n' "$(port 5666)" "$folder" > conf
  serve nrpe -c conf -f
  is 5666 'nrpe|ssl/nrpe' '.*NRPE.*' "$(upstream)"
fi
if server zabbix-agent zabbix-agent zabbix_agentd; then
  printf 'Server=127.0.0.1\nListenPort=%s\nListenIP=127.0.0.1\nLogType=console\nPidFile=%s/pid\nStartAgents=1\nHostname=x\nServerActive=\n' "$(port 10050)" "$folder" > conf
  as_user zabbix zabbix_agentd -f -c "$folder/conf"
  is 10050 zabbix-agent Zabbix "$(upstream)"
fi
if server gmond ganglia-monitor gmond; then
  printf 'globals {\n daemonize = no\n setuid = no\n}\ntcp_accept_channel {\n port = %s\n bind = 127.0.0.1\n}\n' "$(port 8649)" > conf
  serve gmond -f -c conf
  is 8649 ganglia 'Ganglia.*' "$(upstream)"
fi
if server distcc distcc distccd; then
  as_user nobody distccd --no-detach --daemon --listen 127.0.0.1 -p "$(port 3632)" --allow 127.0.0.1 --log-stderr --stats --stats-port "$(port 3633)"
  is 3632 distccd distccd
  is 3633 'http|distccd-stats' 'distcc.*'
fi
if server nut nut-server /lib/nut/upsd; then
  printf '[d]\n driver = dummy-ups\n port = x\n' > ups.conf
  printf 'LISTEN 127.0.0.1 %s\nALLOW_NO_DEVICE yes\nSTATEPATH %s\n' "$(port 3493)" "$folder" > upsd.conf
  : > upsd.users
  NUT_CONFPATH=$folder NUT_STATEPATH=$folder NUT_ALTPIDPATH=$folder serve /lib/nut/upsd -D -u root
  is 3493 nut 'Network UPS Tools.*' "$(upstream)"
fi
if server gpsd gpsd gpsd; then
  serve gpsd -N -n -F "$folder/sock" -S "$(port 2947)"
  is 2947 gpsd gpsd "$(upstream)"
fi
if server rspamd rspamd rspamd; then
  mkdir -p c/local.d
  cp -r /etc/rspamd/* c/
  printf 'bind_socket = "127.0.0.1:%s";\n' "$(port 11334)" > c/local.d/worker-controller.inc
  printf 'bind_socket = "127.0.0.1:%s";\n' "$(port 11333)" > c/local.d/worker-normal.inc
  printf 'bind_socket = "127.0.0.1:%s";\n' "$(port 11332)" > c/local.d/worker-proxy.inc
  as_user _rspamd rspamd -f --var=CONFDIR="$folder/c" --var=DBDIR="$folder" --var=RUNDIR="$folder" --var=LOGDIR="$folder" -c "$folder/c/rspamd.conf"
  is 11334 http Rspamd "$(upstream)"
fi
if server kdc krb5-kdc krb5kdc; then
  printf '[libdefaults]\n default_realm = X.EXAMPLE\n[realms]\n X.EXAMPLE = {\n kdc = 127.0.0.1\n }\n' > krb5.conf
  printf '[kdcdefaults]\n kdc_tcp_listen = 127.0.0.1:%s\n kdc_listen = 127.0.0.1:%s\n[realms]\n X.EXAMPLE = {\n database_name = %s/principal\n key_stash_file = %s/stash\n }\n' "$(port 88)" "$(port 88)" "$folder" "$folder" > kdc.conf
  KRB5_CONFIG=$folder/krb5.conf KRB5_KDC_PROFILE=$folder/kdc.conf kdb5_util create -s -P x > /dev/null 2>&1
  KRB5_CONFIG=$folder/krb5.conf KRB5_KDC_PROFILE=$folder/kdc.conf serve krb5kdc -n -P "$folder/pid"
  is 88 kerberos-sec '.*'
fi
if server bird bird2 bird; then
  printf 'router id 1.2.3.4;\nprotocol device { }\nprotocol bgp a { local 127.0.0.1 port %s as 65001; neighbor 127.0.0.1 as 65002; multihop 2; passive on; ipv4 { import none; export none; }; }\n' "$(port 179)" > conf
  serve bird -f -c conf -s "$folder/ctl"
  is 179 bgp '.*'
fi
if server zebra frr /usr/lib/frr/zebra; then
  printf 'hostname box\npassword x\n' > conf
  chmod 644 conf
  chown frr .
  serve /usr/lib/frr/zebra -f "$folder/conf" -A 127.0.0.1 -P "$(port 2601)" -i "$folder/pid" -z "$folder/z" --vty_socket "$folder"
  is 2601 'zebra|quagga|telnet' 'FRR.*|Quagga.*' "$(upstream)"
fi
if server ident ident2 ident2; then
  inetd "$(port 113)" nobody ident2 -i && is 113 ident '.*'
fi
if server finger fingerd finger; then
  inetd "$(port 79)" nobody in.fingerd && is 79 finger '.*'
fi
if server amanda amanda-server /usr/lib/amanda/amandad; then
  inetd "$(port 10080)" backup /usr/lib/amanda/amandad -auth=bsdtcp amdump && is 10080 amanda '.*'
fi
