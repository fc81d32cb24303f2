package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpBodyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final StringBuilder body = new StringBuilder();

    private HttpBody read(String answer, int split) {
        body.setLength(0);
        HttpBody reader = new HttpBody(more -> body.append(StandardCharsets.ISO_8859_1.decode(more)));
        reader.add(StandardCharsets.ISO_8859_1.encode(answer.substring(0, split)));
        reader.add(StandardCharsets.ISO_8859_1.encode(answer.substring(split)));
        return reader;
    }

    private void shouldRead(String answer, String expected) {
        for (int split = 0; split <= answer.length(); split++) {
            HttpBody reader = read(answer, split);
            assertThat(reader.isDone()).as("split at %d", split).isTrue();
            assertThat(body.toString()).as("split at %d", split).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeTheBodyOutOfItsFraming() {
        shouldRead(OK + "Content-Length: 3\r\n\r\nabcdef", "abc");
        shouldRead(OK + "Content-Length: 0\r\n\r\n", "");
        shouldRead("HTTP/1.0 200 OK\nContent-Length: 2\n\n\n\n", "\n\n");
        shouldRead(
                OK + "Transfer-Encoding: Chunked\r\n\r\n2\r\nab\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", "ab0123456789");
    }

    @Test
    void shouldEndWithTheConnectionOnlyWhereNothingElseTellsTheEnd() {
        HttpBody open = read(OK + "\r\nabc", 5);
        assertThat(open.isDone()).isFalse();
        open.end();
        assertThat(open.isDone()).isTrue();
        assertThat(body.toString()).isEqualTo("abc");

        for (String cut :
                new String[] {OK, OK + "Content-Length: 4\r\n\r\nabc", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"
                }) {
            HttpBody reader = read(cut, 3);
            reader.end();
            assertThat(reader.isDone()).as(cut).isFalse();
            assertThat(reader.isFailed()).as(cut).isTrue();
        }
    }

    @Test
    void shouldRefuseWhatIsNoHttpAndBoundWhatItKeeps() {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        for (String bad : new String[] {
            "SSH-2.0-x\r\n\r\n",
            OK + "Content-Length: -1\r\n\r\nabc",
            OK + "Content-Length: 99999999999\r\n\r\nabc",
            OK + "Transfer-Encoding: gzip, chunked\r\n\r\nabc",
            chunked + "zz\r\n",
            chunked + "fffffffff\r\n",
            chunked + "1\r\nab\r\n",
            chunked + "1;" + "x".repeat(300),
            "H".repeat(10_000)
        }) {
            assertThat(read(bad, 1).isFailed()).as(bad).isTrue();
        }
    }

    @Test
    void shouldLeaveWhatFollowsUnread() {
        HttpBody reader = read(OK + "Content-Length: 1\r\n\r\na", 0);
        reader.add(ByteBuffer.wrap(new byte[100]));
        assertThat(body.toString()).isEqualTo("a");
    }
}
