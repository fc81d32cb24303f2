package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import hayate.service.db.ServiceDatabase;
import hayate.work.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event loop against servers of every temper on this host. */
@Tag("slow")
class ServiceScannerTest {
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final ServiceConfig CONFIG =
            new ServiceConfig(5_000, 5_000, 5_000, 5_000, 3, 5_000_000_000L, 7, 12_000_000_000L, false, true, false);
    private static final ServiceConfig WITH_ICONS =
            new ServiceConfig(5_000, 5_000, 5_000, 5_000, 3, 5_000_000_000L, 7, 12_000_000_000L, false, true, true);

    private final List<ServerSocket> servers = new ArrayList<>();
    private final Map<Integer, ServiceResult> results = new HashMap<>();

    @TempDir
    Path folder;

    /** What a server does with a connection. */
    private interface Manner {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    @AfterEach
    void closeServers() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }

    private int serve(Manner manner) throws IOException {
        return serve(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), manner);
    }

    private int serve(ServerSocket server, Manner manner) {
        servers.add(server);
        daemon(() -> {
            while (!server.isClosed()) {
                Socket socket = accept(server);
                if (socket != null) {
                    daemon(() -> converse(socket, manner));
                }
            }
        });
        return server.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static Socket accept(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            return null;
        }
    }

    private static void converse(Socket socket, Manner manner) {
        try (socket) {
            manner.serve(socket);
        } catch (IOException e) {
            assertThat(e).isNotNull(); // the scanner hangs up whenever it knows enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Manner banner(String text) {
        return socket -> {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            Thread.sleep(5_000);
        };
    }

    private static Manner http(String head) {
        return socket -> {
            InputStream in = socket.getInputStream();
            byte[] request = new byte[1024];
            int read = in.read(request);
            if (read > 0 && new String(request, 0, read, StandardCharsets.ISO_8859_1).startsWith("GET / ")) {
                OutputStream out = socket.getOutputStream();
                out.write((head + "\r\n\r\n<title>Two\u0007 lines\n</title>").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        };
    }

    private void ask(int... ports) {
        ask(ServiceDatabase.builtIn(), ports);
    }

    private void ask(ServiceDatabase database, int... ports) {
        ask(database, CONFIG, ports);
    }

    private void ask(ServiceDatabase database, ServiceConfig config, int... ports) {
        ServiceScanner scanner = new ServiceScanner(
                database,
                config,
                ConnectionPace.UNLIMITED,
                new SystemClock(),
                result -> results.put(result.target().port(), result),
                host -> false,
                ServiceTrace.NONE);
        for (int port : ports) {
            scanner.submit(new ServiceTarget(InetAddress.getLoopbackAddress(), port, Optional.empty()));
        }
        long startNs = System.nanoTime();
        while (!scanner.isIdle() && System.nanoTime() - startNs < PATIENCE_NS) {
            scanner.doWork();
        }
        assertThat(scanner.unfinished()).isZero();
        scanner.onClose();
    }

    private String named(int port) {
        return results.get(port)
                .service()
                .map(service -> service.name() + " " + service.product() + " " + service.version())
                .map(String::strip)
                .orElse("");
    }

    @Test
    @Tag("once")
    void shouldTellHonestServersAmongHostileOnes() throws Exception {
        int ssh = serve(banner("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"));
        int late = serve(socket -> {
            Thread.sleep(1_500);
            banner("220 mail.example ESMTP Exim 4.96 Tue\r\n").serve(socket);
        });
        int web = serve(http("HTTP/1.0 200 OK\r\nServer: nginx/1.22.1"));
        int wrapped = serve(socket -> {});
        int tarpit = serve(socket -> Thread.sleep(60_000));
        int endless = serve(socket -> {
            byte[] noise = new byte[1 << 16];
            while (true) {
                socket.getOutputStream().write(noise);
            }
        });
        int drip = serve(socket -> {
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(50);
            }
        });
        ask(ssh, late, web, wrapped, tarpit, endless, drip);

        assertThat(named(ssh)).isEqualTo("ssh OpenSSH 9.2p1 Debian 2+deb12u3");
        assertThat(named(late)).isEqualTo("smtp Exim smtpd 4.96");
        assertThat(named(web)).isEqualTo("http nginx 1.22.1");
        assertThat(named(wrapped)).isEqualTo("tcpwrapped");
        assertThat(named(tarpit)).isEmpty();
        assertThat(results.get(web).evidence()).extracting("id").contains("http-title", "http-server-header");
    }

    @Test
    void shouldHearGreetingsOutThatComeSlowly() throws Exception {
        int drips = serve(slowly(30, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n".split("")));
        int lines = serve(slowly(900, "220-hello\r\n", "220-more\r\n", "220 ProFTPD Server (Debian) [127.0.0.1]\r\n"));
        ask(drips, lines);
        assertThat(named(drips)).isEqualTo("ssh OpenSSH 9.2p1 Debian 2+deb12u3");
        assertThat(named(lines)).isEqualTo("ftp ProFTPD");
    }

    private static Manner slowly(long gapMs, String... parts) {
        return socket -> {
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                Thread.sleep(gapMs);
            }
            Thread.sleep(5_000);
        };
    }

    @Test
    void shouldShowTheCertificateOfWhoDemandsOne() throws Exception {
        ServerSocket server = tlsServer();
        ((SSLServerSocket) server).setNeedClientAuth(true);
        ((SSLServerSocket) server).setEnabledProtocols(new String[] {"TLSv1.2"});
        int port = serve(
                server, socket -> assertThat(socket.getInputStream().read()).isNegative());
        ask(port);
        assertThat(results.get(port).service().orElseThrow().tunnel()).isEqualTo("ssl");
        assertThat(results.get(port).evidence())
                .anySatisfy(evidence -> assertThat(evidence.output()).contains("CN=test.example"));
    }

    @Test
    void shouldHearAPageOutForItsTitle() throws Exception {
        String head = "HTTP/1.0 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n";
        int inParts = serve(parts(head, "\r\n<html>", "<title>In parts</title>"));
        int empty = serve(parts(head + "Content-Length: 0\r\n\r\n"));
        int stalled = serve(socket -> {
            parts(head, "\r\n<html>").serve(socket);
            Thread.sleep(60_000);
        });
        ask(inParts, empty, stalled);

        assertThat(results.get(inParts).evidence()).extracting("output").contains("In parts");
        for (int untitled : new int[] {empty, stalled}) {
            assertThat(results.get(untitled).evidence())
                    .extracting("output")
                    .contains("Site doesn't have a title (200 OK).");
        }
        assertThat(List.of(named(inParts), named(empty), named(stalled))).containsOnly("http nginx 1.22.1");
    }

    private static Manner parts(String... parts) {
        return socket -> {
            if (socket.getInputStream().read(new byte[1024]) < 0) {
                return;
            }
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                Thread.sleep(60);
            }
        };
    }

    @Test
    void shouldLookInsideTls() throws Exception {
        int port = serve(tlsServer(), http("HTTP/1.0 200 OK\r\nServer: nginx/1.22.1"));
        ask(port);
        ServiceReport service = results.get(port).service().orElseThrow();
        assertThat(service.tunnel()).isEqualTo("ssl");
        assertThat(service.product()).isEqualTo("nginx");
        assertThat(results.get(port).evidence())
                .anySatisfy(evidence -> assertThat(evidence.output()).contains("CN=test.example"));
    }

    @Test
    void shouldFindTheVersionOfAnExporterFarBehindAndItsIcon() throws Exception {
        String metrics = "# HELP a b\ngo_build_info{version=\"v9.9\"} 1\n" + "node_a{b=\"c\"} 1\n".repeat(5_000)
                + "node_exporter_build_info{branch=\"x\",goversion=\"go1.19\",version=\"1.5.0\"} 1\n";
        String icon = "i".repeat(100_000);
        Manner exporter = socket -> {
            byte[] request = new byte[1024];
            int read = socket.getInputStream().read(request);
            String asked = read > 0 ? new String(request, 0, read, StandardCharsets.ISO_8859_1) : "";
            String head = "HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
            String answer = asked.startsWith("GET / ")
                    ? head + "<html><head><title>Node Exporter</title></head><body><h1>Node Exporter</h1>"
                            + "<a href=\"/metrics\">Metrics</a></body></html>"
                    : asked.startsWith("GET /metrics ")
                            ? head + metrics
                            : asked.startsWith("GET /favicon.ico ") ? "HTTP/1.0 200 OK\r\n\r\n" + icon : "";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        };
        int plain = serve(exporter);
        int inTls = serve(tlsServer(), exporter);
        ask(ServiceDatabase.builtIn(), WITH_ICONS, plain, inTls);

        for (int port : new int[] {plain, inTls}) {
            assertThat(named(port)).isEqualTo("prometheus-exporter Prometheus Node exporter 1.5.0");
            assertThat(icon(port)).isEqualTo("mmh3:1492294141 (100000 bytes, /favicon.ico)");
        }
        assertThat(results.get(inTls).evidence())
                .anySatisfy(evidence -> assertThat(evidence.output()).contains("CN=test.example"));
    }

    @Test
    void shouldHashTheIconThatAPageNames() throws Exception {
        String icon = "i".repeat(100_000);
        Manner site = site("<link rel=icon href=/own.png>", "/own.png", "HTTP/1.1 200 OK", icon);
        int plain = serve(site);
        int inTls = serve(tlsServer(), site);
        int usual = serve(site("", "/favicon.ico", "HTTP/1.1 200 OK", icon));
        int page = serve(site("", "/favicon.ico", "HTTP/1.1 200 OK\r\nContent-Type: text/html", icon));
        int missing = serve(site("", "/favicon.ico", "HTTP/1.1 404 Not Found", icon));
        int huge = serve(site("", "/favicon.ico", "HTTP/1.1 200 OK", "i".repeat(600_000)));
        ask(ServiceDatabase.builtIn(), WITH_ICONS, plain, inTls, usual, page, missing, huge);

        for (int port : new int[] {plain, inTls}) {
            assertThat(icon(port)).isEqualTo("mmh3:1492294141 (100000 bytes, /own.png)");
        }
        assertThat(icon(usual)).isEqualTo("mmh3:1492294141 (100000 bytes, /favicon.ico)");
        for (int port : new int[] {page, missing, huge}) {
            assertThat(named(port)).isEqualTo("http nginx 1.22.1");
            assertThat(icon(port)).isEmpty();
        }
    }

    private static Manner site(String link, String iconPath, String iconHead, String icon) {
        return socket -> {
            byte[] request = new byte[1024];
            int read = socket.getInputStream().read(request);
            String asked = read > 0 ? new String(request, 0, read, StandardCharsets.ISO_8859_1) : "";
            String answer = "";
            if (asked.startsWith("GET / ")) {
                answer = "HTTP/1.0 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
                        + "<head><title>x</title>" + link + "</head>";
            } else if (asked.startsWith("GET " + iconPath + " ")) {
                answer = iconHead + "\r\nContent-Length: " + icon.length() + "\r\n\r\n" + icon;
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    private String icon(int port) {
        return results.get(port).evidence().stream()
                .filter(found -> found.id().equals("http-favicon"))
                .map(ScriptReport::output)
                .findFirst()
                .orElse("");
    }

    private ServerSocket tlsServer() throws Exception {
        Path store = folder.resolve("store.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=test.example",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Test
    void shouldAskManyAtOnce() throws Exception {
        int[] ports = new int[300];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = serve(
                    i % 2 == 0 ? banner("220 (vsFTPd 3.0.3)\r\n") : http("HTTP/1.1 200 OK\r\nServer: lighttpd/1.4.69"));
        }
        ask(ports);
        for (int i = 0; i < ports.length; i++) {
            assertThat(named(ports[i])).isEqualTo(i % 2 == 0 ? "ftp vsftpd 3.0.3" : "http lighttpd 1.4.69");
        }
    }

    @Test
    void shouldEndWithAPortThatIsClosedMeanwhile() throws Exception {
        ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        gone.close();
        ask(gone.getLocalPort());
        assertThat(named(gone.getLocalPort())).isEmpty();
    }

    @Test
    void shouldCountABannerWithTheAnswerThatFollows() throws Exception {
        int port = serve(socket -> {
            socket.getOutputStream().write("+OK ready\r\n".getBytes(StandardCharsets.ISO_8859_1));
            if (socket.getInputStream().read(new byte[64]) > 0) {
                socket.getOutputStream().write("-ERR what\r\n".getBytes(StandardCharsets.ISO_8859_1));
                Thread.sleep(5_000);
            }
        });
        Path file = Files.writeString(folder.resolve("probes"), """
                Probe TCP NULL q||
                softmatch pop3 m|^\\+OK|
                Probe TCP Lines q|\\r\\n\\r\\n|
                match pop3 m|^\\+OK ready\\r\\n-ERR what| p/Both/
                """);
        ask(ServiceDatabase.of(file), port);

        assertThat(named(port)).isEqualTo("pop3 Both");
    }
}
