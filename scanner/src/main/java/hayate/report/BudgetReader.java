package hayate.report;

import java.io.IOException;
import java.io.Reader;

/** Counts what is read, and ends with an error what reads more than its budget before it is renewed. */
final class BudgetReader extends Reader {
    private final Reader reader;
    private final int budgetMax;
    private long count;
    private int budget;
    private boolean ended;

    BudgetReader(Reader reader, int budgetMax) {
        this.reader = reader;
        this.budgetMax = budgetMax;
        budget = budgetMax;
    }

    void renew() {
        budget = budgetMax;
    }

    boolean isOverdrawn() {
        return budget < 0;
    }

    /** Whether all was read, and {@code offset} is at its end. */
    boolean endsAt(long offset) {
        return ended && offset >= count;
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        int read = reader.read(to, offset, length);
        if (read < 0) {
            ended = true;
            return read;
        }
        count += read;
        budget -= read;
        if (budget < 0) {
            throw new IOException("more than " + budgetMax + " characters at once");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
