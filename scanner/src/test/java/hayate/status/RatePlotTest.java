package hayate.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hayate.rate.RateController;
import hayate.rate.RateTick;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RatePlotTest {
    @TempDir
    Path folder;

    private static RateTick tick(double granted, double sent, OptionalDouble loss, long repairFrom) {
        return new RateTick(
                RateController.Phase.RAMP,
                granted,
                sent,
                7,
                9.5,
                2,
                1,
                loss,
                OptionalDouble.of(900),
                repairFrom,
                40,
                "up");
    }

    private List<String> log(int ticks) throws Exception {
        Path file = folder.resolve("rates.csv");
        try (RateLog log = RateLog.open(file, warning -> {})) {
            for (int i = 0; i < ticks; i++) {
                double granted = i == 0 ? Double.POSITIVE_INFINITY : 1000;
                log.write(
                        i * 25_000_000L,
                        i / 50,
                        i < 50 ? "SWEEP" : "RETRY",
                        "ramp",
                        tick(granted, 10.0 * i, OptionalDouble.of(0.1), i % 7 == 3 ? 5 : -1));
            }
        }
        return Files.readAllLines(file);
    }

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldDrawWhatTheLogHolds() throws Exception {
        String svg = RatePlot.svg(log(100));

        Document document = parse(svg);
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(3);
        assertThat(svg)
                .contains("#e8a317")
                .contains("limit found")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }

    @Test
    void shouldDrawNoMorePointsThanPixels() throws Exception {
        String few = RatePlot.svg(log(800));
        String many = RatePlot.svg(log(20_000));

        assertThat(many.length()).isLessThan(3 * few.length());
        parse(many);
    }

    @Test
    void shouldDrawAnEmptyLogAndOneCutShort() throws Exception {
        assertThat(RatePlot.svg(log(0))).contains("no ticks in this log");
        List<String> cut = new ArrayList<>(log(3));
        cut.add("0.3,0,SWEEP,ra");
        parse(RatePlot.svg(cut));
    }

    @Test
    void shouldRefuseWhatIsNoRateLog() throws Exception {
        assertThatThrownBy(() -> RatePlot.svg(List.of())).hasMessageContaining("line 1");
        assertThatThrownBy(() -> RatePlot.svg(List.of("time"))).hasMessageContaining("line 1");
        List<String> wrong = new ArrayList<>(log(3));
        wrong.set(2, wrong.get(2).replaceFirst("^[0-9.]+", "<script>"));
        assertThatThrownBy(() -> RatePlot.svg(wrong)).hasMessage("line 3, field 1 is no number");
        List<String> fields = new ArrayList<>(log(3));
        fields.set(1, "1,2");
        assertThatThrownBy(() -> RatePlot.svg(fields)).hasMessageContaining("line 2 has 2 fields");
    }
}
