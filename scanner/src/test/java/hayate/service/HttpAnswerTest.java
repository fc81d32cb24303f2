package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.report.ScriptReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private static HttpAnswer answer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return HttpAnswer.of(bytes, bytes.length).orElseThrow();
    }

    private static String title(String text) {
        return answer(text).evidence().stream()
                .filter(found -> found.id().equals("http-title"))
                .map(ScriptReport::output)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldTakeHeadersFromTheHeadInAnyCaseAndEitherLineEnd() {
        assertThat(answer("HTTP/1.0 200 OK\nSERVER:\tsmall \n\nServer: spoofed").evidence())
                .extracting(ScriptReport::output)
                .contains("small")
                .doesNotContain("spoofed");
        assertThat(title("HTTP/1.1 301 Moved\r\nLocation: /a\r\n\r\n<title>Moved</title>"))
                .isEqualTo("Did not follow redirect to /a");
    }

    @Test
    void shouldTakeTheFirstTitleOfThePage() {
        String head = "HTTP/1.1 200 OK\r\n\r\n";
        assertThat(title(head + "<html><TITLE lang=en>\n One\u0007 \n two</Title><title>b</title>"))
                .isEqualTo("One\u0007 two");
        assertThat(title(head + "<titlepage")).isEqualTo("Site doesn't have a title (200 OK).");
        assertThat(title(head + "<title>cut")).isEqualTo("cut");
        assertThat(title(head + "<title>" + "x".repeat(4_000))).hasSizeLessThan(250);
    }

    @Test
    void shouldReadTitlesInTheirCharacters() {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
        String utf8 = new String(
                "<title>Gr\u00fc\u00dfe \u65e5</title>".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(title(head + "\r\n\r\n" + utf8)).isEqualTo("Gr\u00fc\u00dfe \u65e5");
        assertThat(title(head + "; charset=UTF-8\r\n\r\n" + utf8 + "\u00e6\u0097"))
                .as("cut off within a character")
                .isEqualTo("Gr\u00fc\u00dfe \u65e5");
        assertThat(title(head + "\r\n\r\n<title>Gr\u00fc\u00dfe</title>")).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(title(head + "\r\n\r\n<meta charset=\"koi8-r\"><title>\u00f0</title>"))
                .isEqualTo("\u041f");
        assertThat(title(head + "; charset=no-such-thing\r\n\r\n<title>\u00fc</title>"))
                .isEqualTo("\u00fc");
        for (String order : new String[] {"LE", "BE"}) {
            String wide = new String(
                    "\ufeff<title>Gr\u00fc\u00dfe</title>".getBytes(Charset.forName("UTF-16" + order)),
                    StandardCharsets.ISO_8859_1);
            assertThat(title(head + "\r\n\r\n" + wide)).isEqualTo("Gr\u00fc\u00dfe");
            assertThat(title(head + "; charset=utf-16" + order + "\r\n\r\n" + wide.substring(2)))
                    .isEqualTo("Gr\u00fc\u00dfe");
        }
    }

    @Test
    void shouldReadTitlesOutOfChunks() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(title(head + "9\r\n<title>in\r\nD;x=y\r\n parts</title\r\n1\r\n>\r\n0\r\n\r\n"))
                .isEqualTo("in parts");
        assertThat(title(head + "fff\r\n<title>cut")).isEqualTo("cut");
        assertThat(title(head + "<title>no chunk</title>")).isEqualTo("no chunk");
    }

    @Test
    void shouldReadTitlesOutOfPagesThatWereCompressedUnasked() throws IOException {
        String page = "<title>Packed</title>" + "<p>and more of it".repeat(50);
        String gzip = packed(page, GZIPOutputStream::new);
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: ";
        assertThat(title(head + "gzip\r\n\r\n" + gzip)).isEqualTo("Packed");
        assertThat(title(head + "deflate\r\n\r\n" + packed(page, DeflaterOutputStream::new)))
                .isEqualTo("Packed");
        assertThat(title(head + "GZIP\r\n\r\n" + gzip.substring(0, gzip.length() - 12)))
                .as("cut off")
                .isEqualTo("Packed");
        String chunks = Integer.toHexString(gzip.length()) + "\r\n" + gzip + "\r\n0\r\n\r\n";
        assertThat(title(head + "gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
                .isEqualTo("Packed");
        assertThat(title(head + "gzip\r\n\r\n<title>Not packed</title>")).isEqualTo("Not packed");
        String bomb = packed(" ".repeat(3_000_000) + "<title>Too far</title>", GZIPOutputStream::new);
        assertThat(bomb).hasSizeLessThan(Connection.ANSWER_MAX);
        assertThat(title(head + "gzip\r\n\r\n" + bomb)).startsWith("Site doesn't have a title");
    }

    private interface Packer {
        OutputStream over(OutputStream to) throws IOException;
    }

    private static String packed(String page, Packer packer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream stream = packer.over(bytes)) {
            stream.write(page.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldKnowWhetherMoreIsToCome() {
        String html = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n";
        assertThat(answer(html).isUnfinished()).isTrue();
        assertThat(answer(html + "\r\n<html>").isUnfinished()).isTrue();
        assertThat(answer(html + "\r\n<title>x</title>").isUnfinished()).isFalse();
        assertThat(answer(html + "Content-Length: 2\r\n\r\nab").isUnfinished()).isFalse();
        assertThat(answer(html + "Content-Length: 3\r\n\r\nab").isUnfinished()).isTrue();
        assertThat(answer(html + "Content-Length: 99999999999999999999\r\n\r\nab")
                        .isUnfinished())
                .isTrue();
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n").isUnfinished())
                .isFalse();
    }

    @Test
    void shouldBeNothingElse() {
        assertThat(HttpAnswer.of(new byte[0], 0)).isEmpty();
        byte[] other = "HTTP/9 200 \r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HttpAnswer.of(other, other.length)).isEmpty();
    }
}
