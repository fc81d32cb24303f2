package hayate.report;

import javax.xml.stream.XMLStreamReader;

/** Attributes of the element that a reader stands at; missing and senseless ones are empty or 0. */
final class XmlAttributes {
    private XmlAttributes() {}

    static String text(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    static int number(XMLStreamReader xml, String name) {
        try {
            return Math.max(0, Integer.parseInt(text(xml, name)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Of a number of seconds with decimals. */
    static long nanoseconds(XMLStreamReader xml, String name) {
        try {
            return (long) (Math.max(0, Double.parseDouble(text(xml, name))) * 1e9);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
