# Backup, clusters, metrics, chat and control ports that are met now and then. Sourced by bench/servers.

if server bacula-dir bacula-director-pgsql bacula-dir && [ -e "${postgres:-}" ]; then
  chown postgres .
  as_postgres=(setpriv --reuid postgres --regid "$(id -g postgres)" --init-groups)
  "${as_postgres[@]}" "${postgres%/*}/initdb" -D "$folder/data" -A trust -E SQL_ASCII --locale=C > install.log 2>&1
  (as_user postgres "$postgres" -D "$folder/data" -p 5499 -h '' -k "$folder")
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    "${as_postgres[@]}" psql -h "$folder" -p 5499 -c '' > /dev/null 2>&1 && break
  done
  "${as_postgres[@]}" env PGHOST="$folder" PGPORT=5499 db_name=bacula sh -c 'createdb -T template0 bacula && sh /usr/share/bacula-director/make_postgresql_tables' >> install.log 2>&1
  printf 'Director { Name = d; DirAddress = 127.0.0.1; DirPort = %s; QueryFile = "%s/q"; WorkingDirectory = "%s"; PidDirectory = "%s"; Password = "p"; Messages = Standard }\nCatalog { Name = C; dbname = bacula; dbuser = postgres; dbpassword = ""; DB Address = "%s"; DB Port = 5499 }\nClient { Name = c; Address = 127.0.0.1; Catalog = C; Password = "p" }\nStorage { Name = s; Address = 127.0.0.1; Password = "p"; Device = f; Media Type = File }\nPool { Name = P; Pool Type = Backup }\nFileSet { Name = F; Include { Options { } File = "/dev/null" } }\nJob { Name = j; Type = Restore; Client = c; FileSet = F; Storage = s; Pool = P; Messages = Standard; Where = /tmp }\nMessages { Name = Standard; console = all }\n' "$(port 9111)" "$folder" "$folder" "$folder" "$folder" > dir.conf
  touch q
  as_user postgres bacula-dir -f -c "$folder/dir.conf"
  is 9111 bacula Bacula
fi
if server carbon graphite-carbon carbon-cache; then
  mkdir -p conf store
  printf '[cache]\nSTORAGE_DIR = %s/store/\nCONF_DIR = %s/conf/\nLOG_DIR = %s/store/\nPID_DIR = %s/store/\nLOCAL_DATA_DIR = %s/store/\nUSER =\nLINE_RECEIVER_INTERFACE = 127.0.0.1\nLINE_RECEIVER_PORT = %s\nPICKLE_RECEIVER_INTERFACE = 127.0.0.1\nPICKLE_RECEIVER_PORT = %s\nCACHE_QUERY_INTERFACE = 127.0.0.1\nCACHE_QUERY_PORT = %s\nUSE_FLOW_CONTROL = True\nENABLE_UDP_LISTENER = False\n' "$folder" "$folder" "$folder" "$folder" "$folder" "$(port 2003)" "$(port 2004)" "$(port 7012)" > conf/carbon.conf
  cp /etc/carbon/storage-schemas.conf conf/ 2> /dev/null || printf '[a]\npattern = .*\nretentions = 60:90\n' > conf/storage-schemas.conf
  serve carbon-cache --config="$folder/conf/carbon.conf" --nodaemon start
  is 7012 carbon 'Graphite Carbon'
fi
if server icinga2 icinga2-bin icinga2; then
  mkdir -p data/certs conf log cache run/cmd spool
  printf 'const NodeName = "services.example"\nconst ZoneName = "x"\ninclude <itl>\nobject Endpoint NodeName {}\nobject Zone "x" {\n endpoints = [ NodeName ]\n}\nobject ApiListener "api" {\n bind_host = "127.0.0.1"\n bind_port = %s\n}\nobject ApiUser "root" {\n password = "x"\n permissions = [ "*" ]\n}\n' "$(port 5665)" > conf/icinga2.conf
  cp "$work/cert.pem" data/certs/ca.crt
  cp "$work/cert.pem" data/certs/services.example.crt
  cp "$work/key.pem" data/certs/services.example.key
  chown -R nagios . 2> /dev/null
  serve icinga2 daemon -c conf/icinga2.conf -D DataDir="$folder/data" -D LogDir="$folder/log" -D CacheDir="$folder/cache" -D InitRunDir="$folder/run" -D SpoolDir="$folder/spool" -D PidPath="$folder/run/pid" -D StatePath="$folder/data/state" -D ObjectsPath="$folder/cache/o" -D VarsPath="$folder/cache/v" -D ModAttrPath="$folder/data/m"
  is 5665 ssl/http Icinga '[0-9.]+'
fi
if server burp burp burp; then
  mkdir -p ccd spool
  openssl dhparam -dsaparam -out dh.pem 1024 2> /dev/null
  printf 'mode = server\nlisten = 127.0.0.1:%s\nlisten_status = 127.0.0.1:%s\ndirectory = %s/spool\ndedup_group = g\nclientconfdir = %s/ccd\npidfile = %s/pid\nhardlinked_archive = 0\nworking_dir_recovery_method = delete\numask = 0022\nssl_cert_ca = %s/cert.pem\nssl_cert = %s/cert.pem\nssl_key = %s/key.pem\nssl_key_password = x\nssl_dhfile = %s/dh.pem\nkeep = 7\nmax_children = 5\nmax_status_children = 5\ntimer_script = /bin/true\ntimer_arg = 20h\nnotify_success_script = /bin/true\nnotify_failure_script = /bin/true\n' "$(port 4971)" "$(port 4972)" "$folder" "$folder" "$folder" "$work" "$work" "$work" "$folder" > conf
  serve burp -F -c "$folder/conf"
  is 4971 ssl/burp Burp '[0-9.]+'
fi
if server ser2net ser2net ser2net; then
  printf '%%YAML 1.1\n---\nadmin:\n  accepter: telnet,tcp,127.0.0.1,%s\n' "$(port 3011)" > conf
  serve ser2net -d -c "$folder/conf" -P "$folder/pid"
  is 3011 telnet ser2net '[0-9.]+'
fi
if server kannel kannel /usr/sbin/bearerbox; then
  printf 'group = core\nadmin-port = %s\nadmin-password = bar\nsmsbox-port = %s\nadmin-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\n\ngroup = smsc\nsmsc = fake\nport = %s\nconnect-allow-ip = 127.0.0.1\n\ngroup = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %s\nglobal-sender = 1\n\ngroup = sendsms-user\nusername = a\npassword = b\n\ngroup = sms-service\nkeyword = default\ntext = x\n' "$(port 13000)" "$(port 13001)" "$(port 10001)" "$(port 13013)" > conf
  serve /usr/sbin/bearerbox conf
  sleep 1
  (serve /usr/sbin/smsbox conf)
  is 13000 http Kannel '.*'
  is 13013 http Kannel '.*'
fi
if server jabberd2 jabberd2 jabberd2-c2s; then
  sed -E "s#<ip>127.0.0.1</ip>#<ip>127.0.0.1</ip>#; s#<port>5347</port>#<port>$(port 5347)</port>#; s#<pidfile>.*</pidfile>#<pidfile>$folder/pid</pidfile>#; s#<log type='[a-z]*'>#<log type='stdout'>#" /etc/jabberd2/router.xml > router.xml
  serve jabberd2-router -c "$folder/router.xml"
  is 5347 'xmpp|jabber' jabberd
fi
if server xtightvnc tightvncserver Xtightvnc; then
  printf '\x12\x34\x56\x78\x12\x34\x56\x78' > pw
  chmod 600 pw
  serve Xtightvnc ":$((83 + shift_by / 1000))" -rfbport "$(port 5913)" -rfbauth pw -localhost
  is 5913 vnc '.*'
fi
if server trytond tryton-server trytond; then
  printf '[database]\nuri = sqlite://\npath = %s\n[web]\nlisten = 127.0.0.1:%s\n' "$folder" "$(port 8801)" > conf
  HOME=$folder serve trytond -c conf
  is 8801 http '.*'
fi
if server gmetad gmetad gmetad; then
  printf 'data_source "x" 127.0.0.1:%s\nxml_port %s\ninteractive_port %s\nsetuid off\nrrd_rootdir "%s"\n' "$(port 8649)" "$(port 8651)" "$(port 8652)" "$folder" > conf
  serve gmetad -d 1 -c "$folder/conf"
  is 8651 ganglia 'Ganglia.*' "$(upstream)"
  is 8652 'http|ganglia' '.*'
fi
if server cvsd cvsd cvsd; then
  mkdir -p root
  printf 'Uid root\nGid root\nRootJail none\nListen 127.0.0.1 %s\nRepos /\n' "$(port 2411)" > conf
  serve cvsd -f "$folder/conf" -d
  is 2411 cvspserver '.*'
fi
if server freeciv freeciv-server freeciv-server; then
  as_user nobody freeciv-server --bind 127.0.0.1 --port "$(port 5559)"
  is 5559 freeciv Freeciv
fi
if server tang tang /usr/libexec/tangd; then
  mkdir -p keys
  /usr/libexec/tangd-keygen keys > /dev/null 2>&1
  serve socat "TCP-LISTEN:$(port 7500),bind=127.0.0.1,fork,reuseaddr" "EXEC:/usr/libexec/tangd $folder/keys"
  is 7500 http -
fi
if server ganesha nfs-ganesha ganesha.nfsd; then
  printf 'NFS_CORE_PARAM { Bind_addr = 127.0.0.1; NFS_Port = %s; Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false; }\n' "$(port 2049)" > conf
  serve ganesha.nfsd -F -f "$folder/conf" -p "$folder/pid" -L "$folder/glog"
  is 2049 nfs '.*'
fi
if server spice qemu-system-x86 qemu-system-x86_64; then
  serve qemu-system-x86_64 -S -nodefaults -display none -spice "addr=127.0.0.1,port=$(port 5930),disable-ticketing=on"
  is 5930 spice '.*'
fi
if server webdis webdis webdis; then
  printf '{"redis_host":"127.0.0.1","redis_port":%s,"http_host":"127.0.0.1","http_port":%s,"daemonize":false,"acl":[],"logfile":"%s/w.log","threads":1,"pool_size":1}\n' "$(port 6379)" "$(port 7379)" "$folder" > conf
  serve webdis conf
  is 7379 http Webdis
fi
if server opendmarc opendmarc opendmarc; then
  printf 'Socket inet:%s@127.0.0.1\nBackground false\nPidFile %s/pid\n' "$(port 8894)" "$folder" > conf
  serve opendmarc -f -c conf
  is 8894 milter -
fi
if server postsrsd postsrsd postsrsd; then
  head -c 24 /dev/urandom | base64 > secret
  serve postsrsd -l127.0.0.1 -f"$(port 10005)" -r"$(port 10006)" -ds.example -ssecret -unobody -p "$folder/pid"
  is 10005 tcp-table PostSRSd
fi
if server quassel quassel-core quasselcore; then
  as_user nobody quasselcore --configdir="$folder" --listen=127.0.0.1 -p "$(port 4242)"
  is 4242 quassel Quassel
fi
if server brz brz brz; then
  HOME=$folder serve brz serve --listen=127.0.0.1 --port="$(port 4155)" --directory="$folder"
  is 4155 bzr Bazaar
fi
if server zabbix-agent2 zabbix-agent2 zabbix_agent2; then
  printf 'ListenIP=127.0.0.1\nListenPort=%s\nServer=127.0.0.1\nLogType=console\nPidFile=%s/pid\nControlSocket=%s/s\nPluginSocket=%s/p\n' "$(port 10060)" "$folder" "$folder" "$folder" > conf
  as_user nobody zabbix_agent2 -c "$folder/conf"
  is 10060 zabbix-agent Zabbix "$(upstream)"
fi
if server zabbix-proxy zabbix-proxy-sqlite3 zabbix_proxy; then
  printf 'ProxyMode=1\nServer=127.0.0.1\nHostname=x\nListenIP=127.0.0.1\nListenPort=%s\nDBName=%s/db\nLogType=console\nPidFile=%s/pid\nSocketDir=%s\nFpingLocation=/bin/true\n' "$(port 10061)" "$folder" "$folder" "$folder" > conf
  as_user nobody zabbix_proxy -f -c "$folder/conf"
  is 10061 'zabbix.*' Zabbix
fi
if server uucico uucp /usr/sbin/uucico; then
  serve socat "TCP-LISTEN:$(port 540),bind=127.0.0.1,fork,reuseaddr" 'EXEC:/usr/sbin/uucico -l'
  is 540 uucp '.*'
fi
if server gkrellmd gkrellmd gkrellmd; then
  serve gkrellmd -P "$(port 19150)" -A 127.0.0.1
  is 19150 gkrellmd gkrellmd "$(upstream)"
fi
if server bzfs bzflag-server bzfs; then
  as_user nobody bzfs -i 127.0.0.1 -p "$(port 5154)"
  is 5154 bzflag BZFlag
fi
if server pioneers pioneers-console pioneers-server-console; then
  HOME=$folder serve pioneers-server-console -p "$(port 5556)" -g Default
  is 5556 pioneers Pioneers
fi
if server festival festival festival; then
  printf '(set! server_access_list (list "localhost" "127.0.0.1"))\n(set! server_port %s)\n' "$(port 1314)" > f.scm
  serve festival -b --server f.scm
  is 1314 festival Festival '[0-9.]+'
fi
if server xapian xapian-tools xapian-tcpsrv; then
  printf 'inmemory\n' > stub
  serve xapian-tcpsrv --interface 127.0.0.1 --port "$(port 6431)" stub
  is 6431 xapian Xapian
fi
if server rpyc python3-rpyc rpyc_classic; then
  serve rpyc_classic --host 127.0.0.1 -p "$(port 18812)"
  is 18812 rpyc RPyC '[0-9.]+'
fi
if server twiggy twiggy twiggy; then
  printf 'sub { [200, [], ["x"]] }\n' > a.psgi
  serve twiggy --listen "127.0.0.1:$(port 8802)" a.psgi
  is 8802 http -
fi
if server starlet starlet plackup; then
  printf 'sub { [200, [], ["x"]] }\n' > a.psgi
  serve plackup -s Starlet --host 127.0.0.1 --port "$(port 8803)" a.psgi
  (serve plackup --host 127.0.0.1 --port "$(port 8804)" a.psgi)
  is 8803 http '.*'
  is 8804 http 'HTTP::Server::PSGI'
fi
if server webhook webhook webhook; then
  printf '[]' > hooks.json
  serve webhook -nopanic -hooks hooks.json -ip 127.0.0.1 -port "$(port 9030)"
  is 9030 http -
fi
if server rinetd rinetd rinetd; then
  printf '127.0.0.1 %s 127.0.0.1 %s\n' "$(port 2229)" "$(port 22)" > conf
  serve rinetd -f -c conf
  is 2229 ssh OpenSSH
fi
if server moosefs moosefs-master mfsmaster; then
  printf 'DATA_PATH = %s\nEXPORTS_FILENAME = %s/exports\nMATOML_LISTEN_PORT = %s\nMATOCS_LISTEN_PORT = %s\nMATOCL_LISTEN_PORT = %s\nWORKING_USER = root\nWORKING_GROUP = root\n' "$folder" "$folder" "$(port 9419)" "$(port 9420)" "$(port 9421)" > conf
  printf '* / rw\n' > exports
  cp /var/lib/mfs/metadata.mfs.empty metadata.mfs 2> /dev/null || printf 'MFSM NEW' > metadata.mfs
  serve mfsmaster -f -c "$folder/conf" start
  is 9421 moosefs MooseFS "$(upstream)"
fi
if server isnsd open-isns-server isnsd; then
  printf 'SourceName = a.b:c\nDatabase = %s/db\nPIDFile = %s/pid\nSecurity = 0\nAuthKeyFile = %s/k\n' "$folder" "$folder" "$folder" > conf
  serve isnsd -f -c conf
  if [ "$shift_by" = 0 ]; then is 3205 isns iSNS; fi
fi
if server hsqldb libhsqldb-java /usr/share/java/hsqldb.jar; then
  serve java -cp /usr/share/java/hsqldb.jar org.hsqldb.server.Server -address 127.0.0.1 -port "$(port 9011)" -database.0 "mem:x" -dbname.0 x
  is 9011 hsqldb HSQLDB
fi
