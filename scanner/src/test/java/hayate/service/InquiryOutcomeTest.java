package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import hayate.report.ScriptReport;
import hayate.service.db.ServiceDatabase;
import hayate.service.db.ServiceProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of several answers of a port is its page. */
class InquiryOutcomeTest {
    private static final ServiceTarget TARGET =
            new ServiceTarget(InetAddress.getLoopbackAddress(), 80, Optional.empty());
    private static final String REFUSAL = "HTTP/1.1 400 Bad Request\r\n\r\n<title>400 Bad Request</title>";
    private static final String PAGE = "HTTP/1.1 200 OK\r\n\r\n<title>Welcome</title>";

    private final List<ServiceResult> results = new ArrayList<>();
    private final InquiryOutcome outcome = new InquiryOutcome(results::add, false, false);

    private static ServiceProbe probe(String name) {
        return ServiceDatabase.builtIn().tcpProbes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void heard(String probe, String answer) throws IOException {
        outcome.onAnswer(Heard.of(probe(probe), 0, answer));
    }

    private String title() {
        outcome.deliver(TARGET, Optional.empty(), true);
        return results.get(0).evidence().stream()
                .filter(each -> each.id().equals("http-title"))
                .map(ScriptReport::output)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldTakeThePageForTheTitleAndNotAnEarlierRefusalOfWhatIsNoRequest() throws IOException {
        heard("GenericLines", REFUSAL);
        heard("GetRequest", PAGE);
        assertThat(title()).isEqualTo("Welcome");
    }

    @Test
    void shouldKeepThePageOverWhatComesLater() throws IOException {
        heard("GetRequest", PAGE);
        heard("GenericLines", REFUSAL);
        assertThat(title()).isEqualTo("Welcome");
    }

    @Test
    void shouldNotTakeWhatStandsElsewhereForThePage() throws IOException {
        heard("GetRequest", REFUSAL);
        heard("HTTPVersionPath", "HTTP/1.1 404 Not Found\r\n\r\n<title>Nothing here</title>");
        assertThat(title()).isEqualTo("400 Bad Request");
    }
}
