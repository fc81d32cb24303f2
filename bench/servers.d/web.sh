# Web servers and what sits before them. Sourced by bench/servers.

nginx_conf() { # listen lines
  cat << CONF
daemon off; pid $folder/pid; error_log $folder/error; events {}
http { access_log off; client_body_temp_path $folder/a; proxy_temp_path $folder/b; fastcgi_temp_path $folder/c; uwsgi_temp_path $folder/d; scgi_temp_path $folder/e;
  $1 }
CONF
}
if server nginx nginx nginx; then
  nginx_conf "server { listen $(port 80); location / { return 200 '<title>Hello</title>'; } }
    server { listen $(port 81); return 301 http://elsewhere.example/; }
    server { listen $(port 443) ssl; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; location / { return 200 x; } }" > conf
  serve nginx -c "$folder/conf"
  is 80 http nginx "$(upstream)"
  is 81 http nginx "$(upstream)"
  is 443 ssl/http nginx "$(upstream)"
fi
if server nginx-silent nginx nginx; then
  nginx_conf "server_tokens off; server { listen $(port 8480); return 403; }" > conf
  serve nginx -c "$folder/conf"
  is 8480 http nginx
fi
apache_conf() {
  cat << CONF
ServerRoot $folder
PidFile $folder/pid
ServerName x
ErrorLog $folder/error
User nobody
Group nogroup
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
CONF
}
if server apache apache2 apache2; then
  { apache_conf; echo "Listen $(port 8081)"; } > conf
  serve apache2 -f "$folder/conf" -DFOREGROUND
  is 8081 http 'Apache httpd' "$(upstream)"
fi
if server apache-silent apache2 apache2; then
  { apache_conf; echo "Listen $(port 8481)"; echo 'ServerTokens Prod'; echo 'LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so'
    echo "Listen $(port 8443) https"
    echo "<VirtualHost *:$(port 8443)>
SSLEngine on
SSLCertificateFile $work/cert.pem
SSLCertificateKeyFile $work/key.pem
</VirtualHost>"; } > conf
  serve apache2 -f "$folder/conf" -DFOREGROUND
  is 8481 http 'Apache httpd'
  is 8443 ssl/http 'Apache httpd'
fi
if server lighttpd lighttpd lighttpd; then
  printf 'server.document-root="%s"\nserver.port=%s\nserver.bind="127.0.0.1"\n' "$folder" "$(port 8082)" > conf
  serve lighttpd -D -f conf
  is 8082 http lighttpd "$(upstream)"
fi
if server caddy caddy caddy; then
  XDG_DATA_HOME=$folder XDG_CONFIG_HOME=$folder serve caddy file-server --listen ":$(port 8083)" --root "$folder"
  is 8083 http Caddy
fi
if server haproxy haproxy haproxy; then
  printf 'defaults\n mode http\n retries 0\n timeout connect 1s\n timeout client 30s\n timeout server 1s\nfrontend a\n bind 127.0.0.1:%s\n default_backend none\nbackend none\nfrontend stats\n bind 127.0.0.1:%s\n stats enable\n stats uri /\n' "$(port 8084)" "$(port 8404)" > conf
  serve haproxy -db -f conf
  is 8084 http-proxy HAProxy
  is 8404 http HAProxy
fi
if server varnish varnish varnishd; then
  serve varnishd -F -a "127.0.0.1:$(port 6081)" -b 127.0.0.1:1 -n "$folder/v" -T "127.0.0.1:$(port 6082)"
  is 6081 http-proxy Varnish
  is 6082 varnish-cli Varnish
fi
if server squid squid squid; then
  printf 'http_port 127.0.0.1:%s\npid_filename none\ncache_log %s/cache.log\naccess_log none\ncoredump_dir %s\npinger_enable off\n' "$(port 3128)" "$folder" "$folder" > conf
  serve squid -N -f "$folder/conf"
  is 3128 http-proxy Squid "$(upstream)"
fi
if server tinyproxy tinyproxy tinyproxy; then
  printf 'Port %s\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\n' "$(port 8888)" > conf
  serve tinyproxy -d -c conf
  is 8888 http-proxy Tinyproxy "$(upstream)"
fi
if server privoxy privoxy privoxy; then
  printf 'listen-address 127.0.0.1:%s\nconfdir /etc/privoxy\nlogdir %s\n' "$(port 8118)" "$folder" > conf
  serve privoxy --no-daemon "$folder/conf"
  is 8118 http-proxy Privoxy "$(upstream)"
fi
if server h2o h2o h2o; then
  printf 'user: nobody\nlisten:\n  port: %s\n  host: 127.0.0.1\nhosts:\n  default:\n    paths:\n      /:\n        file.dir: %s\n' "$(port 8085)" "$folder" > conf
  serve h2o -c conf
  is 8085 http h2o "$(upstream)"
fi
if server nghttpx nghttp2-proxy nghttpx; then
  serve nghttpx --frontend="127.0.0.1,$(port 8087);no-tls" --backend=127.0.0.1,1 --workers=1
  is 8087 http-proxy nghttpx
fi
if server hitch hitch hitch; then
  serve hitch --user=nobody --group=nogroup --frontend="[127.0.0.1]:$(port 8445)" --backend="[127.0.0.1]:$(port 8082)" "$work/both.pem"
  is 8445 ssl/http lighttpd "$(upstream lighttpd)"
fi
if server mini-httpd mini-httpd mini_httpd; then
  serve mini_httpd -D -C /dev/null -p "$(port 8089)" -h 127.0.0.1 -d "$folder" -u nobody
  is 8089 http mini_httpd "$(upstream)"
fi
if server webfs webfs webfsd; then
  serve webfsd -F -p "$(port 8090)" -r "$folder" -i 127.0.0.1
  is 8090 http webfs "$(upstream)"
fi
if server yaws yaws yaws; then
  printf 'logdir = %s\n<server localhost>\n port = %s\n listen = 127.0.0.1\n docroot = %s\n</server>\n' "$folder" "$(port 8091)" "$folder" > conf
  HOME=$folder serve yaws -D --heart --conf "$folder/conf" --runmod x
  is 8091 http Yaws "$(upstream)"
fi
if server trafficserver trafficserver traffic_server; then
  mkdir -p etc run log cache
  cp /etc/trafficserver/* etc/ 2> /dev/null
  sed -i "s/^CONFIG proxy.config.http.server_ports.*/CONFIG proxy.config.http.server_ports STRING $(port 8092)/" etc/records.config
  as_user trafficserver traffic_server --conf_dir etc
  is 8092 http-proxy 'Traffic Server' "$(upstream)"
fi
if server micro-httpd micro-httpd /usr/sbin/micro-httpd; then
  inetd "$(port 8093)" nobody /usr/sbin/micro-httpd "$folder" && is 8093 http micro_httpd
fi

# Servers that languages bring along.
if server python-http python3 python3; then
  serve /usr/bin/python3 -m http.server "$(port 8000)" --bind 127.0.0.1
  is 8000 http SimpleHTTPServer
fi
python_version() { /usr/bin/python3 -c "import importlib.metadata as m; print(m.version('$1'))" 2> /dev/null; }
python_server() { # PACKAGE PORT PRODUCT VERSION module-to-import; the program on standard input
  cat > app.py
  /usr/bin/python3 -c "import $5" 2> /dev/null || { echo "not installed: $name ($1)" >&2; return 0; }
  serve /usr/bin/python3 app.py "$(port "$2")"
  is "$2" http "$3" "$4"
}
if server wsgiref python3 /usr/bin/python3; then
  python_server python3 8094 WSGIServer - wsgiref << 'PY'
import sys; from wsgiref.simple_server import make_server, demo_app
make_server('127.0.0.1', int(sys.argv[1]), demo_app).serve_forever()
PY
fi
if server werkzeug python3-werkzeug /usr/bin/python3; then
  python_server python3-werkzeug 8095 Werkzeug "$(python_version werkzeug)" werkzeug << 'PY'
import sys; from werkzeug.serving import run_simple; from werkzeug.wrappers import Response
run_simple('127.0.0.1', int(sys.argv[1]), Response('x'))
PY
fi
if server aiohttp python3-aiohttp /usr/bin/python3; then
  python_server python3-aiohttp 8096 aiohttp "$(python_version aiohttp)" aiohttp << 'PY'
import sys; from aiohttp import web
web.run_app(web.Application(), host='127.0.0.1', port=int(sys.argv[1]))
PY
fi
if server tornado python3-tornado /usr/bin/python3; then
  python_server python3-tornado 8097 Tornado "$(python_version tornado)" tornado << 'PY'
import sys, asyncio; from tornado.web import Application
async def main():
    Application().listen(int(sys.argv[1]), '127.0.0.1')
    await asyncio.Event().wait()
asyncio.run(main())
PY
fi
if server twisted python3-twisted /usr/bin/python3; then
  python_server python3-twisted 8098 TwistedWeb "$(python_version twisted)" twisted.web << 'PY'
import sys; from twisted.web import server, static; from twisted.internet import reactor
reactor.listenTCP(int(sys.argv[1]), server.Site(static.File('.')), interface='127.0.0.1'); reactor.run()
PY
fi
if server waitress python3-waitress /usr/bin/python3; then
  python_server python3-waitress 8099 Waitress - waitress << 'PY'
import sys, waitress; from wsgiref.simple_server import demo_app
waitress.serve(demo_app, host='127.0.0.1', port=int(sys.argv[1]))
PY
fi
printf 'async def app(scope, receive, send):\n  if scope["type"] == "http":\n    await send({"type":"http.response.start","status":200,"headers":[]}); await send({"type":"http.response.body","body":b"x"})\n' > "$work/asgi.py"
printf 'def app(environ, start):\n  start("200 OK", [("Content-Type", "text/plain")])\n  return [b"x"]\n' > "$work/wsgi.py"
if server uvicorn uvicorn uvicorn; then
  cd "$work" || exit
  serve uvicorn asgi:app --host 127.0.0.1 --port "$(port 8101)"
  is 8101 http Uvicorn
fi
if server gunicorn gunicorn gunicorn; then
  cp "$work/wsgi.py" .
  serve gunicorn -b "127.0.0.1:$(port 8102)" wsgi:app
  is 8102 http Gunicorn
fi
if server node nodejs node; then
  serve node -e "require('http').createServer((q, s) => s.end('x')).listen($(port 8103), '127.0.0.1')"
  is 8103 http -
fi
if server php php-cli php; then
  serve php -S "127.0.0.1:$(port 8104)" -t "$folder"
  is 8104 http PHP
fi
if server webrick ruby-webrick ruby; then
  if ruby -e 'require "webrick"' 2> /dev/null; then
    serve ruby -e "require 'webrick'; WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: $(port 8105), DocumentRoot: '.').start"
    is 8105 http WEBrick "$(upstream)"
  fi
fi
printf 'run lambda { |env| [200, {"content-type" => "text/plain"}, ["x"]] }\n' > "$work/config.ru"
if server puma puma puma; then
  serve puma -b "tcp://127.0.0.1:$(port 8106)" "$work/config.ru"
  is 8106 http -
fi
if server thin thin thin; then
  serve thin -R "$work/config.ru" -a 127.0.0.1 -p "$(port 8107)" start
  is 8107 http Thin
fi
if [ -e /usr/lib/uwsgi/plugins/python3_plugin.so ] && server uwsgi uwsgi-core uwsgi-core; then
  serve uwsgi-core --http-socket "127.0.0.1:$(port 8108)" --plugin python3 --wsgi-file "$work/wsgi.py" --callable app
  is 8108 http -
fi
if server jetty jetty9 /usr/share/jetty9/start.jar; then
  mkdir -p base
  printf -- "--module=http\n" > base/start.ini
  serve java -Djetty.home=/usr/share/jetty9 -Djetty.base="$folder/base" -jar /usr/share/jetty9/start.jar "jetty.http.host=127.0.0.1" "jetty.http.port=$(port 8109)"
  is 8109 http Jetty "$(upstream)"
fi
if server tomcat tomcat10 /usr/share/tomcat10/bin/catalina.sh; then
  cp -r /usr/share/tomcat10/etc conf
  mkdir -p logs temp webapps/ROOT work
  cat > conf/server.xml << CONF
<Server port="-1" shutdown="x"><Service name="Catalina"><Connector port="$(port 8110)" address="127.0.0.1" protocol="HTTP/1.1"/>
<Connector protocol="AJP/1.3" address="127.0.0.1" port="$(port 8009)" secretRequired="false"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>
CONF
  CATALINA_BASE=$folder serve /usr/share/tomcat10/bin/catalina.sh run
  is 8110 http 'Apache Tomcat' "$(upstream)"
  is 8009 ajp13 'Jserv|Tomcat'
fi
