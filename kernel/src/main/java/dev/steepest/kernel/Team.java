package dev.steepest.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The caller and n − 1 daemon threads that share out the parts of a task: each takes the next part when it is done with one, so who does
 * what is chance, and no result may depend on it. Between tasks the threads spin for some microseconds, which is what there is between two
 * epochs, then park. A task allocates nothing.
 *
 * <p>One caller at a time; {@link #close} ends the threads.
 */
public final class Team implements AutoCloseable {

    /** Parts that may be done in any order, by any member. */
    public interface Task {

        /**
         * Does one part.
         *
         * @param member who does it, 0 for the caller: no two members are at work with the same number
         */
        void part(int part, int member);
    }

    /** Turns of waiting before a thread parks: some 20 µs, about what waking it costs. */
    private static final int SPINS = 1000;

    private final Worker[] workers;
    private final AtomicInteger round = new AtomicInteger();
    private final AtomicInteger nextPart = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private volatile @Nullable Thread waiting;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private @Nullable Task task;
    private int parts;

    /**
     * Starts the others.
     *
     * @param threads n ≥ 1, the caller's own included
     * @throws IllegalArgumentException if the system refuses one of them; those that it gave have been ended
     */
    public Team(int threads) {
        workers = new Worker[threads - 1];
        for (int k = 0; k < workers.length; k++) {
            workers[k] = new Worker(k + 1);
        }
        int started = 0;
        try {
            for (Worker worker : workers) {
                worker.start();
                started++;
            }
        } catch (OutOfMemoryError e) { // what Java says when there is no thread, whatever the reason
            close();
            throw new IllegalArgumentException(
                    "threads=" + threads + " are more than the system gives: it refused the one after " + (started + 1)
                            + "; ask for fewer, or raise its limit (ulimit -u, pids.max of a container) or memory",
                    e);
        }
    }

    /** n. */
    public int size() {
        return workers.length + 1;
    }

    /**
     * Does parts 0 to before {@code parts}, and returns when all are done. What a part throws ends the task and is thrown here.
     */
    public void run(Task task, int parts) {
        if (workers.length == 0 || parts == 1) {
            for (int part = 0; part < parts; part++) {
                task.part(part, 0);
            }
            return;
        }
        this.task = task;
        this.parts = parts;
        nextPart.set(0);
        working.set(workers.length);
        round.incrementAndGet();
        for (Worker worker : workers) {
            worker.wake();
        }
        takeParts(task, 0);
        awaitWorkers();
        rethrow();
    }

    private void takeParts(Task task, int member) {
        try {
            for (int part = nextPart.getAndIncrement(); part < parts; part = nextPart.getAndIncrement()) {
                task.part(part, member);
            }
        } catch (Throwable thrown) {
            failure = thrown;
            nextPart.set(parts);
        }
    }

    /** An interrupt does not end the waiting: parts are short, and their memory may belong to the caller. */
    private void awaitWorkers() {
        int spins = 0;
        while (working.get() != 0) {
            if (spins < SPINS) {
                spins++;
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (working.get() != 0) {
                    LockSupport.park(this);
                }
                waiting = null;
            }
        }
    }

    private void rethrow() {
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("a part throws no checked exception", thrown);
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {

        private final int member;
        private volatile boolean parked;

        Worker(int member) {
            super("steepest-" + member);
            this.member = member;
            setDaemon(true);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            int done = 0;
            while (awaitRound(done)) {
                done++;
                Task current = task;
                if (current != null) {
                    takeParts(current, member);
                }
                if (working.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }

        /** Waits for a round after {@code done}; false if the team is closed. */
        private boolean awaitRound(int done) {
            for (int spins = 0; spins < SPINS; spins++) {
                if (round.get() != done) {
                    return true;
                }
                Thread.onSpinWait();
            }
            parked = true;
            while (round.get() == done && !closed) {
                LockSupport.park(Team.this);
            }
            parked = false;
            return round.get() != done;
        }
    }
}
