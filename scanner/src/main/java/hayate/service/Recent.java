package hayate.service;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that keeps those of its entries that were asked for last, so many at most: peers cannot make it grow. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int entriesMax;

    Recent(int entriesMax) {
        super(16, 0.75f, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
