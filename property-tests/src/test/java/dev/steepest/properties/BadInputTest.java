package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.LearningRate;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every bad input is refused with a message that names the numbers, and nothing has been changed. */
@SuppressWarnings("MustBeClosed") // the arena of each test is closed after it
class BadInputTest {

    private static final double[][] X = {{1, 2}, {3, 4}, {5, 6}};

    private Arena arena;
    private Matrix x;
    private Vector y;

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
        x = Matrix.of(arena, X);
        y = Vector.of(arena, 7, 8, 9);
    }

    @AfterEach
    void dataIsUnchanged() {
        for (int i = 0; i < X.length; i++) {
            for (int j = 0; j < X[i].length; j++) {
                assertEquals(X[i][j], x.get(i, j));
            }
        }
        assertEquals("[7.0, 8.0, 9.0]", y.toString());
        arena.close();
    }

    @Test
    void matrixOfRows() {
        refused("X has no rows: rows=0", () -> Matrix.of(arena, new double[0][]));
        refused("X has no values: rows=2 features=0", () -> Matrix.of(arena, new double[2][0]));
        refused("row 1 has features=1, row 0 has features=2", () -> Matrix.of(arena, new double[][] {{1, 2}, {3}}));
    }

    @Test
    void matrixShape() {
        MemorySegment segment = x.segment();
        for (Layout layout : Layout.values()) {
            refused("X has no values: rows=0 features=2", () -> Matrix.wrap(segment, layout, 0, 2));
            refused("X has no values: rows=3 features=0", () -> Matrix.wrap(segment, layout, 3, 0));
            refused("X has no values: rows=-1 features=2", () -> Matrix.allocate(arena, layout, -1, 2));
            refused(
                    "stride=1 does not fit " + (layout == Layout.COLUMNS ? "rows=3" : "features=2") + " of layout="
                            + layout,
                    () -> Matrix.wrap(segment, layout, 3, 2, 1));
        }
        refused(
                "stride=3 does not fit features=2 of layout=PANELS",
                () -> Matrix.wrap(segment, Layout.PANELS, 3, 2, 3));
        refused(
                "X is too small: byteSize=48 needed=64 (8 float64 values)",
                () -> Matrix.wrap(segment, Layout.ROWS, 3, 2, 3));
        refused(
                "X is too small: byteSize=48 needed=1024 (128 float64 values)",
                () -> Matrix.wrap(segment, Layout.PANELS, 3, 2));
        assertEquals(6, Matrix.wrap(segment, Layout.ROWS, 2, 2, 4).get(1, 1), "the last row needs no gap behind it");
    }

    @Test
    void tooLarge() {
        long rows = 1L << 61;
        String message = "X is too large: rows=2305843009213693952 × stride=4 × 8 bytes exceeds 9223372036854775807";
        refused(message, () -> Matrix.wrap(x.segment(), Layout.PANELS, rows, 4));
        refused(message, () -> Matrix.allocate(arena, Layout.ROWS, rows, 4));
        refused(message.replace("952 ×", "951 ×"), () -> Matrix.wrap(x.segment(), Layout.ROWS, rows, 4));
    }

    /** As {@link #tooLarge}, found by reading: numbers are missing from these messages. */
    @Test
    void tooLargeToAllocate() {
        long rows = 1L << 61;
        refused(
                "X is too large: rows=2305843009213693952 × stride=4 × 8 bytes exceeds 9223372036854775807",
                () -> Matrix.allocate(arena, Layout.PANELS, rows, 4));
    }

    @Test
    void vectorTooLong() {
        Exception refusal = assertThrows(RuntimeException.class, () -> Vector.allocate(arena, 1L << 61));
        assertTrue(String.valueOf(refusal.getMessage()).contains("length=2305843009213693952"), refusal::toString);
    }

    @Test
    void memory() {
        MemorySegment misaligned = arena.allocate(8 * 8 + 1).asSlice(1);
        refused(
                "X is misaligned: address=" + misaligned.address() + " is not a multiple of 8 bytes",
                () -> Matrix.wrap(misaligned, Layout.ROWS, 3, 2));
        refused(
                "the vector is misaligned: address=" + misaligned.address() + " is not a multiple of 8 bytes",
                () -> Vector.wrap(misaligned));
        refused(
                "X is misaligned: address=" + misaligned.address() + " is not a multiple of 4 bytes",
                () -> Matrix.wrap(misaligned, Layout.ROWS, Storage.FLOAT32, 3, 2, 2));
        refused(
                "X is too small: byteSize=48 needed=52 (13 float32 values)",
                () -> Matrix.wrap(x.segment(), Layout.ROWS, Storage.FLOAT32, 2, 3, 10));
        MemorySegment heap = MemorySegment.ofArray(new double[6]);
        String why = " is in heap memory (" + heap
                + "): kernels read native memory only; copy it with an Arena, e.g. arena.allocateFrom(JAVA_DOUBLE, array)";
        refused("X" + why, () -> Matrix.wrap(heap, Layout.ROWS, 3, 2));
        refused("the vector" + why, () -> Vector.wrap(heap));
    }

    @Test
    void vectors() {
        refused("a vector needs values: length=0", () -> Vector.of(arena));
        refused("a vector needs values: length=0", () -> Vector.allocate(arena, 0));
        refused("a vector needs values: length=-1", () -> Vector.allocate(arena, -1));
        refused("a vector needs values: length=0", () -> Vector.wrap(arena.allocate(0)));
        refused(
                "a vector of float64 values cannot have byteSize=12: not a multiple of 8",
                () -> Vector.wrap(arena.allocate(12, 8)));
        assertThrows(IndexOutOfBoundsException.class, () -> y.get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> y.get(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> x.pack(arena).get(3, 0), "padding is no row");
    }

    @Test
    void descriptions() {
        for (double rate : new double[] {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = "learningRate=" + rate + " is no learning rate: it must be positive and finite";
            refused(message, () -> GradientDescent.batch().learningRate(rate));
            refused(message, () -> LearningRate.constant(rate));
        }
        for (double tolerance : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(
                    "costChange=" + tolerance + " is no tolerance: it must be finite and ≥ 0",
                    () -> Convergence.costChange(tolerance));
            refused(
                    "gradientNorm=" + tolerance + " is no tolerance: it must be finite and ≥ 0",
                    () -> Convergence.gradientNorm(tolerance));
        }
        refused(
                "maxEpochs=0 is no number of epochs: it must be at least 1",
                () -> GradientDescent.batch().maxEpochs(0));
        refused("batchSize=0 is no batch: it must be at least 1", () -> GradientDescent.miniBatch(0, 1));
    }

    @Test
    void fits() {
        refused("X has rows=3, y has length=2", () -> GradientDescent.batch().fit(x, Vector.of(arena, 1, 2)));
        refused(
                "batchSize=4 exceeds the rows of X, rows=3",
                () -> GradientDescent.miniBatch(4, 1).fit(x, y));
        Matrix panels = x.pack(arena);
        refused(
                "stochastic descent needs X in layout=ROWS, this one is in layout=PANELS",
                () -> GradientDescent.stochastic(1).fit(panels, y));
        refused(
                "mini-batch descent needs X in layout=ROWS, this one is in layout=PANELS; batches of whole panels would do: sampling=SHUFFLED_BLOCKS,"
                        + " batchSize a multiple of 64, no rows split off for validation",
                () -> GradientDescent.miniBatch(2, 1).fit(panels, y));
        refused(
                "the start has features=3, X has features=2",
                () -> GradientDescent.batch().startAt(Model.of(0, 1, 2, 3)).fit(x, y));
        refused(
                "the start has intercept=1.5, but no intercept is fitted: add intercept()",
                () -> GradientDescent.batch().startAt(Model.of(1.5, 1, 2)).fit(x, y));
    }

    @Test
    void startsAtFitsOfOtherDescents() {
        GradientDescent momentum = GradientDescent.batch().optimizer(Optimizer.momentum(0.9));
        Fit fit = momentum.fit(x, y);
        refused(
                "the start is a fit of optimizer=momentum:0.9, whose state is none of optimizer=momentum:0.8: start at its model(), that is at θ and b alone",
                () -> momentum.optimizer(Optimizer.momentum(0.8)).startAt(fit).fit(x, y));
        refused(
                "the start is a fit of optimizer=momentum:0.9, whose state is none of optimizer=plain: start at its model(), that is at θ and b alone",
                () -> GradientDescent.stochastic(1)
                        .learningRate(0.01)
                        .startAt(fit)
                        .online(2));
        Matrix three = Matrix.of(arena, new double[][] {{1, 2, 3}, {3, 4, 5}, {5, 6, 7}});
        refused(
                "the start has features=2, X has features=3",
                () -> momentum.startAt(fit).fit(three, y));
        refused(
                "the start is a fit of standardize=false, here it is standardize=true: the optimizer's state is in other units; start at its model(), that is at θ and b alone",
                () -> momentum.standardize().startAt(fit).fit(x, y));

        Fit standardized = momentum.standardize().intercept().fit(x, y);
        refused(
                "the start is a fit of standardize=true, here it is standardize=false: the optimizer's state is in other units; start at its model(), that is at θ and b alone",
                () -> momentum.intercept().startAt(standardized).fit(x, y));
        Matrix others = Matrix.of(arena, new double[][] {{1, 2}, {3, 4}, {5, 9}});
        refused(
                "the start is a fit of feature=1 mean=4.0 scale=1.632993161855452, here it is feature=1 mean=5.0 scale=2.943920288775949: the optimizer's state is in other units; start at its model(), that is at θ and b alone",
                () -> momentum.standardize().intercept().startAt(standardized).fit(others, y));

        Fit zero = momentum.intercept().fit(x, Vector.of(arena, 0, 0, 0));
        refused(
                "the start has intercept=0.0, but no intercept is fitted: add intercept()",
                () -> momentum.startAt(zero).fit(x, y));
    }

    @Test
    void notFinite() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Matrix badX = Matrix.of(arena, new double[][] {{1, 2}, {3, 4}, {5, bad}});
            Vector badY = Vector.of(arena, 1, bad, bad);
            GradientDescent strict = GradientDescent.batch().requireFinite();
            refused("X is not finite at row=2 feature=1: " + bad, () -> strict.fit(badX, y));
            refused("X is not finite at row=2 feature=1: " + bad, () -> strict.fit(badX.pack(arena), y));
            refused("X is not finite at row=2 feature=1: " + bad, () -> strict.fit(badX, badY));
            refused("y is not finite at row=1: " + bad, () -> strict.fit(x, badY));
            for (GradientDescent lenient : List.of(
                    GradientDescent.batch(),
                    GradientDescent.batch().standardize(),
                    GradientDescent.stochastic(1),
                    GradientDescent.miniBatch(2, 1))) {
                Fit fit = lenient.fit(badX, y);
                assertEquals(Reason.DIVERGED, fit.reason(), fit::message);
                assertTrue(fit.message().contains("requireFinite() tells where"), fit::message);
                assertEquals("[0.0, 0.0]", fit.theta().toString());
                assertEquals(Reason.DIVERGED, lenient.fit(x, badY).reason());
            }
        }
    }

    /** The first one in the order of rows, far from the corner of a tile. */
    @Test
    void firstNotFiniteOfMany() {
        double[][] rows = new double[200][100];
        rows[150][3] = Double.NaN;
        rows[70][99] = Double.NaN;
        rows[71][0] = Double.NaN;
        Matrix bad = Matrix.of(arena, rows);
        Vector zeros = Vector.allocate(arena, 200);
        for (Matrix view : List.of(bad, bad.pack(arena))) {
            refused(
                    "X is not finite at row=70 feature=99: NaN",
                    () -> GradientDescent.batch().requireFinite().fit(view, zeros));
        }
    }

    @Test
    void models() {
        refused("a model needs features: theta has length=0", () -> Model.of(1));
        refused("intercept=NaN is not finite", () -> Model.of(Double.NaN, 1));
        refused("theta[1]=Infinity is not finite", () -> Model.of(0, 1, Double.POSITIVE_INFINITY));
        Model model = Model.of(0, 1, 2);
        refused("the row has features=3, the model has features=2", () -> model.predict(1, 2, 3));
        refused(
                "X has features=2, the model has features=3",
                () -> Model.of(0, 1, 2, 3).predict(x, y));
        refused("X has rows=3, the predictions have length=2", () -> model.predict(x, Vector.of(arena, 1, 2)));
        refused(
                "the predictions is read-only: results cannot be written to it",
                () -> model.predict(x, Vector.wrap(y.segment().asReadOnly())));
    }

    @Test
    void closedArenas() {
        Arena closed = Arena.ofConfined();
        Matrix goneX = Matrix.of(closed, X);
        Vector goneY = Vector.of(closed, 1, 2, 3);
        closed.close();
        Model model = Model.of(0, 1, 2);
        illegal("the arena of X is closed", () -> GradientDescent.batch().fit(goneX, y));
        illegal("the arena of y is closed", () -> GradientDescent.batch().fit(x, goneY));
        illegal("the arena of X is closed", () -> model.predict(goneX, y));
        illegal("the arena of the predictions is closed", () -> model.predict(x, goneY));
        illegal("the arena of X is closed", () -> goneX.pack(arena));
    }

    @Test
    void anotherThread() {
        Model model = Model.of(0, 1, 2);
        for (Executable use : List.<Executable>of(
                () -> GradientDescent.batch().fit(x, y), () -> model.predict(x, y), () -> x.pack(Arena.ofAuto()))) {
            String[] name = {""};
            CompletionException failure = assertThrows(
                    CompletionException.class,
                    () -> CompletableFuture.runAsync(() -> {
                                name[0] = Thread.currentThread().getName();
                                run(use);
                            })
                            .join());
            assertEquals(IllegalStateException.class, failure.getCause().getClass());
            assertEquals(
                    "X is in the confined arena of another thread, not of " + name[0]
                            + ": use Arena.ofShared() or Arena.ofAuto()",
                    failure.getCause().getMessage());
        }
    }

    @Test
    void predictionsKeepWhatTheyHeld() {
        Guarded target = new Guarded(arena, 2, 3);
        MemorySegment before = arena.allocate(16).copyFrom(target.segment());
        assertThrows(IllegalArgumentException.class, () -> Model.of(0, 1, 2).predict(x, Vector.wrap(target.segment())));
        assertEquals(-1, before.mismatch(target.segment()));
        target.assertIntact("predictions");
    }

    @Test
    void losses() {
        refused("huber=0.0 must be positive and finite", () -> Loss.huber(0));
        refused("huber=NaN must be positive and finite", () -> Loss.huber(Double.NaN));
        refused("huber=Infinity must be positive and finite", () -> Loss.huber(Double.POSITIVE_INFINITY));
        refused("quantile=0.0 must be between 0 and 1", () -> Loss.quantile(0));
        refused("quantile=1.0 must be between 0 and 1", () -> Loss.quantile(1));
        refused("quantile=NaN must be between 0 and 1", () -> Loss.quantile(Double.NaN));
        refused("epsilonInsensitive=-0.1 must be finite and ≥ 0", () -> Loss.epsilonInsensitive(-0.1));
        refused(
                "loss=cubed is none of squared, huber:D, quantile:Q, epsilon-insensitive:E, logistic, hinge, squared-hinge, poisson",
                () -> Loss.parse("cubed"));
        refused("loss=quantile:half: 'half' is no number", () -> Loss.parse("quantile:half"));
        for (String name : List.of("quantile:0.5", "epsilon-insensitive:0.1", "hinge", "poisson")) {
            refused(
                    "learningRate=automatic needs a bound on the second derivative, which loss=" + name
                            + " has not: give a constant rate, or use optimizer=auto",
                    () -> GradientDescent.batch().loss(Loss.parse(name)).fit(x, y));
        }
        refused(
                "plan=GRAM serves loss=squared only, this is loss=huber:1.0",
                () -> GradientDescent.batch()
                        .loss(Loss.huber(1))
                        .plan(Plan.GRAM)
                        .fit(x, y));
    }

    @Test
    void targetsOfLosses() {
        GradientDescent logistic = GradientDescent.batch().loss(Loss.logistic());
        refused(
                "y=7.0 at row=0 is no target of loss=logistic: labels are -1 and 1, or 0 and 1",
                () -> logistic.fit(x, y));
        refused(
                "y=NaN at row=2 is no target of loss=logistic: labels are -1 and 1, or 0 and 1",
                () -> logistic.fit(x, Vector.of(arena, 0, 1, Double.NaN)));
        refused(
                "y=0.0 at row=2 is no target of loss=logistic: labels are -1 and 1, or 0 and 1, which had y=-1.0 before",
                () -> logistic.fit(x, Vector.of(arena, -1, 1, 0)));
        GradientDescent poisson = GradientDescent.batch().loss(Loss.poisson()).learningRate(1e-9);
        refused(
                "y=-0.5 at row=1 is no target of loss=poisson: it must be finite and not negative",
                () -> poisson.fit(x, Vector.of(arena, 0, -0.5, 2)));
        refused(
                "the target=2.0 is no target of loss=hinge: labels are -1 and 1, or 0 and 1",
                () -> GradientDescent.stochastic(1)
                        .loss(Loss.hinge())
                        .learningRate(1)
                        .online(1)
                        .step(new double[1], 2));
    }

    @Test
    void weights() {
        GradientDescent descent = GradientDescent.batch();
        refused("X has rows=3, the weights have length=2", () -> descent.fit(x, y, Vector.of(arena, 1, 2)));
        for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(
                    "weight=" + weight + " at row=1 is no weight: it must be finite and not negative",
                    () -> descent.fit(x, y, Vector.of(arena, 1, weight, 1)));
        }
        refused(
                "the weights of rows=3 add up to 0.0: it must be positive and finite",
                () -> descent.fit(x, y, Vector.of(arena, 0, 0, 0)));
        refused(
                "the weights of rows=3 add up to Infinity: it must be positive and finite",
                () -> descent.fit(x, y, Vector.of(arena, 1e308, 1e308, 1)));
        refused(
                "plan=GRAM serves rows of equal weight only",
                () -> descent.plan(Plan.GRAM).fit(x, y, Vector.of(arena, 1, 2, 3)));
        refused(
                "classWeights=-1.0,1.0 must be finite and not negative, and one of them positive",
                () -> descent.classWeights(-1, 1));
        refused(
                "classWeights=0.0,0.0 must be finite and not negative, and one of them positive",
                () -> descent.classWeights(0, 0));
        refused(
                "class weights belong to a loss of labels, this is loss=squared",
                () -> descent.balancedClasses().fit(x, y));
        refused(
                "balanced class weights need rows of both labels: positive=3 negative=0",
                () -> descent.loss(Loss.logistic()).balancedClasses().fit(x, Vector.of(arena, 1, 1, 1)));
    }

    /** The net: whatever takes a matrix, a vector or a segment refuses a bad shape; a new method falls in by itself. */
    @Test
    void everyMethodThatTakesMemoryRefusesBadShapes() throws IllegalAccessException {
        List<Object> receivers = List.of(x, y, Model.of(0, 1, 2, 3), GradientDescent.batch());
        List<String> found = new ArrayList<>();
        List<String> checked = new ArrayList<>();
        for (Object receiver : receivers) {
            for (Method method : publicMethods(receiver.getClass())) {
                if (Stream.of(method.getParameterTypes()).noneMatch(BadInputTest::isMemory)) {
                    continue;
                }
                found.add(method.toString());
                Object[] arguments = Stream.of(method.getParameterTypes())
                        .map(this::badShape)
                        .toArray();
                InvocationTargetException failure = assertThrows(
                        InvocationTargetException.class, () -> method.invoke(receiver, arguments), method::toString);
                assertEquals(IllegalArgumentException.class, failure.getCause().getClass(), method::toString);
                assertTrue(failure.getCause().getMessage().matches(".*=\\d+.*"), failure.getCause()::getMessage);
                checked.add(method.toString());
            }
        }
        assertTrue(checked.size() > 0);
        assertEquals(found, checked);
        assertEquals(8, checked.size(), checked::toString);
    }

    private static List<Method> publicMethods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();
    }

    private static boolean isMemory(Class<?> type) {
        return type == Matrix.class || type == Vector.class || type == MemorySegment.class;
    }

    /** Shapes that fit none of the others. */
    private Object badShape(Class<?> type) {
        if (type == MemorySegment.class) {
            return arena.allocate(12, 8);
        }
        if (type == Matrix.class) {
            return x;
        }
        if (type == Vector.class) {
            return Vector.of(arena, 1, 2, 3, 4, 5);
        }
        if (type == Layout.class) {
            return Layout.ROWS;
        }
        if (type == Storage.class) {
            return Storage.FLOAT32;
        }
        if (type == long.class) {
            return 3L;
        }
        assertEquals(int.class, type, "a parameter that the net does not know");
        return 2;
    }

    private static void run(Executable executable) {
        try {
            executable.execute();
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }

    private static void illegal(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, executable, message).getMessage());
    }
}
