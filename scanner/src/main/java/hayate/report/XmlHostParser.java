package hayate.report;

import hayate.report.HostReport.HostName;
import hayate.report.HostReport.Presence;
import hayate.report.HostReport.RoundTrip;
import hayate.report.HostReport.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one host element. Ports that nmap collapsed are listed again where it names them. */
final class XmlHostParser {
    private static final int PORTS_MAX = 4 * (PortRanges.PORT_MAX + 1);

    private final XMLStreamReader xml;
    private long unnamedPorts;

    private long startNs;
    private long endNs;
    private boolean timedOut;
    private Status status;
    private String address;
    private Optional<String> mac;
    private Optional<String> vendor;
    private List<HostName> names;
    private List<PortReport> ports;
    private Optional<RoundTrip> roundTrip;
    private PortState extraState;
    private XmlPort port;

    XmlHostParser(XMLStreamReader xml) {
        this.xml = xml;
    }

    long unnamedPorts() {
        return unnamedPorts;
    }

    /**
     * The host whose start was read, up to its end.
     *
     * @param step called before each event
     */
    HostReport host(Runnable step) throws XMLStreamException, ReportFormatException {
        begin();
        while (true) {
            step.run();
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                start(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT && end(xml.getLocalName())) {
                return report();
            }
        }
    }

    private void begin() {
        startNs = ReportTime.ofEpochSeconds(XmlAttributes.text(xml, "starttime"));
        endNs = ReportTime.ofEpochSeconds(XmlAttributes.text(xml, "endtime"));
        timedOut = XmlAttributes.text(xml, "timedout").equals("true");
        status = new Status(Presence.UP, "unknown-response", 0);
        address = "";
        mac = Optional.empty();
        vendor = Optional.empty();
        names = new ArrayList<>();
        ports = new ArrayList<>();
        roundTrip = Optional.empty();
        extraState = PortState.UNKNOWN;
        port = null;
    }

    private void start(String element) throws XMLStreamException, ReportFormatException {
        switch (element) {
            case "status" -> status();
            case "address" -> address();
            case "hostname" ->
                names.add(new HostName(XmlAttributes.text(xml, "name"), XmlAttributes.text(xml, "type")));
            case "extraports" -> extraPorts();
            case "extrareasons" -> extraReasons();
            case "port" -> port = new XmlPort(xml);
            case "times" ->
                roundTrip = Optional.of(new RoundTrip(
                        XmlAttributes.number(xml, "srtt"),
                        XmlAttributes.number(xml, "rttvar"),
                        XmlAttributes.number(xml, "to")));
            default -> {
                if (port != null) {
                    port.start(element);
                }
            }
        }
    }

    private boolean end(String element) throws ReportFormatException {
        if (port != null && element.equals("port")) {
            add(port.report());
            port = null;
        } else if (port != null) {
            port.end(element);
        }
        return element.equals("host");
    }

    private void status() {
        String state = XmlAttributes.text(xml, "state");
        Presence presence = Arrays.stream(Presence.values())
                .filter(value -> value.label().equals(state))
                .findFirst()
                .orElse(Presence.UNKNOWN);
        status = new Status(presence, XmlAttributes.text(xml, "reason"), XmlAttributes.number(xml, "reason_ttl"));
    }

    private void address() throws ReportFormatException {
        String text = XmlAttributes.text(xml, "addr");
        if (XmlAttributes.text(xml, "addrtype").equals("mac")) {
            mac = Optional.of(text);
            vendor = Optional.of(XmlAttributes.text(xml, "vendor")).filter(value -> !value.isEmpty());
        } else if (address.isEmpty()) {
            address = Observations.address(text);
        }
    }

    private void extraPorts() {
        extraState = PortState.ofLabel(XmlAttributes.text(xml, "state")).orElse(PortState.UNKNOWN);
        unnamedPorts += XmlAttributes.number(xml, "count");
    }

    private void extraReasons() throws ReportFormatException {
        String protocol = XmlAttributes.text(xml, "proto");
        String reason = XmlAttributes.text(xml, "reason");
        try {
            List<Integer> numbers = PortRanges.ofText(XmlAttributes.text(xml, "ports"));
            for (int number : numbers) {
                add(new PortReport(
                        number, protocol, extraState, reason, 0, Optional.empty(), Optional.empty(), List.of()));
            }
            unnamedPorts -= numbers.size();
        } catch (IllegalArgumentException e) {
            throw new ReportFormatException("has a port list that is none at line " + lineNumber(), e);
        }
    }

    private void add(PortReport added) throws ReportFormatException {
        if (ports.size() == PORTS_MAX) {
            throw new ReportFormatException("has a host of more than " + PORTS_MAX + " ports at line " + lineNumber());
        }
        ports.add(added);
    }

    private int lineNumber() {
        return xml.getLocation().getLineNumber();
    }

    private HostReport report() throws ReportFormatException {
        if (address.isEmpty()) {
            throw new ReportFormatException("has a host without an address at line " + lineNumber());
        }
        ports.sort(PortSelection.TABLE_ORDER);
        return new HostReport(
                startNs, endNs, timedOut, status, address, mac, vendor, names, List.of(), ports, roundTrip);
    }
}
