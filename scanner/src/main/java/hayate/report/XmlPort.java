package hayate.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A port element while it is read. */
final class XmlPort {
    private final XMLStreamReader xml;
    private final int number;
    private final String protocol;
    private final List<String> cpes = new ArrayList<>();
    private final List<ScriptReport> scripts = new ArrayList<>();
    private PortState state = PortState.UNKNOWN;
    private String reason = "";
    private int reasonTtl;
    private Optional<String> reasonAddress = Optional.empty();
    private Optional<ServiceReport> service = Optional.empty();
    private boolean inService;

    XmlPort(XMLStreamReader xml) throws ReportFormatException {
        this.xml = xml;
        protocol = XmlAttributes.text(xml, "protocol");
        try {
            number = PortRanges.port(XmlAttributes.text(xml, "portid"));
        } catch (IllegalArgumentException e) {
            throw new ReportFormatException(
                    "has a port without a number at line " + xml.getLocation().getLineNumber(), e);
        }
    }

    void start(String element) throws XMLStreamException, ReportFormatException {
        switch (element) {
            case "state" -> {
                state = PortState.ofLabel(XmlAttributes.text(xml, "state")).orElse(PortState.UNKNOWN);
                reason = XmlAttributes.text(xml, "reason");
                reasonTtl = XmlAttributes.number(xml, "reason_ttl");
                reasonAddress = Optional.ofNullable(xml.getAttributeValue(null, "reason_ip"));
            }
            case "service" -> service();
            case "cpe" -> {
                if (inService) {
                    cpes.add(content());
                }
            }
            case "script" ->
                scripts.add(new ScriptReport(XmlAttributes.text(xml, "id"), XmlAttributes.text(xml, "output")));
            default -> {}
        }
    }

    /** The text of an element without children; entities of a document type are refused, not looked up. */
    private String content() throws XMLStreamException, ReportFormatException {
        StringBuilder text = new StringBuilder();
        int event = xml.next();
        while (event != XMLStreamConstants.END_ELEMENT) {
            if (event == XMLStreamConstants.ENTITY_REFERENCE || event == XMLStreamConstants.START_ELEMENT) {
                throw new ReportFormatException("has more than text in an element at line "
                        + xml.getLocation().getLineNumber());
            }
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            }
            event = xml.next();
        }
        return text.toString();
    }

    void end(String element) {
        inService &= !element.equals("service");
    }

    private void service() {
        inService = true;
        String name = XmlAttributes.text(xml, "name");
        String banner = xml.getAttributeValue(null, "banner");
        if (banner != null) {
            service = Banners.service(name);
            scripts.add(Banners.script(name, banner));
            return;
        }
        service = Optional.of(new ServiceReport(
                name,
                XmlAttributes.text(xml, "product"),
                XmlAttributes.text(xml, "version"),
                XmlAttributes.text(xml, "extrainfo"),
                XmlAttributes.text(xml, "hostname"),
                XmlAttributes.text(xml, "ostype"),
                XmlAttributes.text(xml, "devicetype"),
                XmlAttributes.text(xml, "tunnel"),
                XmlAttributes.text(xml, "method").equals("probed"),
                Math.min(10, XmlAttributes.number(xml, "conf")),
                List.of(),
                XmlAttributes.text(xml, "servicefp")));
    }

    PortReport report() {
        return new PortReport(
                number,
                protocol,
                state,
                reason,
                reasonTtl,
                reasonAddress,
                service.filter(XmlPort::saysSomething).map(this::withCpes),
                scripts);
    }

    /** A name that says nothing, from a table, is none. */
    private static boolean saysSomething(ServiceReport service) {
        return service.probed()
                || !service.name().equals(ServiceText.UNKNOWN)
                || !service.fingerprint().isEmpty();
    }

    private ServiceReport withCpes(ServiceReport plain) {
        return new ServiceReport(
                plain.name(),
                plain.product(),
                plain.version(),
                plain.extraInfo(),
                plain.hostname(),
                plain.osType(),
                plain.deviceType(),
                plain.tunnel(),
                plain.probed(),
                plain.confidence(),
                cpes,
                plain.fingerprint());
    }
}
