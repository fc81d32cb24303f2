package hayate.service;

import hayate.report.ScriptReport;
import hayate.report.ServiceReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the answers of one port tell beyond its name, and where it all goes at last. Owned by the scanner's thread. */
final class InquiryOutcome {
    private static final int HASHED_BYTES = 256;
    private static final int BANNER_BYTES = 256;
    private static final String PAGE_ASKED = "GET / ";

    private final ServiceListener listener;
    private List<ScriptReport> httpEvidence = List.of();
    private Connection page;
    private boolean pageIsUnfinished;
    /** Whether what was read of the page ends before its title, or within its head. */
    private boolean pageIsCut;
    /** Whether the page only says that the request was none: what another connection is told takes its place. */
    private boolean isRefusal;

    private List<ScriptReport> tlsEvidence = List.of();
    private final List<ScriptReport> errandEvidence = new ArrayList<>();
    private List<ScriptReport> banner = List.of();
    /** Whether the peer was found to take what it is sent. */
    private Optional<Boolean> takes = Optional.empty();

    private OptionalInt answerHash = OptionalInt.empty();
    private Optional<String> version = Optional.empty();
    private final boolean banners;
    private final boolean favicons;
    /** Where the page says that its icon is. */
    private Optional<String> iconPath = Optional.empty();

    InquiryOutcome(ServiceListener listener, boolean banners, boolean favicons) {
        this.listener = listener;
        this.banners = banners;
        this.favicons = favicons;
    }

    boolean saidAnything() {
        return answerHash.isPresent();
    }

    /** What was said first, so that others who say the same are known; empty if nothing was. */
    OptionalInt words() {
        return answerHash;
    }

    /** Some of an answer has come. */
    void onAnswer(Connection connection) {
        if (answerHash.isEmpty()) {
            answerHash = OptionalInt.of(hash(connection.answer(), connection.answerBytes()));
        }
        if (banners && connection.probe.isNull()) {
            banner = List.of(new ScriptReport("banner", text(connection.answer(), connection.answerBytes())));
        }
        if (page == null || page == connection || isRefusal && asksForPage(connection)) {
            HttpAnswer.of(connection.answer(), connection.answerBytes()).ifPresent(answer -> {
                isRefusal = answer.isRefusal();
                httpEvidence = answer.evidence();
                page = connection;
                iconPath = favicons ? answer.icon() : Optional.empty();
                pageIsCut = page.isFull() && answer.isCut();
                pageIsUnfinished = !page.isFull() && (answer.isUnfinished() || favicons && answer.isIconToCome());
            });
        }
    }

    private static boolean asksForPage(Connection connection) {
        return new String(connection.probe.payload(), StandardCharsets.ISO_8859_1).startsWith(PAGE_ASKED);
    }

    /** The connection over which a page is coming whose title was missing when it was last looked at. */
    Optional<Connection> unfinishedPage() {
        return pageIsUnfinished ? Optional.of(page) : Optional.empty();
    }

    /** What was said outside of TLS was not the service's word. */
    void enterTls() {
        httpEvidence = List.of();
        page = null;
        pageIsUnfinished = false;
        pageIsCut = false;
        iconPath = Optional.empty();
    }

    /** What asks a site for its icon, if that is wanted and this is one. */
    Optional<Errand> iconErrand(ServiceTarget target) {
        return favicons && page != null
                ? Optional.of(new Favicon(target, iconPath.orElse(IconLink.USUAL)))
                : Optional.empty();
    }

    /** What asks for a page again whose title stands far behind. */
    Optional<Errand> titleErrand(ServiceTarget target) {
        return pageIsCut ? Optional.of(new PageTitle(target)) : Optional.empty();
    }

    void onTls(Connection connection) {
        if (tlsEvidence.isEmpty()
                && connection.tls.isPresent()
                && (connection.tls.get().isOpen()
                        || connection.tls.get().certificate().isPresent())) {
            tlsEvidence = Evidence.ofTls(connection.tls.get());
        }
    }

    /**
     * A connection is let go. Of the first silent one the kernel is asked whether its peer took the probe at all: once, since
     * it costs ten microseconds.
     */
    void onDrop(Connection connection, long nowNs) {
        if (takes.isEmpty() && !saidAnything() && connection.isUnanswered(nowNs)) {
            takes = connection.takes();
        }
    }

    /** What one more connection brought. */
    void onErrand(ErrandRun run) {
        onTls(run.connection);
        errandEvidence.addAll(run.errand().evidence());
        version = version.or(run.errand()::version);
    }

    /**
     * Digits are left out: ports, times and lengths differ where answers are the same. So is what repeats the byte before it: of what
     * drips more or less has come.
     */
    private static int hash(byte[] answer, int lengthBytes) {
        int hash = 1;
        for (int i = 0; i < Math.min(lengthBytes, HASHED_BYTES); i++) {
            boolean left = answer[i] >= '0' && answer[i] <= '9' || i > 0 && answer[i] == answer[i - 1];
            hash = left ? hash : 31 * hash + answer[i];
        }
        return hash;
    }

    /** The beginning of a banner, with backslash escapes for all that is not printable. */
    private static String text(byte[] answer, int lengthBytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(lengthBytes, BANNER_BYTES); i++) {
            int c = answer[i] & 0xFF;
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> text.append(c >= ' ' && c < 0x7F ? String.valueOf((char) c) : String.format("\\x%02X", c));
            }
        }
        return text.toString();
    }

    private boolean isNotToldBetter(ScriptReport report) {
        return errandEvidence.stream().noneMatch(better -> better.id().equals(report.id()));
    }

    void deliver(ServiceTarget target, Optional<ServiceReport> service, boolean accepted) {
        List<ScriptReport> evidence = new ArrayList<>(banner);
        httpEvidence.stream().filter(this::isNotToldBetter).forEach(evidence::add);
        evidence.addAll(tlsEvidence);
        evidence.addAll(errandEvidence);
        Optional<ServiceReport> told =
                service.map(own -> version.map(own::withVersion).orElse(own));
        listener.onService(new ServiceResult(target, told, evidence, accepted, takes, answerHash));
    }
}
