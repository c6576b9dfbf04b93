package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Steepest;
import dev.steepest.Vector;
import dev.steepest.kernel.Kernels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which kernel runs, here and in JVMs started otherwise, and what they say. */
class KernelChoiceTest {

    private static final String MODULE = "--add-modules=jdk.incubator.vector";
    private static final String FLAG = "--add-modules jdk.incubator.vector";
    private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
    private static final String WIDEST = "vector-" + Math.min(512, DoubleVector.SPECIES_PREFERRED.vectorBitSize());

    @TempDir
    private Path folder;

    @Test
    void theExpectedKernelIsInUse() {
        String property =
                System.getProperty("steepest.expected.kernel", "none: set the property steepest.expected.kernel");
        String expected = property.equals("vector") ? WIDEST : property;
        assertEquals(expected, Kernels.chosen().name());
        assertEquals(expected, Steepest.kernel());
        assertTrue(Steepest.describe().startsWith("kernel=" + expected + " fma=hardware jvm="), Steepest::describe);
        try (Arena arena = Arena.ofConfined()) {
            Fit fit = GradientDescent.batch().fit(Matrix.of(arena, new double[][] {{1}}), Vector.of(arena, 1));
            assertEquals(expected, fit.kernel());
        }
    }

    @Test
    void autoTakesTheWidest() throws Exception {
        Child child = run(MODULE);
        child.assertFit(WIDEST);
        assertEquals(List.of(), child.warnings());
    }

    @Test
    void everyKernelGivesTheSameBits() throws Exception {
        String expected = run("-Dsteepest.kernel=scalar").theta();
        for (String kernel : List.of("vector-128", "vector")) {
            assertEquals(expected, run(MODULE, "-Dsteepest.kernel=" + kernel).theta(), kernel);
        }
    }

    @Test
    void withoutTheModuleAutoFallsBackAndSaysTheFlag() throws Exception {
        Child child = run();
        child.assertFit("scalar");
        child.assertOneWarning("the Vector API is not loaded: start Java with " + FLAG);
    }

    @Test
    void scalarNeedsNoModuleAndNoWarning() throws Exception {
        Child child = run("-Dsteepest.kernel=scalar");
        child.assertFit("scalar");
        assertEquals(List.of(), child.warnings());
    }

    @Test
    void withoutTheModuleAForcedKernelIsRefused() throws Exception {
        for (String kernel : List.of("vector", "vector-128")) {
            run("-Dsteepest.kernel=" + kernel)
                    .assertRefused("steepest.kernel=" + kernel
                            + " cannot be had: the Vector API is not loaded: start Java with " + FLAG);
        }
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() throws Exception {
        run(MODULE, "-Dsteepest.kernel=avx")
                .assertRefused(
                        "steepest.kernel=avx is none of auto, scalar, vector, vector-128, vector-256, vector-512");
    }

    @Test
    void aWidthThatIsNotThereIsRefused() throws Exception {
        if (X86) {
            run(MODULE, "-XX:UseAVX=2", "-Dsteepest.kernel=vector-512")
                    .assertRefused(
                            "steepest.kernel=vector-512 cannot be had: the widest vectors that this CPU and JVM have are 256 bits");
            run(MODULE, "-XX:UseAVX=2").assertFit("vector-256");
        } else {
            Child child = run(MODULE, "-Dsteepest.kernel=vector-512");
            if (WIDEST.equals("vector-512")) {
                child.assertFit("vector-512");
            } else {
                child.assertRefused(
                        "steepest.kernel=vector-512 cannot be had: the widest vectors that this CPU and JVM have are "
                                + WIDEST.replace("vector-", "") + " bits");
            }
        }
    }

    @Test
    void withoutC2AutoFallsBackAndSaysWhy() throws Exception {
        for (String mode : List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:CompilationMode=quick-only")) {
            Child child = run(MODULE, mode);
            child.assertFit("scalar");
            child.assertOneWarning("this JVM does not compile vectors (java.vm.info=");
            run(MODULE, mode, "-Dsteepest.kernel=vector").assertRefused("C2 or Graal is needed");
        }
    }

    @Test
    void withoutFmaOneWarning() throws Exception {
        for (String kernel : List.of("scalar", "vector")) {
            Child child = run(MODULE, "-XX:-UseFMA", "-Dsteepest.kernel=" + kernel);
            child.assertFit(kernel.equals("vector") ? WIDEST : kernel);
            child.assertOneWarning("no fused multiply-add (FMA)");
            assertTrue(child.out.contains(" fma=software "), child.out);
        }
    }

    private Child run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // English, whatever the language of the machine: warnings are counted below
        command.addAll(List.of("-Duser.language=en", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Child.class.getName());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        int exit = builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Child(exit, Files.readString(out), Files.readString(err));
    }

    /** What a child JVM said, and what it runs. */
    record Child(int exit, String out, String err) {

        /** One fit, on the kernel that this JVM's properties choose. */
        public static void main(String[] args) {
            try (Arena arena = Arena.ofConfined()) {
                Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
                Vector y = Vector.of(arena, 2, 5, 9);
                Fit fit = GradientDescent.batch()
                        .learningRate(0.01)
                        .maxEpochs(1000)
                        .fit(x, y);
                Fit again = GradientDescent.stochastic(1)
                        .learningRate(0.01)
                        .maxEpochs(2)
                        .fit(x, y);
                System.out.println(Steepest.describe());
                System.out.println("kernel " + fit.kernel() + " " + again.kernel() + " " + Steepest.kernel());
                System.out.println("theta " + fit.theta());
            }
        }

        void assertFit(String kernel) {
            assertEquals(0, exit, err);
            assertTrue(out.contains("kernel " + kernel + " " + kernel + " " + kernel), out);
            assertTrue(out.contains("kernel=" + kernel + " "), out);
            assertTrue(theta().startsWith("theta [-3.5459503094") && theta().contains(", 2.99372633269"), out);
        }

        void assertRefused(String reason) {
            assertNotEquals(0, exit, out);
            assertTrue(err.contains("java.lang.IllegalStateException: "), err);
            assertTrue(err.contains(reason), err);
        }

        void assertOneWarning(String text) {
            assertEquals(1, warnings().size(), err);
            assertTrue(warnings().get(0).contains(text), err);
        }

        String theta() {
            return out.lines()
                    .filter(line -> line.startsWith("theta "))
                    .findFirst()
                    .orElse(out + err);
        }

        /** Without the line with which Java greets the incubator module. */
        List<String> warnings() {
            return err.lines()
                    .filter(line -> line.startsWith("WARNING: ") && !line.contains("Using incubator modules"))
                    .toList();
        }
    }
}
