package hayate.service.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database that comes with hayate. */
class BuiltInDatabaseTest {
    private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]{2})");

    private static final int SERVICES_MIN = 120;

    private final ServiceDatabase database = ServiceDatabase.builtIn();

    private List<ServiceProbe> probes() {
        List<ServiceProbe> all = new ArrayList<>(database.tcpProbes());
        all.add(database.nullProbe());
        return all;
    }

    @Test
    void shouldHaveOnlyPatternsThatCompileAndAskForSomething() {
        for (ServiceProbe probe : probes()) {
            for (MatchLine line : probe.lines()) {
                try {
                    line.check();
                } catch (PatternSyntaxException e) {
                    throw new AssertionError(probe.name() + " " + line.service() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    @Test
    void shouldKnowAsManyServicesAsTheGuideSays() throws IOException {
        Set<String> services = new TreeSet<>();
        probes().forEach(probe -> probe.lines().forEach(line -> services.add(line.service())));
        assertThat(services).hasSizeGreaterThanOrEqualTo(SERVICES_MIN);
        Matcher said = Pattern.compile("hayate's own \\((\\d+) services\\)")
                .matcher(Files.readString(Path.of("../docs/user-guide.md")));
        assertThat(said.find()).isTrue();
        assertThat(said.group(1)).isEqualTo(String.valueOf(services.size()));
    }

    @Test
    void shouldSendAClientHelloWhoseLengthsAreRight() {
        byte[] hello = named("TLSSessionReq").payload();
        assertThat(hello).hasSize(5 + ((hello[3] & 0xFF) << 8 | hello[4] & 0xFF));
        assertThat(hello.length - 9).isEqualTo((hello[7] & 0xFF) << 8 | hello[8] & 0xFF);
    }

    @Test
    void shouldSendMessagesWhoseLengthsAreRight() {
        byte[] mongo = named("mongodb").payload();
        assertThat(mongo).hasSize(mongo[0] & 0xFF);
        byte[] build = named("MongoDBBuild").payload();
        assertThat(build).hasSize(build[0] & 0xFF);
        byte[] nrpe = named("nrpe").payload();
        assertThat(nrpe).hasSize(1036);
        byte[] ldap = named("LDAPSearchReq").payload();
        assertThat(ldap).hasSize(2 + ldap[1]);
        byte[] smb = named("SMBProgNeg").payload();
        assertThat(smb).hasSize(4 + smb[3]);
        byte[] tds = named("ms-sql-s").payload();
        assertThat(tds).hasSize(tds[3]);
        byte[] tns = named("oracle-tns").payload();
        assertThat(tns).hasSize(tns[1]);
        byte[] rpc = named("RPCCheck").payload();
        assertThat(rpc).hasSize(4 + rpc[3]);
        byte[] dns = named("DNSVersionBindReqTCP").payload();
        assertThat(dns).hasSize(2 + dns[1]);
        byte[] git = named("git").payload();
        assertThat(git).hasSize(Integer.parseInt(new String(git, 0, 4, StandardCharsets.ISO_8859_1), 16));
        byte[] mqtt = named("mqtt").payload();
        int connectBytes = 2 + mqtt[1];
        assertThat(mqtt).hasSize(connectBytes + 2 + mqtt[connectBytes + 1]);
        byte[] kafka = named("kafka").payload();
        assertThat(kafka).hasSize(4 + kafka[3]);
        byte[] smb1 = named("SMB1Negotiate").payload();
        assertThat(smb1).hasSize(4 + smb1[3]);
        byte[] erlang = named("ErlangNode").payload();
        assertThat(erlang).hasSize(2 + erlang[1]);
        byte[] pulse = named("pulseaudio").payload();
        assertThat(pulse).hasSize(20 + ((pulse[2] & 0xFF) << 8 | pulse[3] & 0xFF));
        byte[] dicom = named("dicom").payload();
        assertThat(dicom).hasSize(6 + (dicom[5] & 0xFF));
        byte[] libvirt = named("libvirt").payload();
        assertThat(libvirt).hasSize(libvirt[3]);
        for (String name : List.of("CarbonCacheQuery", "bacula")) {
            byte[] behindLength = named(name).payload();
            assertThat(behindLength).as(name).hasSize(4 + behindLength[3]);
        }
        byte[] trapper = named("ZabbixTrapper").payload();
        assertThat(trapper).hasSize(13 + trapper[5]);
        byte[] rpyc = named("rpyc").payload();
        assertThat(rpyc).hasSize(4 + 1 + rpyc[3] + 1);
        byte[] freeciv = named("freeciv").payload();
        assertThat(freeciv).hasSize(freeciv[1]);
        byte[] pptp = named("pptp").payload();
        assertThat(pptp).hasSize(pptp[1] & 0xFF);
    }

    private ServiceProbe named(String name) {
        return probes().stream()
                .filter(probe -> probe.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "NULL~SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\\r\\n~ssh~OpenSSH~9.2p1 Debian 2+deb12u3",
                "NULL~220-Welcome\\r\\n220-to us\\r\\n220 ProFTPD Server (Debian) [127.0.0.1]\\r\\n~ftp~ProFTPD~",
                "NULL~220-mail.example ESMTP Exim 4.96 #2 Tue, 24 Nov 2026\\r\\n220-No spam.\\r\\n220 Thanks.\\r\\n~smtp~Exim smtpd~4.96",
                "NULL~220-mail.example ESMTP Postfix\\r\\n220 mail.example ESMTP Postfix\\r\\n~smtp~Postfix smtpd~",
                "NULL~220 mx.example ESMTP amavis service ready\\r\\n~smtp~amavisd~",
                "NULL~\\xff\\0\\0\\0\\0\\0\\0\\0\\x01\\x7f~zmtp~ZeroMQ~",
                "Help~ok\\r\\nunknown command\\r\\n~conserver~Conserver~",
                "lirc~BEGIN\\nVERSION\\nSUCCESS\\nDATA\\n1\\n0.10.1\\nEND\\n~lirc~LIRC~0.10.1",
                "libvirt~\\0\\0\\0$\\x20\\0\\x80\\x86\\0\\0\\0\\x01\\0\\0\\0B\\0\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\x01\\0\\0\\0\\0~libvirt~libvirtd~",
                "dicom~\\x02\\0\\0\\0\\0\\xb8\\0\\x01\\0\\0ANY-SCP         HAYATE          \\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\x10\\0\\0\\x151.2.840.10008.3.1.1.1!\\0\\0\\x19\\x01\\0\\0\\0@\\0\\0\\x111.2.840.10008.1.2P\\0\\0:Q\\0\\0\\x04\\0\\0@\\0R\\0\\0\\x1b1.2.276.0.7230010.3.0.3.6.7U\\0\\0\\x0fOFFIS_DCMTK_367~dicom~DCMTK~3.6.7",
                "OrthancSystem~HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n\\r\\n{\\n   \"Name\" : \"x\",\\n   \"StorageAreaPlugin\" : null,\\n   \"Version\" : \"1.10.1\"\\n}\\n~orthanc~Orthanc~1.10.1",
                "NULL~220 (vsFTPd 3.0.3)\\r\\n~ftp~vsftpd~3.0.3",
                "NULL~220 mail.example ESMTP Exim 4.96 Tue, 24 Nov 2026\\r\\n~smtp~Exim smtpd~4.96",
                "NULL~220 mail.example ESMTP Postfix (Debian/GNU)\\r\\n~smtp~Postfix smtpd~",
                "NULL~+OK Dovecot (Debian) ready.\\r\\n~pop3~Dovecot pop3d~",
                "NULL~* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.\\r\\n~imap~Dovecot imapd~",
                "NULL~@RSYNCD: 31.0 sha512\\n~rsync~rsync~",
                "NULL~RFB 003.008\\n~vnc~VNC~",
                "GetRequest~HTTP/1.1 200 OK\\r\\nServer: nginx/1.22.1\\r\\n\\r\\n~http~nginx~1.22.1",
                "GetRequest~HTTP/1.1 200 OK\\r\\nDate: x\\r\\nServer: Apache/2.4.65 (Debian)\\r\\n\\r\\n~http~Apache httpd~2.4.65",
                "GetRequest~HTTP/1.0 200 OK\\r\\nServer: SimpleHTTP/0.6 Python/3.11.2\\r\\n\\r\\n~http~SimpleHTTPServer~0.6",
                "GetRequest~HTTP/1.0 200 OK\\r\\nServer: Made-Up/7.5 x\\r\\n\\r\\n~http~Made-Up~7.5",
                "GetRequest~HTTP/1.0 404 File Not Found\\r\\nServer: Icecast 2.4.4\\r\\n\\r\\n~http~Icecast streaming media server~2.4.4",
                "HTTPVersionPath~HTTP/1.0 200 OK\\r\\n\\r\\n{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}~etcd~etcd~3.4.23",
                "PostgreSQLVersion~E\\0\\0\\0@SFATAL\\0VFATAL\\0C0A000\\0Munsupported frontend protocol 255.255: server supports 3.0 to 3.0\\0\\0~postgresql~PostgreSQL DB~14 - 17",
                "IRCRegister~:irc.example NOTICE * :***\\r\\n:irc.example 004 hayate irc.example InspIRCd-3 iosw~irc~InspIRCd~3",
                "DNSVersionBindReqTCP~\\0\\0\\0\u0006\u0081\u0080\\0\u0001\\0\u0001\\0\\0\\0\\0\u0007version\u0004bind\\0\\0\u0010\\0\u0003\u00c0\u000c\\0\u0010\\0\u0003\\0\\0\\0\\0\\0\u000f\u000eunbound 1.17.1~domain~Unbound~1.17.1",
                "redis-server~$99\\r\\n# Server\\r\\nredis_version:7.0.15\\r\\nos:Linux 6.1\\r\\n~redis~Redis key-value store~7.0.15",
                "Memcache~VERSION 1.6.18\\r\\n~memcached~Memcached~1.6.18",
                "zookeeper~Zookeeper version: 3.8.0-1, built\\n~zookeeper~ZooKeeper~3.8.0",
                "NULL~SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 Leave, all of you\\r\\n~ssh~OpenSSH~9.2p1 Debian 2+deb12u3",
                "NULL~SSH-2.0-Homemade\\r\\n~ssh~Homemade~",
                "NULL~220 mail.example ESMTP Homemade 4.2\\r\\n~smtp~Homemade~4.2",
                "Help~220 mail.example ready\\r\\n500 5.5.2 Error: command not recognized\\r\\n~smtp~Postfix smtpd~",
                "Help~220 Welcome.\\r\\n530 Please login with USER and PASS.\\r\\n~ftp~vsftpd~",
                "ImapId~* OK Hello.\\r\\n* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1\")\\r\\n~imap~Cyrus IMAPD imapd~3.6.1",
                "GetRequest~HTTP/1.0 200 OK\\nServer: Made-Up/7.5\\n\\n~http~Made-Up~7.5",
                "apcupsd~\\0\u0018APC      : 001,019,0450\\n\\0\u000cHOSTNAME : vm\\n\\0 VERSION  : 3.14.14 (31 May 2016)\\n~apcupsd~apcupsd~3.14.14",
                "NULL~REDQ\\x02\\0\\0\\0\\x02\\0\\0\\0\\xb2\\0\\0\\0\\x02\\0\\0\\0\\0\\0\\0\\0~spice~SPICE~",
                "NULL~BZFS0221\\r\\n\\r\\n~bzflag~BZFlag~",
                "NULL~\\0\\x08'\\x01\\0\\0\\0\\0\\x30\\0~xapian~Xapian remote server~",
                "NULL~HSQLDB JDBC Network Listener.\\nUse JDBC driver with Network Compatibility Version2.3.4.0 and a JDBC URL like jdbc:hsqldb:hsql://hostname...\\n~hsqldb~HSQLDB~",
                "NULL~version report\\n~pioneers~Pioneers~",
                "GetRequest~500 Invalid request\\n~tcp-table~PostSRSd~",
                "GetRequest~login: Password:~uucp~UUCP~",
                "GetRequest~<stream:stream xmlns:stream='http://etherx.jabber.org/streams' version='1.0'><stream:error xmlns:stream='http://etherx.jabber.org/streams'><xml-not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>~xmpp~jabberd 2~",
                "GetRequest~HTTP/1.1 401 Unauthorized\\r\\nServer: Icinga/r2.13.6-1\\r\\nWWW-Authenticate: Basic realm=\"Icinga 2\"\\r\\n\\r\\n~http~Icinga 2 API~2.13.6",
                "Memcache~\\xff\\xfb\\x03\\xff\\xfd\\x03\\xff\\xfb\\x01\\xff\\xfe\\x01\\xff\\xfd\\0\\xff\\xfb\\0-> version\\r\\nversion: 4.3.11\\r\\n-> ~telnet~ser2net~4.3.11",
                "zabbix~ZBXD\\x01\\x06\\0\\0\\0\\x06\\0\\0\\x006.0.14~zabbix-agent~Zabbix agent~6.0.14",
                "ZabbixTrapper~ZBXD\\x016\\0\\0\\0\\0\\0\\0\\0{\"response\":\"failed\",\"info\":\"host [hayate] not found\"}~zabbix-trapper~Zabbix server or proxy~",
                "bacula~\\0\\0\\0-auth cram-md5 <843368792.1795717095@d> ssl=0\\n\\0~bacula~Bacula director~",
                "bacula~\\0\\0\\0\\x98Jmsg JobId=0 type=14 level=1795715743 x JobId 0: Security Alert: hello.c:91 Bad Hello command from Director at client: Hello *UserAgent* calling 10002\\n\\n~bacula~Bacula storage daemon~",
                "bacula~\\0\\0\\0Phello.c:109 Connection from unknown Director *UserAgent* at 127.0.0.1 rejected.\\n~bacula~Bacula file daemon~",
                "CarbonCacheQuery~\\0\\0\\0\\x1b\\x80\\x02}q\\0X\\x0a\\0\\0\\0datapointsq\\x01]q\\x02s.~carbon~Graphite Carbon~",
                "bzr~ok\\x012\\n~bzr~Bazaar or Breezy smart server~",
                "gkrellmd~<gkrellmd_setup>\\n<version>\\ngkrellmd 2.3.11\\n<decimal_point>\\n.\\n\\n<hostname>\\nvm\\n~gkrellmd~gkrellmd~2.3.11",
                "festival~LP\\n\"2.5.0:release December 2017\"\\nft_StUfF_keyOK\\n~festival~Festival speech synthesis~2.5.0",
                "quassel~\\0\\0\\0\\x02~quassel~Quassel core~",
                "moosefs~\\0\\0\\0\\x0b\\0\\0\\0\\x0d\\0\\x03\\0\\xea3.0.117-1\\0\\0\\0\\0\\0\\0\\0\\x04\\0\\0\\0\\0~moosefs~MooseFS~3.0.117",
                "isns~\\0\\x01\\x80\\x02\\0\\x04L\\0\\0\\x01\\0\\0\\0\\0\\0\\x02~isns~iSNS server~",
                "rpyc~\\0\\0\\x028\\0\\x12SQ\\x13\\x11\\x08\\x0e\\x08builtins\\x08\\x0e\\x0aValueError\\x11\\x08\\x0e\\x0f_remote_version\\x08\\x0e\\x055.3.0\\x08~rpyc~RPyC~5.3.0",
                "burp~c000Fwhoareyou:3.1.4~burp~Burp backup~3.1.4",
                "freeciv~\\x40\\xa7x\\x9cUNK\\x0a\\xc2\\x30~freeciv~Freeciv~",
                "NULL~:dircproxy NOTICE AUTH :Looking up your hostname...\\r\\n~irc~dircproxy IRC proxy~",
                "NULL~\\0\\x23version 1023 1029 Crossfire Server\\n~crossfire~Crossfire~",
                "NULL~<monopd><server host=\"\" version=\"0.10.2\"/></monopd>\\n~monopd~monopd~0.10.2",
                "NULL~\\0\\0\\0\\x16\\x08\\x01\\x12\\x12\\n\\x04\\x08\\x05\\x10\\x01\\x12\\x04\\x08\\x01\\x10\\x0b\\x18\\0 \\x01(\\0~pokerth~PokerTH~",
                "GetRequest~HTTP/1.0 400 Bad Request\\r\\nContent-Length: 40\\r\\nContent-Type: application/json\\r\\nDate: x\\r\\n\\r\\n{ \"result\": 400, \"text\": \"Bad Request\" }~http~ISC Kea control agent~",
                "GetRequest~HTTP/1.0 200 OK\\r\\nServer: WSGIServer/0.2 CPython/3.11.2\\r\\n\\r\\n<title>Glances</title>~http~Glances~",
                "GetRequest~HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nServer: rspamd/3.4\\r\\n\\r\\n~http~Rspamd~3.4",
                "HTTP11Request~HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n<title>H2 Console</title>~http~H2 database console~",
                "DNSVersionBindReqTCP~\\0\\x1e\\0\\x06\\x81\\0\\0\\x01\\0\\x01\\0\\0\\0\\0\\x07version\\x04bind\\0\\0\\x10\\0\\x03\\xc0\\x0c\\0\\x10\\0\\x03\\0\\0\\0\\0\\0\\x08\\x07gdnsd/3~domain~gdnsd~3",
                "XMPPStream~<stream:stream xmlns:stream=\"http://etherx.jabber.org/streams\" xmlns=\"jabber:client\" version=\"1.0\" from=\"vm\"><stream:features>~infinote~infinoted~",
                "firebird~\\0\\0\\0\\x62\\xff\\xff\\x80\\x0f\\0\\0\\0\\x01\\0\\0\\0\\x05\\0\\0\\0\\0\\0\\0\\0\\x03Srp\\0\\0\\0\\0\\0\\0\\0\\0\\0~firebird~Firebird~3.0",
                "java-rmi~N\\0\\x09127.0.0.1\\0\\0\\x97\\x0c~java-rmi~Java RMI~",
                "i2p-sam~HELLO REPLY RESULT=OK VERSION=3.0\\n~i2p-sam~I2P SAM bridge~",
                "wesnoth~\\0\\0\\0\\x2a\\0\\0\\0\\x21\\x1f\\x8b\\x08\\0~wesnoth~Battle for Wesnoth~",
                "GenericLines~SSH-2.0-dropbear_2022.83\\r\\n~ssh~Dropbear sshd~2022.83"
            },
            quoteCharacter = '\u0001')
    void shouldTellAnswers(String probe, String answer, String service, String product, String version) {
        byte[] bytes = HEX.matcher(answer)
                .replaceAll(hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        Optional<ServiceMatch> match = named(probe).match(bytes, bytes.length, StepBudget.ofPort());
        assertThat(match).as(answer).isPresent();
        assertThat(match.get().service()).isEqualTo(service);
        assertThat(match.get().product()).isEqualTo(product == null ? "" : product);
        assertThat(match.get().version()).isEqualTo(version == null ? "" : version);
        assertThat(match.get().soft()).isFalse();
    }

    /** What servers say that no package of Debian's holds: put together from what their makers publish, not recorded. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "NULL~220 r.example FTP server (MikroTik 6.49.6) ready\\r\\n~ftp~MikroTik RouterOS ftpd~6.49.6",
                "NULL~220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP\\r\\n~vmware-auth~VMware Authentication Daemon~1.10",
                "NULL~Rsrv0103QAP1\\r\\n\\r\\n--------------\\r\\n~rserve~Rserve~",
                "NULL~<<<check_mk>>>\\nVersion: 2.2.0\\nAgentOS: linux\\n~checkmk-agent~Checkmk agent~2.2.0",
                "GetRequest~HTTP/1.1 200 OK\\r\\nServer: Python/3.12 aiohttp/3.9.5\\r\\n\\r\\n<title>Home Assistant</title>~http~Home Assistant~",
                "GetRequest~HTTP/1.1 403 Forbidden\\r\\nX-Pi-hole: A black hole for Internet advertisements.\\r\\nServer: lighttpd/1.4.59\\r\\n\\r\\n~http~Pi-hole~",
                "GetRequest~HTTP/1.1 200 OK\\r\\n\\r\\n<title>RouterOS router configuration page</title><h1>RouterOS v6.49.6</h1>~http~MikroTik RouterOS configuration~6.49.6",
                "GetRequest~HTTP/1.1 200 OK\\r\\nServer: nginx\\r\\n\\r\\n<title>nas - Synology NAS</title>~http~Synology DSM~",
                "GetRequest~ERROR: Received an unsupported protocol version. This port is for RethinkDB queries. Does your client driver version not match the server?\\n~rethinkdb~RethinkDB~",
                "routeros-api~\\x06!fatal\\x1dsession terminated on request\\0~routeros-api~MikroTik RouterOS API~"
            },
            quoteCharacter = '\u0001')
    void shouldTellPublishedAnswers(String probe, String answer, String service, String product, String version) {
        shouldTellAnswers(probe, answer, service, product, version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "220 mail.example ESMTP Ready~smtp",
                "220 mail.example ESMTP Service~smtp",
                "220 mail.example ESMTP Server 127.0.0.1~smtp",
                "+OK POP3 127.0.0.1 ready~pop3",
                "+OK POP3 Server 1.0~pop3"
            })
    void shouldNotTakeAWordOfAGreetingForAProduct(String greeting, String service) {
        byte[] bytes = (greeting + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Optional<ServiceMatch> match = named("NULL").match(bytes, bytes.length, StepBudget.ofPort());
        assertThat(match).isPresent();
        assertThat(match.get().service()).isEqualTo(service);
        assertThat(match.get().product()).isEmpty();
        assertThat(match.get().soft()).isTrue();
    }

    @Test
    void shouldAskOnWhereHttpTellsNoProduct() {
        byte[] bytes = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        Optional<ServiceMatch> match = named("GetRequest").match(bytes, bytes.length, StepBudget.ofPort());
        assertThat(match).isPresent();
        assertThat(match.get().service()).isEqualTo("http");
        assertThat(match.get().soft()).isTrue();
        assertThat(named("HTTP11Request").knows("http")).isTrue();
    }

    /** A file of the grammar's inventors, if the machine has one: everything in it is understood. */
    @Test
    void shouldReadAForeignFile() throws IOException {
        Path foreign = Path.of("/usr/share/nmap/nmap-service-probes");
        assumeTrue(Files.isReadable(foreign), "no nmap installed");
        ServiceDatabase read = ServiceDatabase.of(foreign);
        assertThat(read.tcpProbes()).hasSizeGreaterThan(50);
        assertThat(read.isExcluded(9100)).isTrue();
        int lines = 0;
        for (ServiceProbe probe : read.tcpProbes()) {
            for (MatchLine line : probe.lines()) {
                line.pattern();
                lines++;
            }
        }
        assertThat(lines).isGreaterThan(1_000);
    }

    @Test
    void shouldEndWithHostileAnswers() {
        for (String unit :
                List.of("A", "\r\n", "HTTP/1.1 200 \r\nServer: ", "\0", "220 a ", "\u00ff\u00fb\u0001", "* OK [")) {
            byte[] bytes = new byte[4096];
            byte[] piece = unit.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = piece[i % piece.length];
            }
            long startNs = System.nanoTime();
            probes().forEach(probe -> probe.match(bytes, bytes.length, StepBudget.ofPort()));
            assertThat(System.nanoTime() - startNs).as(unit).isLessThan(60_000_000_000L);
            assertThat(Arrays.copyOf(bytes, 1)).hasSize(1);
        }
    }
}
