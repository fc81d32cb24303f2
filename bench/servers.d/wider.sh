# Servers that one meets more rarely: queues, media, machines, tools of developers, games. Sourced by bench/servers.

if server activemq activemq activemq; then
  printf '<beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd"><broker xmlns="http://activemq.apache.org/schema/core" brokerName="x" persistent="false" useJmx="false" dataDirectory="%s"><transportConnectors><transportConnector name="o" uri="tcp://127.0.0.1:%s"/><transportConnector name="s" uri="stomp://127.0.0.1:%s"/></transportConnectors></broker></beans>\n' "$folder" "$(port 61616)" "$(port 61613)" > conf.xml
  serve java -Dactivemq.home=/usr/share/activemq -Dactivemq.base="$folder" -jar /usr/share/activemq/bin/activemq.jar start "xbean:file:$folder/conf.xml"
  is 61616 activemq ActiveMQ '[0-9.]+'
  is 61613 stomp '.*'
fi
if server bip bip bip; then
  printf 'ip = "127.0.0.1";\nport = %s;\nclient_side_ssl = false;\nlog = false;\npid_file="%s/pid";\nnetwork { name = "a"; server { host = "127.0.0.1"; port = 9; }; };\nuser { name = "b"; password = "3880f2b39b3b9cb507b052b695d2680859bfc327"; connection { name="c"; network="a"; user="d"; nick="e"; realname="f"; }; };\n' "$(port 7778)" "$folder" > conf
  chmod 600 conf
  as_user nobody bip -n -f conf -s "$folder"
  is 7778 irc 'bip'
fi
if server cockpit cockpit-ws /usr/lib/cockpit/cockpit-ws; then
  serve /usr/lib/cockpit/cockpit-ws --no-tls -a 127.0.0.1 -p "$(port 9095)"
  is 9095 http Cockpit
fi
if server deluged deluged deluged; then
  serve deluged -d -c "$folder" -i 127.0.0.1 -p "$(port 58846)"
  is 58846 'ssl/.*' -
fi
if server dockerd docker.io dockerd; then
  serve dockerd -H "tcp://127.0.0.1:$(port 2375)" --data-root "$folder/d" --exec-root "$folder/e" -p "$folder/pid" --bridge=none --iptables=false --ip6tables=false --storage-driver=vfs --tls=false
  is 2375 docker Docker "$(upstream)"
fi
if server knxd knxd knxd; then
  serve knxd -e 0.0.1 -E 0.0.2:8 -i"$(port 6720)" -b dummy:
  is 6720 'knxd?|eibd' -
fi
if server motion motion motion; then
  printf 'webcontrol_port %s\nwebcontrol_localhost on\nstream_port %s\nnetcam_url http://127.0.0.1:9/\nlog_level 1\n' "$(port 8713)" "$(port 8098)" > conf
  serve motion -n -c conf
  is 8713 http Motion
fi
if server opendkim opendkim opendkim; then
  serve opendkim -f -p "inet:$(port 8891)@127.0.0.1" -b v -x /dev/null
  is 8891 milter -
fi
if server owserver owserver owserver; then
  serve owserver --fake=10 --foreground -p "127.0.0.1:$(port 4304)"
  is 4304 owserver owserver
fi
if server pmcd pcp /usr/lib/pcp/bin/pmcd; then
  printf '#\n' > conf
  serve /usr/lib/pcp/bin/pmcd -f -U root -i 127.0.0.1 -p "$(port 44321)" -l "$folder/l" -s "$folder/s" -c "$folder/conf"
  is 44321 pmcd 'Performance Co-Pilot'
fi
if server postgrey postgrey postgrey; then
  as_user nobody postgrey --inet="127.0.0.1:$(port 10023)" --dbdir="$folder" --pidfile="$folder/pid" --user=nobody --group=nogroup
  is 10023 postfix-policy '.*'
fi
if server pulseaudio pulseaudio pulseaudio; then
  HOME=$folder XDG_RUNTIME_DIR=$folder serve pulseaudio -n --daemonize=no --exit-idle-time=-1 --disallow-exit -L "module-native-protocol-tcp port=$(port 4713) listen=127.0.0.1 auth-anonymous=1" -L module-null-sink -L "module-cli-protocol-tcp port=$(port 4714) listen=127.0.0.1" -L "module-http-protocol-tcp port=$(port 4715) listen=127.0.0.1" -L "module-simple-protocol-tcp port=$(port 4716) listen=127.0.0.1"
  is 4713 pulseaudio PulseAudio
  is 4714 pulseaudio-cli PulseAudio "$(upstream)"
  is 4715 http PulseAudio
fi
if server pygopherd pygopherd pygopherd; then
  sed -E "s/^port *=.*/port = $(port 7071)/; s#^root *=.*#root = $folder#; s/^detach *=.*/detach = no/; s/^setuid.*//; s/^setgid.*//; s/^usechroot.*/usechroot = no/; s#^pidfile.*#pidfile = $folder/pid#" /etc/pygopherd/pygopherd.conf > conf
  serve pygopherd conf
  is 7071 'gopher|http' '.*'
fi
if server ss-server shadowsocks-libev ss-server; then
  serve ss-server -s 127.0.0.1 -p "$(port 8388)" -k x -m aes-256-gcm
  (serve ss-local -s 127.0.0.1 -p "$(port 8388)" -b 127.0.0.1 -l "$(port 1082)" -k x -m aes-256-gcm)
  is 1082 socks5 -
fi
if server snmpd snmpd snmpd; then
  echo 'rocommunity public' > conf
  serve snmpd -f -C -c conf -Lo -p "$folder/pid" -I -smux "tcp:127.0.0.1:$(port 161)"
  is 161 snmp 'net-snmp|SNMP|.*'
fi
if server x11vnc x11vnc x11vnc; then
  serve Xvfb ":$((95 + shift_by / 1000))"
  sleep 1
  serve x11vnc -display ":$((95 + shift_by / 1000))" -rfbport "$(port 5931)" -localhost -forever -nopw -shared
  is 5931 vnc '.*'
fi
if server uhub uhub uhub; then
  printf 'server_port=%s\nserver_bind_addr=127.0.0.1\nhub_enabled=1\nfile_acl=%s/acl\n' "$(port 1511)" "$folder" > conf; touch acl
  serve uhub -c conf
  is 1511 'adc' uhub
fi
if server modbus python3-pymodbus /usr/lib/python3/dist-packages/pymodbus/__init__.py; then
  cat > server.py << 'PYTHON'
import sys
from pymodbus.server import StartTcpServer
from pymodbus.datastore import ModbusSlaveContext, ModbusServerContext, ModbusSequentialDataBlock as B
from pymodbus.device import ModbusDeviceIdentification
i = ModbusDeviceIdentification(info_name={"VendorName": "Pymodbus", "ProductCode": "PM", "MajorMinorRevision": "3.0.0"})
c = ModbusServerContext(slaves=ModbusSlaveContext(hr=B(0, [1] * 10)), single=True)
StartTcpServer(context=c, identity=i, address=("127.0.0.1", int(sys.argv[1])))
PYTHON
  serve /usr/bin/python3 server.py "$(port 5020)"
  is 5020 modbus '.*'
fi
for each in bottle cheroot django falcon flask; do
  if server "$each" "python3-$each" "/usr/lib/python3/dist-packages/$each/__init__.py"; then
    case $each in
      bottle) at=8601; code="import bottle; bottle.run(host='127.0.0.1', port=$(port 8601))" ;;
      cheroot) at=8602; code="
from cheroot import wsgi
wsgi.Server(('127.0.0.1', $(port 8602)), lambda e, s: (s('200 OK', []), [b'x'])[1]).start()" ;;
      django) at=8603; code="
import sys
from django.conf import settings
settings.configure(DEBUG=True, ROOT_URLCONF='x', ALLOWED_HOSTS=['*'], SECRET_KEY='x')
sys.modules['x'] = type(sys)('x'); sys.modules['x'].urlpatterns = []
from django.core.management import execute_from_command_line as e
e(['x', 'runserver', '--noreload', '127.0.0.1:$(port 8603)'])" ;;
      falcon) at=8604; code="
import falcon; from wsgiref.simple_server import make_server
make_server('127.0.0.1', $(port 8604), falcon.App()).serve_forever()" ;;
      flask) at=8605; code="
import flask; a = flask.Flask('x'); a.run('127.0.0.1', $(port 8605))" ;;
    esac
    serve /usr/bin/python3 -c "$code"
    is $at http '.*'
  fi
done
if server gdbserver gdbserver gdbserver; then
  serve gdbserver "127.0.0.1:$(port 2345)" /bin/sleep 800
  is 2345 'gdbserver|gdb-remote' -
fi
if server node-inspect nodejs node; then
  serve node "--inspect=127.0.0.1:$(port 9229)" -e 'setTimeout(() => {}, 800000)'
  is 9229 http 'Node[.]js' '[0-9.]+'
fi
if server erlang-dist erlang-base erl; then
  mkdir -p home
  HOME=$folder/home ERL_EPMD_PORT=$(port 4370) serve erl -noshell -sname x -setcookie y -kernel inet_dist_listen_min "$(port 25673)" -kernel inet_dist_listen_max "$(port 25673)"
  is 25673 'erlang.*' 'Erlang.*'
fi
if server socat-echo socat socat; then
  serve socat "TCP-LISTEN:$(port 2007),bind=127.0.0.1,fork,reuseaddr" EXEC:/bin/cat
  is 2007 echo -
fi
if server openvpn-management openvpn openvpn; then
  openvpn --genkey secret key
  serve openvpn --dev null --management 127.0.0.1 "$(port 7505)" --management-hold --secret key --proto udp --lport "$(port 1195)"
  is 7505 openvpn-management OpenVPN "$(upstream)"
fi
if server conserver conserver-server /usr/sbin/conserver; then
  echo '*any*:' > passwords
  cat > conserver.cf << CONF
config * { passwdfile $folder/passwords; logfile $folder/daemon.log; }
default * { logfile $folder/&; timestamp ""; master localhost; rw *; }
console x { type exec; exec /bin/cat; }
access * { trusted 127.0.0.1; }
CONF
  serve /usr/sbin/conserver -C conserver.cf -p "$(port 3109)" -M 127.0.0.1
  is 3109 conserver Conserver
fi
if server lircd lirc lircd; then
  serve lircd -n "-l$(port 8765)" -d /dev/null -o "$folder/socket" -P "$folder/pid" /dev/null
  is 8765 lirc LIRC "$(upstream)"
fi
if server orthanc orthanc Orthanc; then
  cat > orthanc.json << CONF
{"Name": "x", "StorageDirectory": "$folder/db", "IndexDirectory": "$folder/db", "HttpPort": $(port 8042), "DicomPort": $(port 4242), "AuthenticationEnabled": false}
CONF
  serve Orthanc orthanc.json
  is 8042 'http|orthanc' Orthanc "$(upstream)"
  is 4242 dicom DCMTK "$(upstream libdcmtk17)"
fi
if server storescp dcmtk storescp; then
  serve storescp -od "$folder" "$(port 11112)"
  is 11112 dicom DCMTK "$(upstream)"
fi
if server libvirtd libvirt-daemon libvirtd; then
  printf 'listen_tls = 0\nlisten_tcp = 1\ntcp_port = "%s"\nlisten_addr = "127.0.0.1"\nauth_tcp = "none"\nunix_sock_dir = "%s"\n' "$(port 16509)" "$folder" > libvirtd.conf
  serve libvirtd -f "$folder/libvirtd.conf" -l -p "$folder/pid"
  is 16509 libvirt libvirtd
fi
