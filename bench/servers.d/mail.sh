# Mail, news and files. Sourced by bench/servers.

if server exim exim4-daemon-light exim4; then
  serve exim4 -bdf -oX "127.0.0.1.$(port 25)" -oP "$folder/pid"
  is 25 smtp Exim "$(upstream)"
fi
if server postfix postfix postfix; then
  mkdir -p etc spool lib
  cp /etc/postfix/master.cf etc/ 2> /dev/null || cp /usr/share/postfix/master.cf.dist etc/master.cf
  sed -i -E "s/^smtp( +inet)/127.0.0.1:$(port 26)\1/" etc/master.cf
  chown postfix lib
  printf 'compatibility_level = 3.6\nqueue_directory = %s/spool\ndata_directory = %s/lib\nmaillog_file = /dev/stdout\nmyhostname = mail.example\ninet_protocols = ipv4\nmaillog_file_prefixes = /dev, /var\n' "$folder" "$folder" > etc/main.cf
  chmod 755 . etc
  postfix -c "$folder/etc" set-permissions > /dev/null 2>&1
  serve postfix -c "$folder/etc" start-fg
  is 26 smtp Postfix
fi
if server opensmtpd opensmtpd smtpd; then
  printf 'listen on 127.0.0.1 port %s\nqueue ttl 1h\naction "d" maildir\nmatch for local action "d"\n' "$(port 27)" > conf
  chmod 644 conf
  serve smtpd -d -f conf
  is 27 smtp OpenSMTPD
fi
if server sendmail sendmail-bin /usr/sbin/sendmail-mta; then
  serve /usr/sbin/sendmail-mta -bD -ODaemonPortOptions=Addr=127.0.0.1,Port="$(port 28)" -OQueueDirectory="$folder" -C/etc/mail/sendmail.cf
  is 28 smtp Sendmail "$(upstream | sed -E 's/([^.]*\[[.]\][^.]*\[[.]\][^.]*).*/\1/')"
fi
if server aiosmtpd python3-aiosmtpd aiosmtpd; then
  serve aiosmtpd -n -l "127.0.0.1:$(port 29)"
  is 29 smtp aiosmtpd "$(upstream)"
fi
if server dovecot dovecot-core dovecot; then
  cat > conf << CONF
protocols = imap pop3 lmtp sieve
ssl = yes
ssl_cert = <$work/cert.pem
ssl_key = <$work/key.pem
base_dir = $folder/run
log_path = $folder/mail.log
listen = 127.0.0.1
passdb {
  driver = static
  args = nopassword=y
}
service imap-login {
  inet_listener imap {
    port = $(port 143)
  }
  inet_listener imaps {
    port = $(port 993)
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = $(port 110)
  }
  inet_listener pop3s {
    port = $(port 995)
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $(port 2424)
  }
}
service managesieve-login {
  inet_listener sieve {
    port = $(port 4190)
  }
}
CONF
  serve dovecot -F -c "$folder/conf"
  is 143 imap Dovecot
  is 993 ssl/imap Dovecot
  is 110 pop3 Dovecot
  is 995 ssl/pop3 Dovecot
  is 2424 lmtp Dovecot
  is 4190 'sieve|managesieve' 'Dovecot|Pigeonhole'
fi
if server cyrus cyrus-imapd /usr/lib/cyrus/bin/imapd; then
  cat > imapd.conf << CONF
configdirectory: $folder/lib
partition-default: $folder/spool
admins: cyrus
sasl_mech_list: PLAIN
allowplaintext: yes
syslog_prefix: cyrus
lmtpsocket: $folder/lmtp
idlesocket: $folder/idle
notifysocket: $folder/notify
duplicate_db_path: $folder/d.db
CONF
  cat > cyrus.conf << CONF
START { recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r -C $folder/imapd.conf" }
SERVICES {
  imap cmd="/usr/lib/cyrus/bin/imapd -C $folder/imapd.conf" listen="127.0.0.1:$(port 144)" prefork=0
  pop3 cmd="/usr/lib/cyrus/bin/pop3d -C $folder/imapd.conf" listen="127.0.0.1:$(port 112)" prefork=0
  sieve cmd="/usr/lib/cyrus/bin/timsieved -C $folder/imapd.conf" listen="127.0.0.1:$(port 4191)" prefork=0
  nntp cmd="/usr/lib/cyrus/bin/nntpd -C $folder/imapd.conf" listen="127.0.0.1:$(port 1190)" prefork=0
}
EVENTS { checkpoint cmd="/usr/sbin/cyrus ctl_cyrusdb -c -C $folder/imapd.conf" period=30 }
CONF
  mkdir -p lib/db lib/proc lib/socket lib/msg lib/log spool
  chown -R cyrus:mail .
  serve /usr/sbin/cyrmaster -C "$folder/imapd.conf" -M "$folder/cyrus.conf" -D
  is 144 imap Cyrus "$(upstream)"
  is 112 pop3 Cyrus "$(upstream)"
  [ -e /usr/lib/cyrus/bin/timsieved ] && is 4191 'sieve|managesieve' Cyrus "$(upstream)"
  [ -e /usr/lib/cyrus/bin/nntpd ] && is 1190 nntp Cyrus "$(upstream)"
fi
if server courier courier-imap /usr/lib/courier/courier/imaplogin; then
  serve couriertcpd -address=127.0.0.1 "$(port 145)" /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
  is 145 imap Courier
fi
if server inn inn2 /usr/lib/news/bin/nnrpd; then
  sed -E "s/^(domain|fromhost|pathhost):.*/\1: news.example/" /etc/news/inn.conf > inn.conf
  grep -q ^domain inn.conf || echo "domain: example" >> inn.conf
  export INNCONF=$folder/inn.conf
  inetd "$(port 119)" news /usr/lib/news/bin/nnrpd && is 119 nntp -
fi
if server spamd spamd spamd; then
  serve spamd -L -p "$(port 783)" -i 127.0.0.1 -m 1 --min-children=1
  is 783 spamd SpamAssassin
fi
if server clamd clamav-daemon clamd; then
  printf 'TCPSocket %s\nTCPAddr 127.0.0.1\nForeground yes\nDatabaseDirectory %s\nUser clamav\n' "$(port 3310)" "$folder" > conf
  printf 'deadbeefdeadbeefdeadbeefdeadbeef:68:Test-File\n' > x.hdb
  serve clamd -c conf
  is 3310 clamd ClamAV "$(upstream)"
fi

# Files.
if server vsftpd vsftpd vsftpd; then
  printf 'listen=YES\nlisten_ipv6=NO\nlisten_address=127.0.0.1\nlisten_port=%s\nbackground=NO\nsecure_chroot_dir=/run\nanonymous_enable=YES\n' "$(port 21)" > conf
  serve vsftpd "$folder/conf"
  is 21 ftp vsftpd "$(upstream)"
fi
if server proftpd proftpd-core proftpd; then
  mkdir -p run
  printf 'ServerName x\nServerType standalone\nPort %s\nUser nobody\nGroup nogroup\nPidFile %s/pid\nScoreboardFile %s/run/board\nUseIPv6 off\nServerIdent on\nAuthOrder mod_auth_unix.c\n' "$(port 2131)" "$folder" "$folder" > conf
  serve proftpd -n -c "$folder/conf"
  is 2131 ftp ProFTPD
fi
if server pure-ftpd pure-ftpd pure-ftpd; then
  serve pure-ftpd -4 -S "127.0.0.1,$(port 2122)"
  is 2122 ftp Pure-FTPd
fi
if server pyftpdlib python3-pyftpdlib /usr/bin/python3; then
  if /usr/bin/python3 -c 'import pyftpdlib' 2> /dev/null; then
    serve /usr/bin/python3 -m pyftpdlib -i 127.0.0.1 -p "$(port 2123)"
    is 2123 ftp pyftpdlib "$(upstream)"
  fi
fi
if server inetutils-ftpd inetutils-ftpd ftpd; then
  inetd "$(port 2124)" root ftpd && is 2124 ftp '.*'
fi
if server samba samba smbd; then
  printf '[global]\nsmb ports = %s %s\ninterfaces = 127.0.0.1\nbind interfaces only = yes\nprivate dir = %s\nlock directory = %s\nstate directory = %s\ncache directory = %s\npid directory = %s\nncalrpc dir = %s/n\nlog file = %s/smb.log\nworkgroup = OURS\n' "$(port 445)" "$(port 139)" "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" "$folder" > conf
  chmod 755 .
  serve smbd -F --no-process-group -s "$folder/conf" --debug-stdout
  is 445 'microsoft-ds|netbios-ssn' 'Samba'
  is 139 'microsoft-ds|netbios-ssn' 'Samba'
fi
if server rsync rsync rsync; then
  printf 'address = 127.0.0.1\nport = %s\npid file = %s/pid\n' "$(port 873)" "$folder" > conf
  serve rsync --daemon --no-detach --config=conf
  is 873 rsync rsync
fi
if [ "$shift_by" = 0 ] && server rpcbind rpcbind rpcbind; then
  serve rpcbind -f
  is 111 rpcbind rpcbind
fi
if server nbd nbd-server nbd-server; then
  truncate -s 1M disk
  printf '[generic]\n listenaddr = 127.0.0.1\n port = %s\n allowlist = true\n[disk]\n exportname = %s/disk\n' "$(port 10809)" "$folder" > conf
  serve nbd-server -d -C conf
  is 10809 nbd NBD
fi
if server glusterd glusterfs-server glusterd; then
  mkdir -p gluster
  printf 'volume management\n type mgmt/glusterd\n option working-directory %s/gluster\n option transport-type socket\n option transport.socket.listen-port %s\nend-volume\n' "$folder" "$(port 24007)" > conf
  serve glusterd -N -f conf -l /dev/stdout -p "$folder/pid"
  is 24007 glusterfs GlusterFS
fi
if server git git git; then
  serve git daemon --listen=127.0.0.1 --port="$(port 9418)" --base-path="$folder"
  is 9418 git git
fi
if server svn subversion svnserve; then
  serve svnserve -d --foreground --listen-host 127.0.0.1 --listen-port "$(port 3690)" -r "$folder"
  is 3690 svn Subversion
fi
if server cvs cvs cvs; then
  cvs -d "$folder/repo" init
  inetd "$(port 2401)" root cvs -f --allow-root="$folder/repo" pserver && is 2401 cvspserver CVS
fi
if server bacula bacula-fd bacula-fd; then
  printf 'FileDaemon { Name = x; FDAddress = 127.0.0.1; FDPort = %s; WorkingDirectory = "%s"; Pid Directory = "%s" }\nDirector { Name = d; Password = "p" }\nMessages { Name = Standard; console = all }\n' "$(port 9112)" "$folder" "$folder" > conf
  serve bacula-fd -f -c "$folder/conf"
  is 9112 'bacula|bacula-fd' Bacula
fi
