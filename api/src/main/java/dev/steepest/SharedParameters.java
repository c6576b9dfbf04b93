package dev.steepest;

import dev.steepest.kernel.HeapRow;
import dev.steepest.kernel.RowShape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * θ and b, finite, which one thread moves and any number of threads copy. The writer never waits, whatever the readers do, and allocates nothing.
 *
 * <p>There are two copies: a step reads the current one and writes the other, which the next version then names. A reader copies the current one
 * and keeps that if the version is still the same behind it (Lameter: Effective synchronization on Linux/NUMA systems, 2005, on seqlocks; the
 * fences are those of {@link java.util.concurrent.locks.StampedLock}). So a reader gets along with a writer that was halted in the middle of a
 * step. One that steps without a pause may be too fast to be copied: a reader whose copy came to nothing hangs up a request, which the writer
 * fulfils behind its next step.
 */
final class SharedParameters {

    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(SharedParameters.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RowShape shape;
    private final HeapRow pass;

    /** θ is padded in both. */
    private final Parameters even;

    private final Parameters odd;

    private final AtomicReference<@Nullable Request> request = new AtomicReference<>();

    /** Steps done; whether that is even or odd names the current copy. */
    private long version;

    SharedParameters(Model start, RowShape shape, HeapRow pass) {
        this.shape = shape;
        this.pass = pass;
        this.even = new Parameters(shape.padded());
        this.odd = new Parameters(shape.padded());
        shape.pad(start.theta(), even.theta);
        even.intercept = start.intercept();
    }

    /** For any thread. */
    long steps() {
        return (long) VERSION.getAcquire(this);
    }

    /** x · θ + b, for the writer. */
    double predict(double[] row) {
        Parameters at = copy(version);
        return pass.dot(row, at.theta) + at.intercept;
    }

    /**
     * θ ← θ + scale · x, b ← b + shift, for the writer.
     *
     * @return whether that is finite; if not, it is not done
     */
    boolean step(double[] row, double scale, double shift) {
        long done = version;
        Parameters at = copy(done);
        Parameters next = copy(done + 1);
        VarHandle.storeStoreFence(); // who sees a value of this step sees the version before it, too
        next.intercept = at.intercept + shift;
        if (!pass.step(row, scale, at.theta, next.theta) || !Double.isFinite(next.intercept)) {
            return false;
        }
        VERSION.setRelease(this, done + 1);
        Request wanted = request.get();
        if (wanted != null) {
            wanted.answer(next);
            request.set(null);
        }
        return true;
    }

    /** θ and b after the same step, for any thread. */
    Model snapshot(Link link) {
        Parameters padded = new Parameters(shape.padded());
        if (!tryCopy(padded)) {
            padded = requested(padded);
        }
        double[] theta = new double[shape.features()];
        shape.unpad(padded.theta, theta, 0);
        return Model.of(link, padded.intercept, theta);
    }

    private boolean tryCopy(Parameters to) {
        long before = (long) VERSION.getAcquire(this);
        to.set(copy(before));
        VarHandle.acquireFence();
        return (long) VERSION.getOpaque(this) == before;
    }

    /** Either the writer steps and answers, or it pauses and can be copied. */
    private Parameters requested(Parameters spare) {
        Request wanted = joinRequest();
        while (!wanted.isAnswered()) {
            Thread.onSpinWait();
            if (tryCopy(spare)) {
                return spare;
            }
        }
        return wanted.answer;
    }

    /** The request that hangs, or a new one: one copy serves all readers that wait. */
    private Request joinRequest() {
        Request mine = new Request(new Parameters(shape.padded()));
        Request hanging = request.compareAndExchange(null, mine);
        return hanging == null ? mine : hanging;
    }

    private Parameters copy(long version) {
        return (version & 1) == 0 ? even : odd;
    }

    /** Memory of a reader for the writer to fill. */
    private static final class Request {

        final Parameters answer;
        private volatile boolean answered;

        Request(Parameters answer) {
            this.answer = answer;
        }

        void answer(Parameters current) {
            answer.set(current);
            answered = true;
        }

        boolean isAnswered() {
            return answered;
        }
    }
}
