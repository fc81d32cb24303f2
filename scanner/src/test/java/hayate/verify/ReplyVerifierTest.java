package hayate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.probe.Allocations;
import hayate.probe.TcpOptionStyle;
import hayate.probe.TimestampClock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyVerifierTest {
    private static final int TARGET = 0x0A00_1234;
    private static final int ROUTER = 0x0B00_00FE;

    private final VerifierFixture fixture = new VerifierFixture(TcpOptionStyle.OS);
    private final ReplyFrames replies = fixture.replyTo(TARGET, 80, 5);

    @Test
    void shouldVerifySynAckWithRoundTrip() {
        int tsval = new TimestampClock(fixture.key).tsvalOf(VerifierFixture.NOW_NS - 1_234_000);
        fixture.give(replies.synAck(tsval));
        expectReply(Reply.Kind.SYN_ACK, VerifyCounter.SYN_ACKS, TARGET);
        assertThat(fixture.last.rttUs).isEqualTo(1234);
    }

    @Test
    void shouldIgnoreEchoesWhenProbesCarryNoTimestamp() {
        VerifierFixture mss = new VerifierFixture(TcpOptionStyle.MSS);
        mss.give(replies.synAck(new TimestampClock(mss.key).tsvalOf(VerifierFixture.NOW_NS - 1000)));
        assertThat(mss.replies).isEqualTo(1);
        assertThat(mss.last.rttUs).isEqualTo(TimestampClock.RTT_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldVerifyResetOfCookieOrItsSuccessor(int distance) {
        fixture.give(replies.reset(distance));
        expectReply(Reply.Kind.RESET, VerifyCounter.RESETS, TARGET);
        assertThat(fixture.last.rttUs).isEqualTo(TimestampClock.RTT_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 1 << 31})
    void shouldRefuseResetOfAnotherNumber(int distance) {
        fixture.give(replies.reset(distance));
        expectNone(VerifyCounter.BAD_COOKIE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 9, 10, 13})
    void shouldVerifyUnreachableByItsQuote(int code) {
        fixture.give(replies.unreachable(ROUTER, code, replies.cookie));
        expectReply(Reply.Kind.ICMP_ERROR, VerifyCounter.ICMP_ERRORS, ROUTER);
        assertThat(fixture.last.icmpType).isEqualTo(3);
        assertThat(fixture.last.icmpCode).isEqualTo(code);
    }

    @Test
    void shouldVerifyTimeExceededByItsQuote() {
        fixture.give(replies.timeExceeded(ROUTER));
        expectReply(Reply.Kind.ICMP_ERROR, VerifyCounter.ICMP_ERRORS, ROUTER);
        assertThat(fixture.last.icmpType).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 11, 12, 32, 35, 45, 255})
    void shouldIgnoreOtherUnreachableCodes(int code) {
        fixture.give(replies.unreachable(ROUTER, code, replies.cookie));
        expectNone(VerifyCounter.OTHER_ICMP);
    }

    @Test
    void shouldVerifyQuoteOfJustEightTcpBytesButNotOfSeven() {
        byte[] error = replies.unreachable(ROUTER, 13, replies.cookie);
        int enough = 20 + 8 + 20 + 8;
        byte[] cut = Arrays.copyOf(error, enough);
        cut[3] = (byte) enough;
        fixture.give(cut);
        assertThat(fixture.replies).isEqualTo(1);
        cut[3]--;
        fixture.give(cut);
        assertThat(fixture.replies).isEqualTo(1);
        assertThat(fixture.count(VerifyCounter.BAD_QUOTE)).isEqualTo(1);
    }

    @Test
    void shouldRefuseQuoteWithoutOurCookie() {
        fixture.give(replies.unreachable(ROUTER, 1, replies.cookie + 1));
        expectNone(VerifyCounter.BAD_QUOTE);
    }

    @Test
    void shouldRefuseSynAckWithWrongCookie() {
        fixture.give(replies.forgedSynAck(replies.cookie));
        expectNone(VerifyCounter.BAD_COOKIE);
    }

    @Test
    void shouldCountResetWithoutAckAsUnverifiable() {
        fixture.give(replies.resetWithoutAck());
        expectNone(VerifyCounter.UNVERIFIABLE);
    }

    @Test
    void shouldIgnoreBareSyn() {
        fixture.give(replies.bareSyn());
        expectNone(VerifyCounter.UNSOLICITED);
    }

    @Test
    void shouldAskAgainAfterChallengeAck() {
        fixture.give(replies.challengeAck());
        expectNone(VerifyCounter.CHALLENGE_ACKS);
        assertThat(fixture.requests).isEqualTo(1);
        assertThat(fixture.requestedIndex).isEqualTo(VerifierFixture.indexOf(TARGET, 80));
        assertThat(fixture.requestedAttempt).isEqualTo(5);
    }

    @Test
    void shouldNotTakeDataForChallengeAck() {
        byte[] ack = replies.challengeAck();
        byte[] data = Arrays.copyOf(ack, ack.length + 1);
        data[3]++;
        fixture.give(data);
        expectNone(VerifyCounter.UNSOLICITED);
        assertThat(fixture.requests).isZero();
    }

    @Test
    void shouldTakeLinkPaddingForNoData() {
        fixture.give(Arrays.copyOf(replies.challengeAck(), 46));
        expectNone(VerifyCounter.CHALLENGE_ACKS);
    }

    @Test
    void shouldRefuseTargetsOutsideTheSpace() {
        fixture.give(fixture.replyTo(0x0A01_0000, 80, 0).synAck(1));
        expectNone(VerifyCounter.NOT_IN_SPACE);
        fixture.give(fixture.replyTo(TARGET, 81, 0).challengeAck());
        assertThat(fixture.count(VerifyCounter.NOT_IN_SPACE)).isEqualTo(2);
        assertThat(fixture.requests).isZero();
    }

    @Test
    void shouldRefuseAddressesAndPortsThatAreNotOurs() {
        byte[] otherAddress = replies.synAck(1);
        otherAddress[19]++;
        fixture.give(otherAddress);
        expectNone(VerifyCounter.NOT_OURS);
        fixture.give(fixture.replyTo(TARGET, 80, 16).synAck(1));
        fixture.give(fixture.replyTo(TARGET, 80, -1).synAck(1));
        assertThat(fixture.count(VerifyCounter.NOT_OURS)).isEqualTo(3);
        assertThat(fixture.replies).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldReadThroughVlanTags(int tags) {
        byte[] packet = replies.synAck(1);
        byte[] tagged = new byte[packet.length + 4 * tags];
        System.arraycopy(packet, 0, tagged, 4 * tags, packet.length);
        tagged[2] = (byte) 0x81;
        tagged[4 * tags - 2] = 0x08;
        tagged[4 * tags - 1] = 0x00;
        fixture.give(tagged, tagged.length, tags == 2 ? 0x88A8 : 0x8100);
        expectReply(Reply.Kind.SYN_ACK, VerifyCounter.SYN_ACKS, TARGET);
        assertThat(fixture.count(VerifyCounter.VLAN_TAGGED)).isEqualTo(1);
    }

    @Test
    void shouldStopAfterTwoVlanTags() {
        byte[] tags = new byte[64];
        for (int i = 0; i + 3 < tags.length; i += 4) {
            tags[i + 2] = (byte) 0x81;
        }
        fixture.give(tags, tags.length, 0x8100);
        expectNone(VerifyCounter.NON_IPV4);
    }

    @Test
    void shouldCountFragmentsAndOddHeaders() {
        expectOutcome(packet -> packet[7] = 1, VerifyCounter.FRAGMENTS);
        expectOutcome(
                packet -> {
                    packet[6] = 0x20;
                    packet[3] = 36;
                },
                VerifyCounter.FRAGMENTS);
        expectOutcome(packet -> packet[3] = 36, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[0] = 0x65, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[0] = 0x44, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[3] = 19, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[32] = 0x40, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[32] = (byte) 0xF0, VerifyCounter.MALFORMED);
        expectOutcome(packet -> packet[9] = 17, VerifyCounter.OTHER_PROTOCOL);
    }

    @Test
    void shouldReadPastIpOptions() {
        byte[] packet = replies.synAck(1);
        byte[] longer = new byte[packet.length + 40];
        System.arraycopy(packet, 0, longer, 0, 20);
        System.arraycopy(packet, 20, longer, 60, packet.length - 20);
        longer[0] = 0x4F;
        longer[3] = (byte) (packet[3] + 40);
        fixture.give(longer);
        expectReply(Reply.Kind.SYN_ACK, VerifyCounter.SYN_ACKS, TARGET);
    }

    @Test
    void shouldCountEveryTruncationOfAReply() {
        byte[] packet = replies.synAck(1);
        for (int captured = 0; captured < packet.length; captured++) {
            fixture.give(packet, captured, VerifierFixture.ETHERTYPE_IPV4);
        }
        assertThat(fixture.replies).isZero();
        assertThat(fixture.count(VerifyCounter.TRUNCATED)).isEqualTo(packet.length);
    }

    @Test
    void shouldSurviveHostileTcpOptions() {
        byte[] packet = replies.synAck(1);
        for (int kind = 0; kind < 256; kind++) {
            for (int length = 0; length < 256; length++) {
                packet[40] = (byte) kind;
                packet[41] = (byte) length;
                fixture.give(packet);
            }
        }
        assertThat(fixture.count(VerifyCounter.SYN_ACKS)).isEqualTo(65_536);
    }

    @Test
    void shouldAllocateNothingPerPacketOfAnyKind() {
        List<byte[]> packets = replies.genuine();
        packets.addAll(
                List.of(replies.challengeAck(), replies.bareSyn(), replies.resetWithoutAck(), replies.forgedSynAck(3)));
        assertThat(Allocations.leastBytes(() -> giveMany(packets, 100_000))).isZero();
    }

    private void giveMany(List<byte[]> packets, int count) {
        for (int i = 0; i < count; i++) {
            fixture.give(packets.get(i % packets.size()));
        }
    }

    private interface Damage {
        void to(byte[] packet);
    }

    private void expectOutcome(Damage damage, VerifyCounter outcome) {
        byte[] packet = replies.synAck(1);
        damage.to(packet);
        long before = fixture.count(outcome);
        fixture.give(packet);
        assertThat(fixture.count(outcome)).isEqualTo(before + 1);
        assertThat(fixture.replies).isZero();
    }

    private void expectNone(VerifyCounter outcome) {
        assertThat(fixture.replies).isZero();
        assertThat(fixture.count(outcome)).isEqualTo(1);
        assertThat(fixture.outcomes()).isEqualTo(fixture.count(VerifyCounter.PACKETS));
    }

    private void expectReply(Reply.Kind kind, VerifyCounter outcome, int responder) {
        assertThat(fixture.replies).isEqualTo(1);
        assertThat(fixture.count(outcome)).isEqualTo(1);
        assertThat(fixture.outcomes()).isEqualTo(1);
        Reply reply = fixture.last;
        assertThat(reply.kind).isEqualTo(kind);
        assertThat(reply.index).isEqualTo(VerifierFixture.indexOf(TARGET, 80));
        assertThat(reply.address).isEqualTo(TARGET);
        assertThat(reply.port).isEqualTo(80);
        assertThat(reply.attempt).isEqualTo(5);
        assertThat(reply.ttl).isEqualTo(ReplyFrames.TTL);
        assertThat(reply.responder).isEqualTo(responder);
        assertThat(reply.timeNs).isEqualTo(VerifierFixture.NOW_NS);
    }
}
