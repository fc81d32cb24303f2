package hayate.lab;

import hayate.lab.BenchMeasurement.Sample;
import hayate.net.FrameSender.Framing;
import hayate.net.IpSender;
import hayate.net.NetworkNamespace;
import hayate.net.PacketSender;
import hayate.net.XdpSender;
import hayate.probe.TcpOptionStyle;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hayate bench}: what this machine can send, measured into a veth pair whose far end drops everything on arrival.
 * Measurements alternate, round by round, so that a disturbance meets all of them; the first round only warms up.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure generator, ring and send backends in a world made inside this machine.")
public final class BenchCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 100;
    private static final double SECONDS_MAX = 60;
    private static final String RULES = """
            table netdev hayate {
                counter dropped { }
                chain ingress {
                    type filter hook ingress device net0 priority 0; policy accept;
                    ip protocol tcp counter name dropped drop
                }
            }
            """;

    /** As --no-kernel-rst does: else the kernel would answer each SYN-ACK of the receive measurement. */
    private static final String SCAN_RULES = """
            table netdev hayate {
                chain ingress {
                    type filter hook ingress device scan0 priority 0; policy accept;
                    ip protocol tcp drop
                }
            }
            """;

    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--seconds", description = "Length of a measurement (default: ${DEFAULT-VALUE}).")
    private double seconds = 1.5;

    @Option(names = "--rounds", description = "Rounds after the one that warms up (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--tcp-options", description = "os or mss (default: ${DEFAULT-VALUE}).")
    private String tcpOptions = "os";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE, too.")
    private Path json;

    /** A command that prints to these. */
    public BenchCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Parses the arguments after {@code bench}, runs, and returns the exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return new CommandLine(new BenchCommand(out, err)).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws Exception {
        boolean known = tcpOptions.equals("os") || tcpOptions.equals("mss");
        if (!known || rounds < 1 || rounds > ROUNDS_MAX || !(seconds > 0 && seconds <= SECONDS_MAX)) {
            err.println("hayate bench: want --tcp-options os or mss, --rounds 1.." + ROUNDS_MAX
                    + ", --seconds above 0, up to " + SECONDS_MAX);
            return ExitCodes.USAGE;
        }
        try {
            Prerequisites.require("bench");
            measure();
            return ExitCodes.DONE;
        } catch (LabException e) {
            err.println("hayate bench: " + e.getMessage());
            return e.exitCode();
        }
    }

    private void measure() throws Exception {
        try (World world = World.create(new WorldSpec(BenchPackets.TARGETS, 2))) {
            world.loadFarRules(RULES);
            world.loadScanRules(SCAN_RULES);
            List<BenchMeasurement> measurements = measurements(world, world.directory());
            Map<String, List<Sample>> samples =
                    NetworkNamespace.callIn(world.scanNamespace(), () -> rounds(world, measurements));
            BenchReport report = new BenchReport(samples);
            report.print(out);
            if (json != null) {
                report.write(json);
            }
        }
    }

    private List<BenchMeasurement> measurements(World world, Path directory) throws IOException {
        BenchPackets packets = new BenchPackets(
                BenchPackets.mac(world.macOf(world.scanNamespace(), World.SCAN_DEVICE)),
                BenchPackets.mac(world.macOf(world.farNamespace(), World.FAR_DEVICE)),
                tcpOptions.equals("os") ? TcpOptionStyle.OS : TcpOptionStyle.MSS);
        List<BenchMeasurement> all = new ArrayList<>();
        CLoop loop = CLoop.compile(directory);
        if (loop != null) {
            all.add(new CLoopMeasurement(world, loop, packets));
        }
        all.add(new SendMeasurement("xdp, one thread", packets, () -> new XdpSender(World.SCAN_DEVICE, 0), true));
        all.add(new PipelineMeasurement(
                "xdp, ring, two threads", packets, () -> new XdpSender(World.SCAN_DEVICE, 0), true));
        all.add(new SendMeasurement(
                "packet, one thread", packets, () -> new PacketSender(World.SCAN_DEVICE, Framing.ETHERNET), true));
        all.add(new SendMeasurement("ip, one thread", packets, () -> new IpSender(World.SCAN_DEVICE), true));
        all.add(new SendMeasurement("generate only", packets, NullSender::new, false));
        all.add(new PipelineMeasurement("generate, ring, two threads", packets, NullSender::new, false));
        if (loop != null) {
            all.add(new ReceiveMeasurement(world, loop, packets));
        }
        return all;
    }

    private Map<String, List<Sample>> rounds(World world, List<BenchMeasurement> measurements) throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        long durationNs = (long) (seconds * 1e9);
        for (int round = 0; round <= rounds; round++) {
            for (BenchMeasurement measurement : measurements) {
                long before = arrivals(world);
                Sample sample = measurement.run(durationNs);
                if (measurement.arrives()) {
                    sample = sample.withArrived(arrivals(world) - before);
                }
                if (round > 0) {
                    samples.computeIfAbsent(measurement.name(), name -> new ArrayList<>())
                            .add(sample);
                }
            }
            err.println(round == 0 ? "warmed up" : "round " + round + " of " + rounds);
        }
        return samples;
    }

    private static long arrivals(World world) {
        return world.farCounter("netdev", "hayate", "dropped");
    }
}
