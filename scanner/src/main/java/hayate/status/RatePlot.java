package hayate.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a rate log ({@link RateLog}) as one SVG without script or fonts of its own: sent and granted rate and the limit found
 * above, loss below, repairs and passes over the silent marked.
 */
public final class RatePlot {
    private static final int WIDTH = 960;
    private static final int LEFT = 70;
    private static final int RIGHT = 940;
    private static final int RATE_TOP = 50;
    private static final int RATE_BOTTOM = 330;
    private static final int LOSS_TOP = 370;
    private static final int LOSS_BOTTOM = 450;
    private static final int FIELDS = 15;
    private static final int COLUMNS = RIGHT - LEFT;

    /**
     * One line of the log; NaN where it is empty.
     *
     * @param timeS since the start
     * @param sweep whether it belongs to the first pass
     * @param repair whether a stretch was condemned
     */
    record Point(double timeS, boolean sweep, double granted, double sent, double loss, double limit, boolean repair) {}

    private final List<Point> points;
    private final double endS;
    private final double topRate;

    private RatePlot(List<Point> points) {
        this.points = points;
        this.endS =
                Math.max(1e-3, points.stream().mapToDouble(Point::timeS).max().orElse(1));
        this.topRate = Math.max(
                1,
                points.stream()
                        .mapToDouble(p -> Math.max(p.sent, Double.isNaN(p.limit) ? 0 : p.limit))
                        .max()
                        .orElse(1));
    }

    /**
     * Draws a log.
     *
     * @param lines the whole file, its header first; a last line cut short is left out
     * @throws IllegalArgumentException if it is no rate log; the message names line and field
     */
    public static String svg(List<String> lines) {
        if (lines.isEmpty() || !lines.get(0).equals(RateLog.HEADER)) {
            throw new IllegalArgumentException("line 1 is not the header of a rate log");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            if (fields.length != FIELDS && i == lines.size() - 1) {
                break;
            }
            points.add(point(fields, i + 1));
        }
        return new RatePlot(thin(points)).draw();
    }

    private static Point point(String[] fields, int line) {
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "line " + line + " has " + fields.length + " fields instead of " + FIELDS);
        }
        return new Point(
                number(fields, 0, line),
                fields[2].equals("SWEEP"),
                number(fields, 4, line),
                number(fields, 5, line),
                number(fields, 10, line),
                number(fields, 11, line),
                !fields[12].isEmpty());
    }

    private static double number(String[] fields, int field, int line) {
        String text = fields[field];
        if (text.isEmpty() && field > 5) {
            return Double.NaN;
        }
        if (text.equals("inf") && field == 4) {
            return Double.POSITIVE_INFINITY;
        }
        if (!text.matches("-?\\d{1,15}(\\.\\d{1,9})?")) {
            throw new IllegalArgumentException("line " + line + ", field " + (field + 1) + " is no number");
        }
        return Double.parseDouble(text);
    }

    /** No more than one point a pixel, the highest of each: nobody sees the others. */
    private static List<Point> thin(List<Point> points) {
        int each = points.size() / COLUMNS + 1;
        List<Point> kept = new ArrayList<>();
        for (int from = 0; from < points.size(); from += each) {
            List<Point> bin = points.subList(from, Math.min(points.size(), from + each));
            Point highest = bin.get(0);
            boolean repair = false;
            double loss = Double.NaN;
            for (Point p : bin) {
                highest = p.sent > highest.sent ? p : highest;
                repair |= p.repair;
                loss = Double.isNaN(loss) || p.loss > loss ? p.loss : loss;
            }
            kept.add(new Point(
                    highest.timeS, highest.sweep, highest.granted, highest.sent, loss, highest.limit, repair));
        }
        return kept;
    }

    private String draw() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d 500\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#222\">%n<rect width=\"%d\" height=\"500\" fill=\"#fff\"/>%n",
                WIDTH,
                WIDTH));
        text(svg, LEFT, 22, "start", points.isEmpty() ? "no ticks in this log" : "rate, probes per second");
        legend(svg);
        passes(svg);
        axes(svg);
        line(svg, "#bbb", "", p -> Math.min(p.granted, topRate * 1.05));
        line(svg, "#d33", " stroke-dasharray=\"6 4\"", Point::limit);
        line(svg, "#1668b8", "", Point::sent);
        losses(svg);
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg) {
        String[] names = {"sent", "granted", "limit found", "to be sent again", "passes over the silent"};
        String[] colors = {"#1668b8", "#bbb", "#d33", "#e8a317", "#eef3e6"};
        for (int i = 0; i < names.length; i++) {
            int x = 250 + i * 125;
            svg.append("<rect x=\"%d\" y=\"13\" width=\"12\" height=\"10\" fill=\"%s\"/>%n".formatted(x, colors[i]));
            text(svg, x + 17, 22, "start", names[i]);
        }
    }

    private void passes(StringBuilder svg) {
        for (int i = 0; i < points.size(); i++) {
            Point p = points.get(i);
            double from = i == 0 ? 0 : points.get(i - 1).timeS;
            if (!p.sweep) {
                rect(svg, x(from), RATE_TOP, x(p.timeS) - x(from), LOSS_BOTTOM - RATE_TOP, "#eef3e6");
            }
            if (p.repair) {
                rect(svg, x(p.timeS) - 1, RATE_BOTTOM - 8, 3, 8, "#e8a317");
            }
        }
    }

    private void axes(StringBuilder svg) {
        for (double rate = 0; rate <= topRate; rate += step(topRate)) {
            grid(svg, LEFT, y(rate), RIGHT, y(rate));
            text(svg, LEFT - 6, (int) y(rate) + 4, "end", Quantities.rate(rate));
        }
        for (double time = 0; time <= endS; time += step(endS)) {
            grid(svg, x(time), RATE_TOP, x(time), LOSS_BOTTOM);
            text(svg, (int) x(time), LOSS_BOTTOM + 18, "middle", trimmed(time));
        }
        text(svg, (LEFT + RIGHT) / 2, LOSS_BOTTOM + 38, "middle", "seconds");
        text(svg, LEFT, LOSS_TOP - 8, "start", "loss");
        for (int percent = 0; percent <= 100; percent += 50) {
            double y = LOSS_BOTTOM - percent / 100.0 * (LOSS_BOTTOM - LOSS_TOP);
            grid(svg, LEFT, y, RIGHT, y);
            text(svg, LEFT - 6, (int) y + 4, "end", percent + " %");
        }
    }

    private void losses(StringBuilder svg) {
        for (Point p : points) {
            if (p.loss > 0) {
                double height = Math.min(1, p.loss) * (LOSS_BOTTOM - LOSS_TOP);
                rect(svg, x(p.timeS) - 1, LOSS_BOTTOM - height, 2, height, "#d33");
            }
        }
    }

    private void line(StringBuilder svg, String color, String style, ToDoubleFunction<Point> value) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Point p : points) {
            double v = value.applyAsDouble(p);
            if (!Double.isNaN(v)) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", x(p.timeS), y(v)));
            }
            pen = !Double.isNaN(v);
        }
        svg.append(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>%n".formatted(path, color, style));
    }

    private double x(double timeS) {
        return LEFT + timeS / endS * (RIGHT - LEFT);
    }

    private double y(double rate) {
        return RATE_BOTTOM - Math.max(0, rate) / (topRate * 1.05) * (RATE_BOTTOM - RATE_TOP);
    }

    /** A round step (1, 2 or 5 times a power of ten) that divides {@code range} into five to ten. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / 5)));
        double part = range / 5 / power;
        return power * (part >= 5 ? 5 : part >= 2 ? 2 : 1);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void rect(StringBuilder svg, double x, double y, double width, double height, String color) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                Math.max(0, width),
                height,
                color));
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n".formatted(x, y, anchor, text));
    }
}
