package hayate.report;

import hayate.report.RunHeader.ScanInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * nmap's XML, and masscan's, which says of a host in as many elements as it has findings. Document types and entities are
 * not looked at. Host by host, except masscan's.
 */
final class XmlReportReader implements ReportReader {
    private static final int EVENT_LENGTH_MAX = 32 << 20;
    private static final XMLInputFactory FACTORY = factory();

    private final BudgetReader source;
    private final XMLStreamReader xml;
    private final XmlHostParser hosts;
    private final Observations observations = new Observations();
    private RunHeader header;
    private boolean atHost;
    private boolean masscan;
    private boolean truncated;
    private boolean ended;
    private long endNs;
    private long elapsedNs;
    private String error = "";
    private RunFooter footer;

    XmlReportReader(InputStream in) throws IOException {
        source = new BudgetReader(new InputStreamReader(in, StandardCharsets.UTF_8), EVENT_LENGTH_MAX);
        try {
            xml = FACTORY.createXMLStreamReader(source);
        } catch (XMLStreamException e) {
            throw new ReportFormatException("is not XML", e);
        }
        hosts = new XmlHostParser(xml);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    @Override
    public RunHeader header() throws IOException {
        if (header != null) {
            return header;
        }
        try {
            root();
            readToHost();
        } catch (XMLStreamException e) {
            cutOff(e);
        }
        if (header == null) {
            throw new ReportFormatException("ends before its nmaprun element");
        }
        return header;
    }

    private void root() throws XMLStreamException, ReportFormatException {
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            source.renew();
        }
        if (!xml.getLocalName().equals("nmaprun")) {
            throw new ReportFormatException("has no nmaprun element");
        }
        masscan = XmlAttributes.text(xml, "scanner").equals("masscan");
        String arguments = XmlAttributes.text(xml, "args");
        header = new RunHeader(
                masscan ? "masscan" : program(arguments),
                XmlAttributes.text(xml, "version"),
                arguments,
                ReportTime.ofEpochSeconds(XmlAttributes.text(xml, "start")),
                List.of(),
                0,
                0);
    }

    /** The first word's file name: hayate calls itself nmap to XML readers and itself in the arguments. */
    private static String program(String arguments) {
        String word = arguments.strip().split("\\s", 2)[0];
        String name = word.substring(word.lastIndexOf('/') + 1);
        return name.equals("hayate") ? name : "nmap";
    }

    /** Stops at the start of a host or after the end of all. */
    private void readToHost() throws XMLStreamException {
        atHost = false;
        while (!atHost && !ended && xml.hasNext()) {
            source.renew();
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                element(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                ended = xml.getLocalName().equals("nmaprun");
            }
        }
    }

    private void element(String name) {
        switch (name) {
            case "host" -> atHost = true;
            case "scaninfo" -> addScan();
            case "verbose" -> header = withLevels(XmlAttributes.number(xml, "level"), header.debugging());
            case "debugging" -> header = withLevels(header.verbosity(), XmlAttributes.number(xml, "level"));
            case "finished" -> {
                endNs = ReportTime.ofEpochSeconds(XmlAttributes.text(xml, "time"));
                elapsedNs = XmlAttributes.nanoseconds(xml, "elapsed");
                error = XmlAttributes.text(xml, "errormsg");
            }
            case "hosts" ->
                footer = new RunFooter(
                        endNs,
                        elapsedNs,
                        XmlAttributes.number(xml, "up"),
                        XmlAttributes.number(xml, "down"),
                        XmlAttributes.number(xml, "total"),
                        error);
            default -> {}
        }
    }

    private void addScan() {
        List<ScanInfo> scans = new ArrayList<>(header.scans());
        scans.add(new ScanInfo(
                XmlAttributes.text(xml, "type"),
                XmlAttributes.text(xml, "protocol"),
                XmlAttributes.number(xml, "numservices"),
                XmlAttributes.text(xml, "services")));
        header = new RunHeader(
                header.scanner(),
                header.version(),
                header.arguments(),
                header.startNs(),
                scans,
                header.verbosity(),
                header.debugging());
    }

    private RunHeader withLevels(int verbosity, int debugging) {
        return new RunHeader(
                header.scanner(),
                header.version(),
                header.arguments(),
                header.startNs(),
                header.scans(),
                verbosity,
                debugging);
    }

    @Override
    public void forEachHost(Consumer<HostReport> consumer) throws IOException {
        header();
        for (Optional<HostReport> host = next(); host.isPresent(); host = next()) {
            if (masscan) {
                hold(host.get());
            } else {
                consumer.accept(host.get());
            }
        }
        observations.forEachHost(consumer);
    }

    private Optional<HostReport> next() throws IOException {
        if (!atHost || truncated) {
            return Optional.empty();
        }
        try {
            source.renew();
            HostReport host = hosts.host(source::renew);
            try {
                readToHost();
            } catch (XMLStreamException e) {
                cutOff(e);
            }
            return Optional.of(host);
        } catch (XMLStreamException e) {
            cutOff(e);
            return Optional.empty();
        }
    }

    private void hold(HostReport host) throws ReportFormatException {
        for (PortReport port : host.ports()) {
            observations.add(new Observation(
                    host.address(),
                    port.protocol(),
                    port.port(),
                    port.state(),
                    Reasons.ofMasscan(port.reason(), port.protocol()),
                    port.reasonTtl(),
                    Optional.empty(),
                    host.endNs(),
                    Observation.ROUND_TRIP_UNKNOWN,
                    port.service(),
                    port.scripts(),
                    List.of()));
        }
    }

    /** Only what breaks at the very end is a file cut off. */
    private void cutOff(XMLStreamException e) throws ReportFormatException {
        if (source.isOverdrawn()) {
            throw new ReportFormatException("has an element longer than " + EVENT_LENGTH_MAX + " characters", e);
        }
        atHost = false;
        if (!source.endsAt(e.getLocation().getCharacterOffset())) {
            throw new ReportFormatException(
                    "is not well-formed XML at line " + e.getLocation().getLineNumber(), e);
        }
        truncated = true;
    }

    @Override
    public boolean isTruncated() {
        return truncated;
    }

    @Override
    public long unnamedPorts() {
        return hosts.unnamedPorts();
    }

    @Override
    public Optional<RunFooter> footer() {
        return Optional.ofNullable(footer);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
