package hayate.result;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.probe.Allocations;
import hayate.probe.TcpProbe;
import hayate.rate.AnswerBook;
import hayate.verify.Reply;
import hayate.verify.VerifyCounter;
import hayate.verify.VerifyCounters;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
    private final AnsweredMap map = AnsweredMap.forSize(1_000_000, Long.MAX_VALUE);
    private final FindingRing ring = new FindingRing(64);
    private final VerifyCounters counters = new VerifyCounters();
    private final Answers answers = new Answers(map, ring, counters, AnswerBook.NONE, TcpProbe.SYN);
    private final Reply reply = new Reply();

    @AfterEach
    void freeMap() {
        map.close();
    }

    @ParameterizedTest
    @CsvSource({
        "3,0,NET_UNREACH",
        "3,1,HOST_UNREACH",
        "3,2,PROTO_UNREACH",
        "3,3,PORT_UNREACH",
        "3,9,NET_PROHIBITED",
        "3,10,HOST_PROHIBITED",
        "3,13,ADMIN_PROHIBITED",
        "11,0,TIME_EXCEEDED",
        "11,1,TIME_EXCEEDED"
    })
    void shouldNameTheReasonOfIcmpErrors(int type, int code, Reason reason) {
        reply.kind = Reply.Kind.ICMP_ERROR;
        reply.icmpType = type;
        reply.icmpCode = code;
        give(5);
        assertThat(drain()).containsExactly("5 FILTERED " + reason);
    }

    @Test
    void shouldTellAnAcceptanceWithoutAWindow() {
        reply.kind = Reply.Kind.SYN_ACK;
        reply.windowBytes = 0;
        give(3);
        reply.windowBytes = 1;
        give(4);
        assertThat(drain()).containsExactly("3 OPEN SYN_ACK_SHUT", "4 OPEN SYN_ACK");
    }

    @Test
    void shouldReportARiseAndCountTheRestAsDuplicates() {
        reply.kind = Reply.Kind.RESET;
        give(9);
        give(9);
        reply.kind = Reply.Kind.SYN_ACK;
        reply.windowBytes = 64_240;
        give(9);
        give(9);
        reply.kind = Reply.Kind.RESET;
        give(9);
        assertThat(drain()).containsExactly("9 CLOSED RESET", "9 OPEN SYN_ACK");
        assertThat(counters.get(VerifyCounter.DUPLICATES)).isEqualTo(3);
        assertThat(map.count(State.OPEN)).isEqualTo(1);
        assertThat(map.count(State.CLOSED)).isZero();
    }

    @Test
    void shouldStaySilentAboutWhatAJournalRestored() {
        map.raise(3, State.OPEN);
        reply.kind = Reply.Kind.SYN_ACK;
        give(3);
        assertThat(drain()).isEmpty();
    }

    @Test
    void shouldCopyEveryFieldOfTheReply() {
        reply.kind = Reply.Kind.SYN_ACK;
        reply.address = 0x0A00_0001;
        reply.port = 443;
        reply.ttl = 61;
        reply.rttUs = 77;
        reply.responder = 0x0A00_0002;
        reply.attempt = 4;
        reply.timeNs = 123;
        give(8);
        ring.poll(
                finding -> assertThat(List.of(
                                finding.address,
                                finding.port,
                                finding.ttl,
                                finding.rttUs,
                                finding.responder,
                                finding.attempt,
                                finding.timeNs))
                        .isEqualTo(List.of(0x0A00_0001, 443, 61, 77, 0x0A00_0002, 4, 123L)),
                1);
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void shouldRecordRoundTripsOfFirstAnswersOnly() {
        reply.kind = Reply.Kind.SYN_ACK;
        reply.rttUs = 250;
        give(1);
        reply.rttUs = 1_000_000;
        give(1);
        reply.rttUs = Finding.RTT_UNKNOWN;
        give(2);
        reply.rttUs = 60_000_000;
        give(3);
        Histogram interval = answers.rttUs().getIntervalHistogram();
        assertThat(interval.getTotalCount()).isEqualTo(2);
        assertThat(interval.getMinValue()).isEqualTo(250);
        assertThat(interval.getMaxValue()).isGreaterThanOrEqualTo(60_000_000);
    }

    @Test
    void shouldAllocateNothingPerAnswer() {
        FindingSink sink = finding -> {};
        reply.kind = Reply.Kind.SYN_ACK;
        reply.rttUs = 300;
        assertThat(Allocations.leastBytes(() -> answerMany(100_000, sink))).isZero();
        assertThat(map.answered()).isEqualTo(reply.index);
    }

    private void answerMany(int count, FindingSink sink) {
        for (int i = 0; i < count; i++) {
            reply.index++;
            answers.onReply(reply);
            answers.onReply(reply);
            ring.poll(sink, 4);
        }
    }

    private void give(long index) {
        reply.index = index;
        answers.onReply(reply);
    }

    private List<String> drain() {
        List<String> findings = new ArrayList<>();
        ring.poll(finding -> findings.add(finding.index + " " + finding.state + " " + finding.reason), 100);
        return findings;
    }
}
