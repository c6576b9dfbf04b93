package dev.steepest.kernel;

import dev.steepest.kernel.vector.Speed;
import dev.steepest.kernel.vector.VectorKernel;
import dev.steepest.kernel.vector.Width;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The choice of the kernel, made once from the system property {@value #PROPERTY}: {@code auto} (the default) takes the widest vectors
 * that this machine and JVM can run and says in the log why, if it has to fall back; any other choice is had or refused.
 */
public final class Kernels {

    /** The system property that forces a kernel. */
    public static final String PROPERTY = "steepest.kernel";

    private static final String FLAG = "--add-modules jdk.incubator.vector";

    private Kernels() {}

    /**
     * The kernel of this JVM.
     *
     * @throws IllegalStateException if the one that the property asks for cannot be had
     */
    public static Kernel chosen() {
        return Chosen.ONCE.kernel();
    }

    /** Kernel, FMA and JVM in one line, for benches and bug reports. */
    public static String describe() {
        return String.format(
                Locale.ROOT,
                "kernel=%s fma=%s jvm=%s %s, %s",
                chosen().name(),
                Fma.IN_HARDWARE ? "hardware" : "software",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                System.getProperty("os.arch"));
    }

    /** What came of the choice: a kernel, or why there is none. */
    private record Chosen(@Nullable Kernel had, @Nullable String refusal) {

        static final Chosen ONCE = make();

        private static Chosen make() {
            try {
                return new Chosen(choose(System.getProperty(PROPERTY, "auto")), null);
            } catch (IllegalStateException refused) {
                return new Chosen(null, refused.getMessage());
            }
        }

        Kernel kernel() {
            if (had == null) {
                throw new IllegalStateException(refusal);
            }
            return had;
        }
    }

    static Kernel choose(String wanted) {
        Choice choice = Choice.of(wanted);
        if (choice == Choice.SCALAR) {
            return checked(new ScalarKernel());
        }
        String obstacle = obstacle(choice.bits);
        if (obstacle == null) {
            return checked(Vectors.kernel());
        }
        if (choice == Choice.AUTO) {
            log(obstacle + "; using the scalar kernel, which gives the same bits, slower");
            return checked(new ScalarKernel());
        }
        throw new IllegalStateException(PROPERTY + "=" + wanted + " cannot be had: " + obstacle);
    }

    /** The width that the property asks for, in bits; 0 for the widest. */
    public static int wantedBits() {
        return Choice.of(System.getProperty(PROPERTY, "auto")).bits;
    }

    private static @Nullable String obstacle(int bits) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return "the Vector API is not loaded: start Java with " + FLAG;
        }
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted") || mode.contains("emulated-client")) {
            return "this JVM does not compile vectors (java.vm.info=" + mode + "): C2 or Graal is needed";
        }
        return Vectors.obstacle(bits);
    }

    private static Kernel checked(Kernel kernel) {
        if (!Fma.IN_HARDWARE) {
            log(
                    "this CPU or JVM has no fused multiply-add (FMA): results stay correct, but every sum is many times slower and its bits"
                            + " are outside the promise");
        }
        return kernel;
    }

    private static void log(String message) {
        System.getLogger("dev.steepest").log(System.Logger.Level.WARNING, message);
    }

    private enum Choice {
        AUTO(0),
        SCALAR(0),
        VECTOR(0),
        VECTOR_128(128),
        VECTOR_256(256),
        VECTOR_512(512);

        final int bits;

        Choice(int bits) {
            this.bits = bits;
        }

        static Choice of(String name) {
            for (Choice choice : values()) {
                if (choice.propertyValue().equals(name)) {
                    return choice;
                }
            }
            throw new IllegalStateException(PROPERTY + "=" + name + " is none of "
                    + String.join(
                            ", ",
                            Arrays.stream(values()).map(Choice::propertyValue).toList()));
        }

        private String propertyValue() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Touches classes of the Vector API: loaded only when its module is there. */
    private static final class Vectors {

        static @Nullable String obstacle(int bits) {
            if (Width.IN_IMAGE && bits != 0 && bits != Width.BITS) {
                return "this native image was built for vectors of " + Width.BITS + " bits";
            }
            if (Width.IN_IMAGE && !Speed.isOfInstructions()) {
                return "the vectors of this native image are no instructions: build it with -H:+UnlockExperimentalVMOptions"
                        + " -H:+VectorAPISupport and a -march that has " + Width.BITS + " bits";
            }
            if (Width.PREFERRED < 128) {
                return "this CPU has no vectors that Java can use (widest=" + Width.PREFERRED + " bits)";
            }
            if (bits > Width.PREFERRED) {
                return "the widest vectors that this CPU and JVM have are " + Width.PREFERRED + " bits";
            }
            return null;
        }

        static Kernel kernel() {
            return new VectorKernel();
        }
    }

    /**
     * Whether FMA is an instruction. Java has no question for it, so it is timed: without the instruction, {@link Math#fma} works in
     * BigDecimal and takes microseconds instead of nanoseconds, a factor that no noise hides in the best of several tries.
     */
    private static final class Fma {
        private static final int TRIES = 8;
        private static final int CALLS = 64;
        private static final long NANOS_PER_CALL = 400;

        static final boolean IN_HARDWARE = best() < CALLS * NANOS_PER_CALL;

        private static long best() {
            long best = Long.MAX_VALUE;
            double value = 1;
            for (int k = 0; k < TRIES; k++) {
                long start = System.nanoTime();
                for (int call = 0; call < CALLS; call++) {
                    value = Math.fma(value, 0.9999, 1e-5);
                }
                best = Math.min(best, System.nanoTime() - start);
            }
            return Double.isNaN(value) ? Long.MAX_VALUE : best;
        }
    }
}
