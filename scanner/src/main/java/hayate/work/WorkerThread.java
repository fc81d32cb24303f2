package hayate.work;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread that runs one worker until it is stopped or the worker fails. */
public final class WorkerThread {
    private final Worker worker;
    private final IdleStrategy idleStrategy;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean running = true;

    /** Creates, but does not start, the thread. */
    public WorkerThread(Worker worker, IdleStrategy idleStrategy) {
        this(worker, idleStrategy, 0);
    }

    /**
     * Creates, but does not start, the thread.
     *
     * @param stackBytes for work that calls deep, 0 for the default
     */
    public WorkerThread(Worker worker, IdleStrategy idleStrategy, long stackBytes) {
        this.worker = worker;
        this.idleStrategy = idleStrategy;
        this.thread = new Thread(null, this::run, "hayate-" + worker.roleName(), stackBytes);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Asks the worker to end after its present {@code doWork()}, and does not wait. */
    public void askToStop() {
        running = false;
        worker.wakeUp();
        LockSupport.unpark(thread);
    }

    /** Asks the worker to end after its present {@code doWork()} and waits for its {@code onClose()}. */
    public void stop() {
        askToStop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the worker threw, or null. */
    public Throwable failure() {
        return failure.get();
    }

    private void run() {
        try {
            while (running) {
                idleStrategy.idle(worker.doWork());
            }
        } catch (Throwable e) {
            failure.set(e);
        } finally {
            close();
        }
    }

    private void close() {
        try {
            worker.onClose();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
