package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.Seeds;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dialogues with servers that are words in a list. */
class ErrandTest {
    private static final ServiceTarget TARGET =
            new ServiceTarget(InetAddress.getLoopbackAddress(), 25, Optional.empty());
    private static final int MOVES_MAX = 50;

    private final long seed = Seeds.seed();

    /** Plays a dialogue: a server's words come one after the other, whenever something was said. */
    private static List<String> play(String service, String... words) {
        Errand errand = Errand.of(service, TARGET).orElseThrow();
        List<String> said = new ArrayList<>();
        StringBuilder heard = new StringBuilder();
        int next = 0;
        for (int i = 0; i < MOVES_MAX; i++) {
            byte[] answer = heard.toString().getBytes(StandardCharsets.ISO_8859_1);
            Errand.Move move = errand.next(answer, answer.length);
            switch (move.kind()) {
                case SAY -> said.add(new String(move.text(), StandardCharsets.ISO_8859_1));
                case WAIT -> {
                    if (next == words.length) {
                        said.add("WAIT");
                        return said;
                    }
                    heard.append(words[next++]);
                }
                case TLS, DONE -> {
                    said.add(move.kind().toString());
                    return said;
                }
            }
        }
        throw new AssertionError("endless: " + said);
    }

    @Test
    void shouldGoOverToTlsAsEachProtocolDoes() {
        assertThat(play("smtp", "220-a\r\n220 b ESMTP\r\n", "250-b\r\n250-STARTTLS\r\n", "250 HELP\r\n", "220 go\r\n"))
                .containsExactly("EHLO hayate\r\n", "STARTTLS\r\n", "TLS");
        assertThat(play("imap", "* OK ready\r\n", "a OK begin\r\n")).containsExactly("a STARTTLS\r\n", "TLS");
        assertThat(play("pop3", "+OK ready\r\n", "+OK begin\r\n")).containsExactly("STLS\r\n", "TLS");
        assertThat(play("ftp", "220 hello\r\n", "234 go\r\n")).containsExactly("AUTH TLS\r\n", "TLS");
        assertThat(play("nntp", "200 hello\r\n", "382 go\r\n")).containsExactly("STARTTLS\r\n", "TLS");
        assertThat(play("managesieve", "\"SIEVE\" \"x\"\r\n\"STARTTLS\"\r\nOK \"hi\"\r\n", "OK\r\n"))
                .containsExactly("STARTTLS\r\n", "TLS");
        assertThat(play("ldap", "0$\u0002\u0001\u0001x\u001f\n\u0001\0\u0004\0\u0004\0"))
                .hasSize(2)
                .last()
                .isEqualTo("TLS");
        assertThat(play("postgresql", "S")).hasSize(2).last().isEqualTo("TLS");
        assertThat(play(
                        "xmpp",
                        "<?xml version='1.0'?><stream:stream><stream:features><starttls/></stream:features>",
                        "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"))
                .hasSize(3)
                .last()
                .isEqualTo("TLS");
        assertThat(play("mysql", mysqlGreeting(0xff))).hasSize(2).last().isEqualTo("TLS");
        assertThat(play("ms-wbt-server", "\u0003\0\0\u0013\u000e\u00d0\0\0\u00124\0\u0002\u0001\u0008\0\u0001\0\0\0"))
                .hasSize(2)
                .last()
                .isEqualTo("TLS");
    }

    private static String mysqlGreeting(int capabilities) {
        return "J\0\0\0\n8.0.36\0" + "\u0001\0\0\0" + "12345678" + "\0" + "\u00ff" + (char) capabilities + "rest";
    }

    @Test
    void shouldLeaveServersThatDoNotOfferIt() {
        assertThat(play("smtp", "220 b\r\n", "250 b\r\n")).containsExactly("EHLO hayate\r\n", "DONE");
        assertThat(play("smtp", "554 no\r\n")).containsExactly("DONE");
        assertThat(play("ftp", "220 hello\r\n", "500 what\r\n")).containsExactly("AUTH TLS\r\n", "DONE");
        assertThat(play("postgresql", "N")).hasSize(2).last().isEqualTo("DONE");
        assertThat(play("mysql", mysqlGreeting(0xf7))).containsExactly("DONE");
        assertThat(Errand.of("http", TARGET)).isEmpty();
    }

    @Test
    void shouldTellTheFingerprintAsSshKeygenDoes() {
        SshHostKey errand = new SshHostKey();
        String heard = "SSH-2.0-x\r\n";
        assertThat(new String(next(errand, heard).text(), StandardCharsets.ISO_8859_1))
                .startsWith("SSH-2.0-hayate\r\n");
        heard += packet("\u0014" + "c".repeat(16) + string("diffie-hellman-group1-sha1,curve25519-sha256"));
        assertThat(next(errand, heard).text()).hasSize(48);
        // The key of ssh-keygen -t ed25519 whose 32 bytes are all 'A', as ssh-keygen -lf prints it.
        heard += packet("\u001f" + string(string("ssh-ed25519") + string("A".repeat(32))) + string("") + string(""));
        assertThat(next(errand, heard).kind()).isEqualTo(Errand.Kind.DONE);
        assertThat(errand.evidence())
                .singleElement()
                .satisfies(script -> assertThat(script.output())
                        .isEqualTo("256 SHA256:ycecTFElO4tMaWgqfHQDEUjUete0Tsl0wmvU/kkDXFc (ED25519)"));
    }

    private static Errand.Move next(Errand errand, String heard) {
        byte[] bytes = heard.getBytes(StandardCharsets.ISO_8859_1);
        return errand.next(bytes, bytes.length);
    }

    private static String string(String text) {
        return new String(ByteBuffer.allocate(4).putInt(text.length()).array(), StandardCharsets.ISO_8859_1) + text;
    }

    private static String packet(String payload) {
        return string("\u0004" + payload + "\0\0\0\0");
    }

    @Test
    void shouldEndWhateverServersSay() {
        Random random = new Random(seed);
        for (String service :
                List.of("ssh", "smtp", "imap", "pop3", "ftp", "ldap", "mysql", "postgresql", "xmpp", "ms-wbt-server")) {
            for (int i = 0; i < 300; i++) {
                Errand errand = Errand.of(service, TARGET).orElseThrow();
                byte[] answer = new byte[random.nextInt(Connection.ANSWER_MAX)];
                random.nextBytes(answer);
                byte[] banner =
                        (service.equals("ssh") ? "SSH-2.0-x\r\n" : "220 x\r\n").getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(banner, 0, answer, 0, Math.min(answer.length, banner.length));
                Errand.Move move = errand.next(answer, answer.length);
                int moves = 0;
                while (move.kind() == Errand.Kind.SAY && moves++ < MOVES_MAX) {
                    move = errand.next(answer, answer.length);
                }
                assertThat(moves).as("seed " + seed + " " + service).isLessThan(MOVES_MAX);
            }
        }
    }
}
