package hayate.lab;

import java.util.List;

/** Kernel settings of one namespace, written in one go. A setting that this kernel lacks is passed over. */
final class Sysctl {
    private static final String SCRIPT =
            "while read -r key value; do if [ -w \"/proc/sys/$key\" ]; then echo \"$value\" > \"/proc/sys/$key\";"
                    + " fi; done";

    private final String namespace;
    private final StringBuilder settings = new StringBuilder();

    Sysctl(String namespace) {
        this.namespace = namespace;
    }

    /** Adds a setting by its path below {@code /proc/sys}. */
    Sysctl set(String key, int value) {
        settings.append(key).append(' ').append(value).append('\n');
        return this;
    }

    /** Writes all settings. */
    void apply() {
        Tool.run(World.inside(namespace, List.of("sh", "-c", SCRIPT)), settings.toString());
    }
}
