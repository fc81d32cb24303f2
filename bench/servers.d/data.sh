# Databases, queues and directories. Sourced by bench/servers.

if server mariadb mariadb-server mariadbd; then
  chown mysql .
  mariadb-install-db --no-defaults --user=mysql --datadir="$folder/data" --skip-test-db --auth-root-authentication-method=normal > install.log 2>&1
  serve mariadbd --no-defaults --user=mysql --datadir="$folder/data" --socket="$folder/sock" --pid-file="$folder/pid" --bind-address=127.0.0.1 --port="$(port 3306)" --innodb-buffer-pool-size=16M
  is 3306 mysql MariaDB "$(upstream)"
fi
postgres=$(ls -d /usr/lib/postgresql/*/bin/postgres 2> /dev/null | tail -1)
if server postgresql postgresql "${postgres:-postgres}"; then
  chown postgres .
  setpriv --reuid postgres --regid postgres --clear-groups "$(dirname "$postgres")/initdb" -D "$folder/data" --no-sync > install.log 2>&1
  as_user postgres "$postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$(port 5432)"
  is 5432 postgresql PostgreSQL '14 - 17' 
fi
if server postgresql-tls postgresql "${postgres:-postgres}"; then
  chown postgres .
  setpriv --reuid postgres --regid postgres --clear-groups "$(dirname "$postgres")/initdb" -D "$folder/data" --no-sync > install.log 2>&1
  cp "$work/cert.pem" "$work/key.pem" .
  chmod 600 key.pem
  as_user postgres "$postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$(port 5433)" -c ssl=on -c ssl_cert_file="$folder/cert.pem" -c ssl_key_file="$folder/key.pem"
  is 5433 postgresql PostgreSQL '14 - 17' 
fi
if server pgbouncer pgbouncer pgbouncer; then
  printf '[databases]\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %s\nunix_socket_dir = %s\nauth_type = any\n' "$(port 6432)" "$folder" > conf
  as_user postgres pgbouncer conf
  is 6432 'postgresql.*' 'PgBouncer|PostgreSQL'
fi
if server redis redis-server redis-server; then
  serve redis-server --port "$(port 6379)" --bind 127.0.0.1 --dir "$folder"
  is 6379 redis Redis "$(upstream)"
fi
if server redis-locked redis-server redis-server; then
  serve redis-server --port "$(port 6380)" --bind 127.0.0.1 --dir "$folder" --requirepass secret
  is 6380 redis Redis
fi
if server redis-tls redis-server redis-server; then
  serve redis-server --port 0 --tls-port "$(port 6390)" --bind 127.0.0.1 --dir "$folder" --tls-cert-file "$work/cert.pem" --tls-key-file "$work/key.pem" --tls-ca-cert-file "$work/cert.pem" --tls-auth-clients no
  is 6390 ssl/redis Redis "$(upstream)"
fi
if server redis-sentinel redis-sentinel redis-sentinel; then
  printf 'port %s\nbind 127.0.0.1\ndir %s\n' "$(port 26379)" "$folder" > conf
  serve redis-sentinel conf
  is 26379 redis Redis "$(upstream redis-server)"
fi
if server memcached memcached memcached; then
  serve memcached -u nobody -l 127.0.0.1 -p "$(port 11211)" -U 0
  is 11211 memcached Memcached "$(upstream)"
fi
if server nutcracker nutcracker nutcracker; then
  printf 'a:\n  listen: 127.0.0.1:%s\n  servers:\n   - 127.0.0.1:%s:1\n' "$(port 11212)" "$(port 11211)" > conf
  serve nutcracker -c conf -s "$(port 22222)" -a 127.0.0.1
  is 11212 memcached -
  is 22222 nutcracker 'twemproxy|nutcracker' "$(upstream)"
fi
if server mosquitto mosquitto mosquitto; then
  printf 'listener %s 127.0.0.1\nallow_anonymous true\nlistener %s 127.0.0.1\ncertfile %s/cert.pem\nkeyfile %s/key.pem\n' "$(port 1883)" "$(port 8883)" "$work" "$work" > conf
  serve mosquitto -c conf
  is 1883 mqtt Mosquitto "$(upstream)"
  is 8883 ssl/mqtt Mosquitto "$(upstream)"
fi
if server mosquitto-locked mosquitto mosquitto; then
  printf 'listener %s 127.0.0.1\nallow_anonymous false\n' "$(port 1884)" > conf
  serve mosquitto -c conf
  is 1884 mqtt 'MQTT|Mosquitto'
fi
if server rabbitmq rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server; then
  printf '[rabbitmq_management].\n' > plugins
  as_user rabbitmq env HOME="$folder" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$(port 5672)" RABBITMQ_MNESIA_BASE="$folder/db" RABBITMQ_LOG_BASE="$folder/logs" RABBITMQ_NODENAME=bench@localhost RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins" RABBITMQ_DIST_PORT="$(port 25672)" RABBITMQ_SERVER_START_ARGS="-rabbitmq_management listener [{port,$(port 15672)},{ip,\"127.0.0.1\"}]" ERL_EPMD_PORT="$(port 4369)" ERL_EPMD_ADDRESS=127.0.0.1 /usr/lib/rabbitmq/bin/rabbitmq-server
  is 5672 amqp RabbitMQ "$(upstream)"
  is 15672 'http|rabbitmq-management' 'RabbitMQ|Cowboy'
  is 4369 epmd 'Erlang'
fi
if server slapd slapd slapd; then
  mkdir -p db
  printf 'include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nTLSCertificateFile %s/cert.pem\nTLSCertificateKeyFile %s/key.pem\ndatabase mdb\nsuffix "dc=x"\ndirectory %s/db\n' "$work" "$work" "$folder" > conf
  serve slapd -d 0 -f conf -h "ldap://127.0.0.1:$(port 389) ldaps://127.0.0.1:$(port 636)"
  is 389 ldap OpenLDAP
  is 636 ssl/ldap OpenLDAP
fi
if server zookeeper zookeeper /usr/share/zookeeper/bin/zkServer.sh; then
  printf 'tickTime=2000\ndataDir=%s\nclientPort=%s\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n' "$folder" "$(port 2181)" > conf
  serve java -cp '/etc/zookeeper/conf:/usr/share/java/zookeeper.jar:/usr/share/java/*' org.apache.zookeeper.server.quorum.QuorumPeerMain conf
  is 2181 zookeeper ZooKeeper "$(upstream)"
fi
if server etcd etcd-server etcd; then
  serve etcd --data-dir "$folder/data" --listen-client-urls "http://127.0.0.1:$(port 2379)" --advertise-client-urls "http://127.0.0.1:$(port 2379)" --listen-peer-urls "http://127.0.0.1:$(port 2380)" --initial-advertise-peer-urls "http://127.0.0.1:$(port 2380)" --initial-cluster "default=http://127.0.0.1:$(port 2380)"
  is 2379 etcd etcd "$(upstream)"
fi
if server influxdb influxdb influxd; then
  printf 'reporting-disabled = true\nbind-address = "127.0.0.1:%s"\n[meta]\n dir = "%s/meta"\n[data]\n dir = "%s/data"\n wal-dir = "%s/wal"\n[http]\n bind-address = "127.0.0.1:%s"\n' "$(port 8188)" "$folder" "$folder" "$folder" "$(port 8086)" > conf
  serve influxd -config conf
  is 8086 'influxdb|http' InfluxDB
fi
if server nats nats-server nats-server; then
  serve nats-server -a 127.0.0.1 -p "$(port 4222)" -m "$(port 8222)"
  is 4222 nats NATS "$(upstream)"
  is 8222 'http|nats.*' NATS "$(upstream)"
fi
if server beanstalkd beanstalkd beanstalkd; then
  serve beanstalkd -l 127.0.0.1 -p "$(port 11300)"
  is 11300 beanstalkd beanstalkd "$(upstream)"
fi
if server gearman gearman-job-server gearmand; then
  serve gearmand -L 127.0.0.1 -p "$(port 4730)" -u gearman -l stderr
  is 4730 gearman Gearman "$(upstream)"
fi
if server sphinx sphinxsearch searchd; then
  printf 'searchd {\n listen = 127.0.0.1:%s\n listen = 127.0.0.1:%s:mysql41\n log = %s/l\n pid_file = %s/pid\n binlog_path =\n}\nindex a {\n type = rt\n path = %s/a\n rt_field = t\n}\n' "$(port 9312)" "$(port 9306)" "$folder" "$folder" "$folder" > conf
  serve searchd --nodetach -c conf
  is 9312 sphinx Sphinx
  is 9306 'mysql|sphinxql?' 'Sphinx|MySQL' "$(upstream)"
fi
for exporter in node alertmanager pushgateway blackbox; do
  case $exporter in
    node) program=prometheus-node-exporter at=9100 ;;
    alertmanager) program=prometheus-alertmanager at=9093 ;;
    pushgateway) program=prometheus-pushgateway at=9091 ;;
    *) program=prometheus-blackbox-exporter at=9115 ;;
  esac
  if server "prometheus-$exporter" "$program" "$program"; then
    more=()
    [ $exporter = alertmanager ] && printf 'route:\n  receiver: x\nreceivers:\n- name: x\n' > conf && more=(--config.file=conf --storage.path="$folder" --cluster.listen-address=)
    [ $exporter = blackbox ] && more=(--config.file=/etc/prometheus/blackbox.yml)
    [ $exporter = node ] && at=9180
    serve "$program" --web.listen-address="127.0.0.1:$(port $at)" "${more[@]}"
    [ $exporter = node ] && version=- || version=$(upstream)
    is $at 'http|prometheus.*|alertmanager' "Prometheus|Alertmanager" "$version"
  fi
done
if server prometheus prometheus prometheus; then
  printf 'scrape_configs: []\n' > conf
  serve prometheus --config.file=conf --storage.tsdb.path="$folder/data" --web.listen-address="127.0.0.1:$(port 9090)"
  is 9090 'http|prometheus' Prometheus "$(upstream)"
fi
