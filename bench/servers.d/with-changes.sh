# Common servers as their owners change them: another banner, a hidden version, another transport. Sourced by bench/servers.

if server openssh-addendum openssh-server sshd; then
  host_key
  mkdir -p /run/sshd
  serve "$(command -v sshd)" -D -f /dev/null -h "$folder/host" -o PidFile=none -o ListenAddress=127.0.0.1 -p "$(port 2226)" -o VersionAddendum='Authorised users only, all others leave; this host is watched'
  is 2226 ssh OpenSSH "$(upstream)"
fi
if server nginx-h2c nginx nginx; then
  nginx_conf "server { listen $(port 8580) http2; return 200 x; }" > conf
  serve nginx -c "$folder/conf"
  is 8580 http nginx
fi
if server nginx-silent-tls nginx nginx; then
  nginx_conf "server_tokens off; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; server { listen $(port 8581) ssl http2; return 404; }
    server { listen $(port 8582) ssl; ssl_client_certificate $work/cert.pem; ssl_verify_client on; return 200 x; }
    server { listen $(port 8583); return 444; } server { listen $(port 8584); auth_basic x; auth_basic_user_file /dev/null; }" > conf
  serve nginx -c "$folder/conf"
  is 8581 ssl/http nginx
  is 8582 ssl/http nginx
  is 8584 http nginx
fi
if server apache-full apache2 apache2; then
  { apache_conf; printf 'Listen %s\nServerTokens Full\nServerSignature On\n' "$(port 8585)"; } > conf
  serve apache2 -f "$folder/conf" -DFOREGROUND
  is 8585 http 'Apache httpd' "$(upstream)"
fi
if server lighttpd-silent lighttpd lighttpd; then
  printf 'server.document-root="%s"\nserver.port=%s\nserver.bind="127.0.0.1"\nserver.tag=""\n' "$folder" "$(port 8586)" > conf
  serve lighttpd -D -f conf
  is 8586 http lighttpd
fi
if server squid-silent squid squid; then
  printf 'http_port 127.0.0.1:%s\npid_filename none\ncache_log %s/cache.log\naccess_log none\ncoredump_dir %s\npinger_enable off\nhttpd_suppress_version_string on\nvia off\n' "$(port 3130)" "$folder" "$folder" > conf
  serve squid -N -n silent -f "$folder/conf"
  is 3130 http-proxy Squid
fi
if server vsftpd-changed vsftpd vsftpd; then
  for each in "2132 -" "2190 implicit_ssl=YES"; do
    set -- $each
    printf 'listen=YES\nlisten_ipv6=NO\nlisten_address=127.0.0.1\nlisten_port=%s\nbackground=NO\nsecure_chroot_dir=/run\nftpd_banner=Welcome.\nssl_enable=YES\nrsa_cert_file=%s\n%s\n' "$(port "$1")" "$work/both.pem" "${2#-}" > "conf-$1"
    serve vsftpd "$folder/conf-$1"
  done
  is 2132 ftp vsftpd
  is 2190 ssl/ftp vsftpd
fi
if server exim-changed exim4-daemon-light exim4; then
  printf 'smtp_banner = mail.example ESMTP ready\nlocal_interfaces = 127.0.0.1\nexim_user = root\nexim_group = root\nspool_directory = %s\nlog_file_path = %s/%%slog\nacl_smtp_rcpt = a\nbegin acl\na:\n deny\n' "$folder" "$folder" > conf
  serve exim4 -C "$folder/conf" -bdf -oX "127.0.0.1.$(port 2525)" -oP "$folder/pid"
  is 2525 smtp Exim
fi
if server dovecot-changed dovecot-core dovecot; then
  printf 'protocols = imap pop3\nlogin_greeting = Hello.\nssl = no\nbase_dir = %s/run\nlog_path = %s/mail.log\nlisten = 127.0.0.1\npassdb {\n  driver = static\n  args = nopassword=y\n}\nservice imap-login {\n  inet_listener imap {\n    port = %s\n  }\n  inet_listener imaps {\n    port = 0\n  }\n}\nservice pop3-login {\n  inet_listener pop3 {\n    port = %s\n  }\n  inet_listener pop3s {\n    port = 0\n  }\n}\n' "$folder" "$folder" "$(port 2143)" "$(port 2110)" > conf
  serve dovecot -F -c conf
  is 2143 imap Dovecot
  is 2110 pop3 Dovecot
fi
if server bind-hidden bind9 named; then
  printf 'options { directory "%s"; version "none of your business"; listen-on port %s { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none; recursion no; };\ncontrols { };\n' "$folder" "$(port 5320)" > conf
  serve named -f -c "$folder/conf"
  is 5320 domain -
fi
if server unbound-hidden unbound unbound; then
  printf 'server:\n interface: 127.0.0.1@%s\n chroot: ""\n username: ""\n pidfile: ""\n do-daemonize: no\n use-syslog: no\n directory: "%s"\n auto-trust-anchor-file: ""\n hide-version: yes\n' "$(port 5321)" "$folder" > conf
  serve unbound -d -c conf
  is 5321 domain -
fi
if server mariadb-renamed mariadb-server mariadbd; then
  chown mysql .
  mariadb-install-db --no-defaults --user=mysql --datadir="$folder/data" --skip-test-db --auth-root-authentication-method=normal > install.log 2>&1
  serve mariadbd --no-defaults --user=mysql --datadir="$folder/data" --socket="$folder/sock" --pid-file="$folder/pid" --bind-address=127.0.0.1 --port="$(port 3316)" --innodb-buffer-pool-size=16M --version=8.0.36-0ubuntu0.22.04.1 --max-connections=10
  is 3316 mysql '.*' '8[.]0[.]36'
fi
if server memcached-binary memcached memcached; then
  serve memcached -u nobody -l 127.0.0.1 -p "$(port 11213)" -U 0 -B binary
  is 11213 memcached Memcached "$(upstream)"
fi
if server mosquitto-web mosquitto mosquitto; then
  printf 'per_listener_settings true\nlistener %s 127.0.0.1\nprotocol websockets\nallow_anonymous true\nlistener %s 127.0.0.1\nallow_anonymous true\ncafile %s\ncertfile %s\nkeyfile %s\nlistener %s 127.0.0.1\nallow_anonymous true\ncafile %s\ncertfile %s\nkeyfile %s\nrequire_certificate true\n' "$(port 9883)" "$(port 8885)" "$work"/{cert.pem,cert.pem,key.pem} "$(port 8884)" "$work"/{cert.pem,cert.pem,key.pem} > conf
  serve mosquitto -c conf
  is 9883 'http|mqtt' -
  is 8885 'ssl/mqtt' Mosquitto "$(upstream)"
  is 8884 'ssl/.*' -
fi
if server postgresql-refusing postgresql "${postgres:-postgres}"; then
  chown postgres .
  as_postgres=(setpriv --reuid postgres --regid "$(id -g postgres)" --init-groups)
  "${as_postgres[@]}" "${postgres%/*}/initdb" -D "$folder/data" -A trust > install.log 2>&1
  echo 'host all all 127.0.0.1/32 reject' > data/pg_hba.conf
  as_user postgres "$postgres" -D "$folder/data" -p "$(port 5444)" -h 127.0.0.1 -k "$folder" -c lc_messages=C
  is 5444 postgresql PostgreSQL
fi
if server samba-old samba smbd; then
  printf '[global]\nsmb ports = %s\nserver min protocol = NT1\nserver max protocol = NT1\ninterfaces = 127.0.0.1\nbind interfaces only = yes\nprivate dir = %s\nlock directory = %s\nstate directory = %s\ncache directory = %s\npid directory = %s\nncalrpc dir = %s/n\nlog file = %s/smb.log\n' "$(port 1445)" "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" > conf
  chmod 755 .
  serve smbd -F --no-process-group -s "$folder/conf" --debug-stdout
  is 1445 'microsoft-ds|netbios-ssn' Samba
fi
if server xvnc-password tigervnc-standalone-server Xtigervnc; then
  printf '\x12\x34\x56\x78\x12\x34\x56\x78' > pw
  serve Xtigervnc ":$((81 + shift_by / 1000))" -rfbport "$(port 5911)" -SecurityTypes VncAuth,TLSVnc -PasswordFile pw -localhost
  is 5911 vnc '.*'
fi
if server stunnel-smtp stunnel4 stunnel4; then
  printf 'foreground = yes\npid =\n[a]\naccept = 127.0.0.1:%s\nconnect = 127.0.0.1:%s\ncert = %s\n[b]\naccept = 127.0.0.1:%s\nconnect = 127.0.0.1:%s\ncert = %s\n' "$(port 4651)" "$(port 25)" "$work/both.pem" "$(port 2227)" "$(port 22)" "$work/both.pem" > conf
  serve stunnel4 conf
  is 4651 ssl/smtp Exim
  is 2227 ssl/ssh OpenSSH
fi
if server haproxy-tcp haproxy haproxy; then
  printf 'defaults\n timeout client 5s\n timeout server 5s\n timeout connect 2s\nfrontend a\n mode tcp\n bind 127.0.0.1:%s\n default_backend b\nbackend b\n mode tcp\n server s 127.0.0.1:%s\nfrontend c\n mode http\n bind 127.0.0.1:%s ssl crt %s alpn h2,http/1.1\n http-request return status 404\n' "$(port 2228)" "$(port 22)" "$(port 8587)" "$work/both.pem" > conf
  serve haproxy -db -f conf
  is 2228 ssh OpenSSH
  is 8587 "ssl/http.*" -
fi
