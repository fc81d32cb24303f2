package hayate.e2e;

import static hayate.e2e.TestWorld.FAR;
import static hayate.e2e.TestWorld.NEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hayate.e2e.Hayate.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Host reports against the kernel's TCP, and nmap's reports of the same hosts. */
@Tag("network")
@Execution(ExecutionMode.CONCURRENT)
class HostReportNetworkTest {
    @TempDir
    Path folder;

    /**
     * On the link 192.0.2.10 to 192.0.2.17, behind it 10.0.0.0/28. Of both the low bits decide: 1 drops ports up to 500, 2
     * rejects with each ICMP code, 3 drops all but port 80; 10.0.0.7 drops everything.
     */
    private static TestWorld world() {
        return Topologies.onLink("192.0.2.1/24", "192.0.2.8/29", "10.0.0.0/28")
                .sh("ip -n $near route add 10.0.0.0/28 via 192.0.2.8 dev n0")
                .listen(FAR, 22, 80, 443, 8080)
                .rules(FAR, """
                        table ip wall {
                            chain input {
                                type filter hook input priority 0; policy accept;
                                ip daddr { 192.0.2.9, 10.0.0.1 } tcp dport 1-500 drop
                                ip daddr { 192.0.2.10, 10.0.0.2 } jump rejects
                                ip daddr { 192.0.2.11, 10.0.0.3 } tcp dport != 80 drop
                                ip daddr 10.0.0.7 drop
                            }
                            chain rejects {
                                tcp dport 100-120 reject with icmp type port-unreachable
                                tcp dport 121-140 reject with icmp type host-unreachable
                                tcp dport 141-150 reject with icmp type admin-prohibited
                                tcp dport 151-160 reject with icmp type net-unreachable
                                tcp dport 161-170 reject with icmp type prot-unreachable
                                tcp dport 171-180 reject with icmp type net-prohibited
                                tcp dport 181-190 reject with icmp type host-prohibited
                            }
                        }
                        """);
    }

    private static void nmap(TestWorld world, Object... arguments) {
        assumeTrue(Shell.has("nmap"), "no nmap");
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", world.namespace(NEAR), "nmap"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Shell.Result result = Shell.attempt(command, Map.of());
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** All that a report says of states and reasons, a line for each host and each port or group of ports. */
    static Map<String, String> states(Path xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        Document document = builder.parse(xml.toFile());
        Map<String, String> states = new TreeMap<>();
        for (Element host : elements(document.getDocumentElement(), "host")) {
            Element status = elements(host, "status").get(0);
            String address = elements(host, "address").get(0).getAttribute("addr");
            states.put(address, status.getAttribute("state") + " " + status.getAttribute("reason"));
            for (Element port : elements(host, "port")) {
                Element state = elements(port, "state").get(0);
                states.put(
                        address + ":" + port.getAttribute("portid"),
                        state.getAttribute("state") + " " + state.getAttribute("reason") + " "
                                + state.getAttribute("reason_ttl") + " " + state.getAttribute("reason_ip"));
            }
            for (Element group : elements(host, "extrareasons")) {
                Element state = (Element) group.getParentNode();
                states.put(
                        address + " " + state.getAttribute("state") + " " + group.getAttribute("reason"),
                        group.getAttribute("count") + " " + group.getAttribute("ports"));
            }
        }
        return states;
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-sS", "-sA", "-sX"})
    void shouldSayOfEveryHostAndPortWhatNmapSays(String type) throws Exception {
        Map<String, String> expected =
                agreed(type, "-n", "-T4", "-p", "78-82,95-195,443,490-510,8080", "192.0.2.8-20", "10.0.0.0/28");
        assertThat(expected).containsKeys("192.0.2.9", "10.0.0.2").doesNotContainKey("10.0.0.7");
    }

    /** What both say of a world. */
    private Map<String, String> agreed(Object... what) throws Exception {
        Path ours = folder.resolve("ours.xml");
        Path theirs = folder.resolve("theirs.xml");
        try (TestWorld world = world()) {
            Outcome outcome = Hayate.run(world, NEAR, append(what, "-oX", ours));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err()).isEmpty();
            nmap(world, append(what, "-oX", theirs));
        }
        Map<String, String> expected = states(theirs);
        assertThat(states(ours)).isEqualTo(expected);
        return expected;
    }

    private static Object[] append(Object[] first, Object... more) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void shouldFindTheHostsThatNmapFinds() throws Exception {
        Path ours = folder.resolve("ours.xml");
        Path theirs = folder.resolve("theirs.xml");
        try (TestWorld world = world()) {
            for (String probe : List.of("-PE", "-PS80", "-PA9")) {
                Object[] what = {"-sn", "-n", probe, "192.0.2.8-20", "10.0.0.0/28"};
                assertThat(Hayate.run(world, NEAR, append(what, "-oX", ours)).exitCode())
                        .isZero();
                nmap(world, append(what, "-oX", theirs));
                assertThat(states(ours).keySet())
                        .as(probe)
                        .isEqualTo(states(theirs).keySet());
            }
        }
    }

    @Test
    void shouldReportToPeopleAndGrepAsNmapDoes() throws Exception {
        try (TestWorld world = world()) {
            Outcome outcome = Hayate.run(
                    world,
                    NEAR,
                    "192.0.2.8",
                    "-n",
                    "-p",
                    "20-25,80",
                    "-oG",
                    folder.resolve("grep"),
                    "-oN",
                    folder.resolve("log-%F.nmap"));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out())
                    .contains("Nmap scan report for 192.0.2.8", "22/tcp open   ssh", "80/tcp open   http");
            assertThat(outcome.out()).contains("20/tcp closed ftp-data").contains("MAC Address: ");
        }
        assertThat(Files.readString(folder.resolve("grep")))
                .contains("22/open/tcp//ssh///")
                .contains("Status: Up");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("log-20")))
                    .hasSize(1);
        }
    }

    @Test
    void shouldAskByConnectionsWithoutPackets() throws Exception {
        assertThat(agreed(
                        "-sT",
                        "-n",
                        "-T4",
                        "-Pn",
                        "-p",
                        "78-82,95-195,443,490-510",
                        "192.0.2.8-11",
                        "--disable-arp-ping"))
                .containsKeys("192.0.2.8:80", "192.0.2.11:80");
    }

    @Test
    void shouldLookForHostsByPacketsWherePortsAreAskedByConnections() throws Exception {
        assertThat(agreed("-sT", "-n", "-T4", "-PE", "-p", "78-82,443", "192.0.2.8-20", "10.0.0.0/28"))
                .containsEntry("192.0.2.8", "up arp-response")
                .containsEntry("10.0.0.3", "up echo-reply")
                .doesNotContainKey("10.0.0.7");
    }
}
