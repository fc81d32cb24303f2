# Servers of less usual kinds: frameworks, tunnels, tools for developers, small daemons. Sourced by bench/servers.

if server starman starman starman; then
  echo 'sub { [200, ["Content-Type", "text/plain"], ["x"]] }' > app.psgi
  serve starman --listen "127.0.0.1:$(port 5100)" app.psgi
  is 5100 http -
fi
if server perl-http-daemon libhttp-daemon-perl /usr/share/perl5/HTTP/Daemon.pm; then
  cat > server.pl << 'PERL'
use HTTP::Daemon; use HTTP::Response;
my $d = HTTP::Daemon->new(LocalAddr => '127.0.0.1', LocalPort => shift, ReuseAddr => 1) or die;
while (my $c = $d->accept) { $c->timeout(5); if (my $r = $c->get_request) { $c->send_response(HTTP::Response->new(200, 'OK', [], 'x')); } $c->close; }
PERL
  serve perl server.pl "$(port 5101)"
  is 5101 http 'libwww-perl-daemon' "$(upstream)"
fi
if server mojolicious libmojolicious-perl mojo; then
  serve perl -Mojo -e 'a("/" => {text => "x"})->start' daemon -l "http://127.0.0.1:$(port 5102)"
  is 5102 http 'Mojolicious [(]Perl[)]'
fi
if server unicorn unicorn unicorn; then
  echo 'run lambda { |env| [200, {"Content-Type" => "text/plain"}, ["x"]] }' > config.ru
  serve unicorn -l "127.0.0.1:$(port 5103)" -E production config.ru
  is 5103 http -
fi
if server daphne daphne daphne; then
  cat > app.py << 'PYTHON'
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x"})
PYTHON
  PYTHONPATH=$folder serve daphne -b 127.0.0.1 -p "$(port 5104)" app:app
  is 5104 http daphne
fi
if server cherrypy python3-cherrypy3 /usr/lib/python3/dist-packages/cherrypy/__init__.py; then
  serve /usr/bin/python3 -c "import cherrypy; cherrypy.quickstart(None, '/', {'global': {'server.socket_port': $(port 5105)}})"
  is 5105 http CherryPy "$(upstream)"
fi
if server journal-gatewayd systemd-journal-remote /lib/systemd/systemd-journal-gatewayd; then
  if [ "$shift_by" = 0 ]; then serve /lib/systemd/systemd-journal-gatewayd; is 19531 http 'systemd-journal-gatewayd'; fi
fi
if server darkstat darkstat darkstat; then
  serve darkstat -i lo --no-daemon -p "$(port 5106)" -b 127.0.0.1 --chroot "$folder" --user nobody
  is 5106 http darkstat '[0-9.]+'
fi
if server shellinabox shellinabox shellinaboxd; then
  serve shellinaboxd -t -p "$(port 4200)" --localhost-only
  is 4200 http 'Shell In A Box'
fi
if server websockify websockify websockify; then
  serve websockify "127.0.0.1:$(port 6080)" 127.0.0.1:9
  is 6080 http 'WebSockify Python'
fi
if server monit monit monit; then
  printf 'set daemon 600\nset idfile %s/id\nset statefile %s/state\nset httpd port %s use address 127.0.0.1 allow 127.0.0.1\n' "$folder" "$folder" "$(port 2812)" > conf
  chmod 600 conf
  serve monit -I -c "$folder/conf" -p "$folder/pid"
  is 2812 http Monit "$(upstream)"
fi
if server syncthing syncthing syncthing; then
  HOME=$folder STNODEFAULTFOLDER=1 serve syncthing serve --home "$folder" --gui-address "127.0.0.1:$(port 8384)" --no-browser --no-upgrade
  is 8384 http Syncthing
  if [ "$shift_by" = 0 ]; then is 22000 ssl -; fi
fi
if server snapserver snapserver snapserver; then
  mkfifo fifo
  serve snapserver --server.datadir "$folder" --stream.port "$(port 1704)" --tcp.port "$(port 1705)" --http.port "$(port 1780)" --stream.source "pipe://$folder/fifo?name=x"
  is 1705 json-rpc -
  is 1780 http Snapcast
fi
if server firebird firebird3.0-server firebird; then
  serve firebird -p "$(port 3050)"
  is 3050 firebird Firebird '3[.]0'
fi
if server victoria-metrics victoria-metrics victoria-metrics; then
  serve victoria-metrics -storageDataPath "$folder" -httpListenAddr "127.0.0.1:$(port 8428)"
  is 8428 http VictoriaMetrics
fi
if server tgt tgt tgtd; then
  serve tgtd -f --iscsi "portal=127.0.0.1:$(port 3260)"
  # Without a target it hangs up on everybody.
  for _ in 1 2 3 4 5; do
    sleep 1
    ip netns exec "$space" tgtadm --lld iscsi --op new --mode target --tid 1 -T iqn.2026-01.example:disk > /dev/null 2>&1 || continue
    ip netns exec "$space" tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL > /dev/null 2>&1
    break
  done
  is 3260 iscsi -
fi
if server mercurial mercurial hg; then
  hg init repository 2> /dev/null
  serve hg serve -R repository -a 127.0.0.1 -p "$(port 8990)"
  is 8990 http 'Mercurial'
fi
if server nsca nsca nsca; then
  printf 'server_address=127.0.0.1\nserver_port=%s\ncommand_file=%s/cmd\npassword=x\ndecryption_method=1\n' "$(port 5667)" "$folder" > conf
  touch cmd
  serve nsca -f -c "$folder/conf" --daemon
  is 5667 nsca NSCA
fi
if server lcdproc lcdproc LCDd; then
  printf '[server]\nDriverPath=/usr/lib/x86_64-linux-gnu/lcdproc/\nDriver=text\nBind=127.0.0.1\nPort=%s\nForeground=yes\nUser=nobody\n[text]\nSize=20x4\n' "$(port 13666)" > conf
  serve LCDd -f -c "$folder/conf"
  is 13666 lcdproc LCDproc
fi
if server icecc icecc icecc-scheduler; then
  serve icecc-scheduler -p "$(port 8765)" -l "$folder/log"
  is 8766 icecc-scheduler 'Icecream scheduler' "$(upstream)"
fi
if server yadifa yadifa yadifad; then
  mkdir -p zones
  printf '<main>\nserver-port %s\nlisten 127.0.0.1\nuid root\ngid root\nlogpath "%s"\npidfile "%s/pid"\ndatapath "%s/zones"\nkeyspath "%s/zones"\nxfrpath "%s/zones"\nversion-chaos "3.1"\n</main>\n' "$(port 5314)" "$folder" "$folder" "$folder" "$folder" "$folder" > conf
  serve yadifad -c "$folder/conf"
  is 5314 domain -
fi
if server dnsdist dnsdist dnsdist; then
  printf 'setLocal("127.0.0.1:%s")\nnewServer("127.0.0.1:53")\nwebserver("127.0.0.1:%s")\nsetWebserverConfig({password="x"})\n' "$(port 5315)" "$(port 8189)" > conf
  serve dnsdist -C "$folder/conf" --supervised --disable-syslog
  is 8189 http 'PowerDNS web server'
fi
if server i2pd i2pd i2pd; then
  serve i2pd --datadir="$folder" --conf=/dev/null --http.address=127.0.0.1 --http.port="$(port 7070)" --httpproxy.port="$(port 4444)" --socksproxy.port="$(port 4447)" --sam.enabled=true --sam.port="$(port 7656)" --log=stdout
  is 7070 http i2pd
  is 4444 http-proxy i2pd
  is 4447 socks5 -
  is 7656 i2p-sam I2P
fi
if server tinc tinc tincd; then
  mkdir -p net/hosts
  printf 'Name = here\nPort = %s\nDeviceType = dummy\nBindToAddress = 127.0.0.1 %s\n' "$(port 655)" "$(port 655)" > net/tinc.conf
  printf 'Subnet = 10.0.0.1\n' > net/hosts/here
  tincd -c "$folder/net" -K2048 > /dev/null 2>&1 < /dev/null
  serve tincd -c "$folder/net" -D --pidfile="$folder/pid"
  is 655 tinc tinc
fi
if server ocserv ocserv ocserv; then
  printf 'auth = "plain[passwd=%s/passwd]"\ntcp-port = %s\nrun-as-user = nobody\nrun-as-group = nogroup\nsocket-file = %s/sock\nserver-cert = %s/cert.pem\nserver-key = %s/key.pem\nmax-clients = 8\nisolate-workers = false\ndevice = vpns\nipv4-network = 10.9.0.0/24\n' "$folder" "$(port 4445)" "$folder" "$work" "$work" > conf
  touch passwd
  serve ocserv -f -c "$folder/conf" -p "$folder/pid"
  is 4445 ssl/http -
fi
if server hamlib libhamlib-utils rigctld; then
  serve rigctld -m 1 -T 127.0.0.1 -t "$(port 4532)"
  is 4532 rigctld 'Hamlib rigctld'
fi
if server owhttpd owhttpd owhttpd; then
  serve owhttpd --fake=10 --foreground -p "127.0.0.1:$(port 2121)"
  is 2121 http owhttpd
fi
if server docker-registry docker-registry docker-registry; then
  printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$folder" "$(port 5107)" > conf
  serve docker-registry serve conf
  is 5107 docker-registry 'Docker Registry'
fi
if server jupyter jupyter-notebook jupyter-notebook; then
  HOME=$folder serve jupyter-notebook --allow-root --no-browser --ip=127.0.0.1 --port="$(port 8988)" --notebook-dir="$folder"
  is 8988 http 'Jupyter Notebook'
fi
if server supervisor supervisor supervisord; then
  printf '[supervisord]\nnodaemon=true\nlogfile=%s/log\npidfile=%s/pid\n[inet_http_server]\nport=127.0.0.1:%s\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' "$folder" "$folder" "$(port 9001)" > conf
  serve supervisord -n -c "$folder/conf"
  is 9001 http Medusa
fi
if server mitmproxy mitmproxy mitmdump; then
  serve mitmdump --listen-host 127.0.0.1 -p "$(port 8185)" --set confdir="$folder"
  is 8185 http-proxy mitmproxy
fi
if server rclone rclone rclone; then
  serve rclone serve http --addr "127.0.0.1:$(port 5572)" "$folder"
  (serve rclone serve sftp --addr "127.0.0.1:$(port 2232)" --no-auth "$folder")
  is 5572 http rclone
  is 2232 ssh rclone
fi
if server c-icap c-icap c-icap; then
  printf 'PidFile %s/pid\nCommandsSocket %s/ctl\nPort 127.0.0.1:%s\nServerLog %s/log\nAccessLog %s/access\nServerName x\nModulesDir /usr/lib/x86_64-linux-gnu/c_icap\nServicesDir /usr/lib/x86_64-linux-gnu/c_icap\nTemplateDir /usr/share/c_icap/templates/\nService echo srv_echo.so\n' "$folder" "$folder" "$(port 1344)" "$folder" "$folder" > conf
  serve c-icap -N -f "$folder/conf"
  is 1344 icap C-ICAP "$(upstream)"
fi
if server cntlm cntlm cntlm; then
  printf 'Username x\nDomain x\nPassword x\nProxy 127.0.0.1:9\nListen 127.0.0.1:%s\n' "$(port 3129)" > conf
  serve cntlm -f -c "$folder/conf"
  is 3129 http-proxy Cntlm
fi
if server iperf3 iperf3 iperf3; then
  serve iperf3 -s -B 127.0.0.1 -p "$(port 5201)"
  is 5201 iperf3 -
fi
if server qbittorrent qbittorrent-nox qbittorrent-nox; then
  mkdir -p q/qBittorrent/config
  printf '[LegalNotice]\nAccepted=true\n[Preferences]\nWebUI\\Address=127.0.0.1\n' > q/qBittorrent/config/qBittorrent.conf
  HOME=$folder serve qbittorrent-nox --webui-port="$(port 8191)" --profile="$folder/q"
  is 8191 http qBittorrent
fi
if server stayrtr stayrtr stayrtr; then
  echo '{"metadata":{},"roas":[]}' > roas.json
  serve stayrtr -bind "127.0.0.1:$(port 8282)" -metrics.addr "127.0.0.1:$(port 9847)" -cache "$folder/roas.json"
  is 8282 rpki-rtr -
  is 9847 http '.*'
fi
if server uwsgi uwsgi-core uwsgi; then
  serve uwsgi --http-socket "127.0.0.1:$(port 5109)" --plugin python3 --master
  is 5109 http -
fi
if server php-fpm php-fpm php-fpm8.2; then
  printf '[global]\nerror_log=%s/log\npid=%s/pid\n[www]\nuser=nobody\nlisten=127.0.0.1:%s\npm=static\npm.max_children=1\n' "$folder" "$folder" "$(port 9002)" > conf
  serve php-fpm8.2 -F -y "$folder/conf"
  is 9002 fastcgi -
fi
if server leafnode leafnode leafnode; then
  inetd "$(port 1191)" root leafnode && is 1191 nntp Leafnode
fi
if server tinyssh tinysshd tinysshd; then
  mkdir -p keys && tinysshd-makekey keys/k > /dev/null 2>&1
  inetd "$(port 2223)" root tinysshd "$folder/keys/k" && is 2223 ssh TinySSH
fi
if server asyncssh python3-asyncssh /usr/lib/python3/dist-packages/asyncssh/__init__.py; then
  serve /usr/bin/python3 -c "
import asyncio, asyncssh
async def main():
    await asyncssh.listen('127.0.0.1', $(port 2224), server_host_keys=[asyncssh.generate_private_key('ssh-ed25519')])
    await asyncio.Event().wait()
asyncio.run(main())"
  is 2224 ssh AsyncSSH "$(upstream)"
fi
if server busybox busybox busybox; then
  serve busybox httpd -f -p "127.0.0.1:$(port 5110)" -h "$folder"
  busybox --list | grep -qx telnetd && (serve busybox telnetd -F -b "127.0.0.1:$(port 2323)" -l /bin/true) && is 2323 telnet '.*'
  is 5110 http -
fi
if server inets erlang-base erl; then
  serve erl -noshell -eval "inets:start(), inets:start(httpd, [{port, $(port 5111)}, {bind_address, {127,0,0,1}}, {server_name, \"x\"}, {server_root, \"$folder\"}, {document_root, \"$folder\"}])."
  is 5111 http inets
fi
if server rmiregistry default-jdk-headless rmiregistry; then
  serve rmiregistry "$(port 1099)"
  is 1099 java-rmi '.*'
fi
if server derby derby-tools /usr/share/java/derbynet.jar; then
  serve java -cp /usr/share/java/derby.jar:/usr/share/java/derbynet.jar:/usr/share/java/derbyshared.jar:/usr/share/java/derbytools.jar org.apache.derby.drda.NetworkServerControl start -p "$(port 1527)"
  is 1527 drda -
fi
if server h2 libh2-java /usr/share/java/h2.jar; then
  serve java -cp /usr/share/java/h2.jar org.h2.tools.Server -tcp -tcpPort "$(port 9092)" -web -webPort "$(port 8192)" -baseDir "$folder"
  is 9092 h2 'H2 database'
  is 8192 http 'H2 database console'
fi
if server jdwp default-jdk-headless java; then
  mkdir -p j && echo 'public class W { public static void main(String[] a) throws Exception { Thread.sleep(900000); } }' > W.java
  serve java "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:$(port 8787)" W.java
  is 8787 jdwp '.*'
fi
if server inetd-internal openbsd-inetd inetd; then
  for each in "7 echo" "13 daytime" "19 chargen" "37 time"; do
    set -- $each
    if [ "$shift_by" = 0 ]; then
      printf '127.0.0.1:%s stream tcp nowait root internal\n' "$2" >> conf
      is "$1" "$2" -
    fi
  done
  [ ! -e conf ] || serve inetd -d "$folder/conf"
fi
