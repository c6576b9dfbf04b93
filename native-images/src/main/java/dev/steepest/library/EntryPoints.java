package dev.steepest.library;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.graalvm.nativeimage.IsolateThread;
import org.graalvm.nativeimage.c.CContext;
import org.graalvm.nativeimage.c.function.CEntryPoint;
import org.graalvm.nativeimage.c.struct.CField;
import org.graalvm.nativeimage.c.struct.CStruct;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CDoublePointer;
import org.graalvm.nativeimage.c.type.CLongPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.nativeimage.c.type.VoidPointer;
import org.graalvm.word.PointerBase;

/**
 * What {@code steepest.c} calls. Each entry point ends with a status and never with an exception, which would end the process; what went wrong is
 * written to {@code message}, {@code length} bytes with the final 0. Pointers are not null unless it says so, and the thread is attached:
 * {@code steepest.c} has seen to both.
 */
@CContext(EntryPoints.Header.class)
@SuppressWarnings("unused") // the thread is how an entry point gets into its isolate
final class EntryPoints {

    /** The structs are read from the header itself. */
    static final class Header implements CContext.Directives {

        @Override
        public boolean isInConfiguration() {
            return InLibrary.HEADER != null;
        }

        @Override
        public List<String> getHeaderFiles() {
            return List.of('"' + InLibrary.HEADER + '"');
        }
    }

    /** Entry points are none of the command's business, which is built from the same classes. */
    static final class InLibrary implements BooleanSupplier {

        static final String HEADER = System.getProperty("steepest.header");

        @Override
        public boolean getAsBoolean() {
            return HEADER != null;
        }
    }

    /** X. */
    @CStruct("steepest_matrix")
    interface MatrixStruct extends PointerBase {

        @CField
        VoidPointer values();

        @CField
        long rows();

        @CField
        long features();

        @CField
        long stride();

        @CField
        int layout();

        @CField
        int storage();
    }

    /** How to descend. */
    @CStruct("steepest_options")
    interface OptionsStruct extends PointerBase {

        @CField
        int method();

        @CField
        int plan();

        @CField
        int intercept();

        @CField
        int standardize();

        @CField
        int threads();

        @CField("batch_size")
        int batchSize();

        @CField
        long seed();

        @CField("max_epochs")
        long maxEpochs();

        @CField("learning_rate")
        double learningRate();

        @CField
        double tolerance();

        @CField("gradient_tolerance")
        double gradientTolerance();
    }

    /** What came of it. */
    @CStruct("steepest_result")
    interface ResultStruct extends PointerBase {

        @CField
        void cost(double value);

        @CField("gradient_norm")
        void gradientNorm(double value);

        @CField("learning_rate")
        void learningRate(double value);

        @CField
        void epochs(long value);

        @CField
        void steps(long value);

        @CField
        void reason(int value);
    }

    private EntryPoints() {}

    @CEntryPoint(name = "steepest_image_describe", include = InLibrary.class)
    static int describe(IsolateThread thread, CCharPointer text, long size, CCharPointer message, long length) {
        try {
            write(Session.ONE.describe(), text, size);
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    /** The last call before the isolate is torn down. */
    @CEntryPoint(name = "steepest_image_close", include = InLibrary.class)
    static int close(IsolateThread thread, CCharPointer message, long length) {
        try {
            Session.ONE.close();
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_load_file", include = InLibrary.class)
    static int loadFile(IsolateThread thread, CCharPointer path, CCharPointer message, long length) {
        try {
            Session.ONE.load(CTypeConversion.utf8ToJavaString(path));
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_load_memory", include = InLibrary.class)
    static int loadMemory(IsolateThread thread, VoidPointer json, long size, CCharPointer message, long length) {
        try {
            Session.ONE.load(json.rawValue(), size);
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_save_file", include = InLibrary.class)
    static int saveFile(IsolateThread thread, CCharPointer path, CCharPointer message, long length) {
        try {
            Session.ONE.save(CTypeConversion.utf8ToJavaString(path));
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    /** Each of theta, features and intercept may be null. */
    @CEntryPoint(name = "steepest_image_parameters", include = InLibrary.class)
    static int parameters(
            IsolateThread thread,
            CDoublePointer theta,
            long capacity,
            CLongPointer features,
            CDoublePointer intercept,
            CCharPointer message,
            long length) {
        try {
            var model = Session.ONE.model();
            if (features.isNonNull()) {
                features.write(model.features());
            }
            if (intercept.isNonNull()) {
                intercept.write(model.intercept());
            }
            if (theta.isNonNull()) {
                CMemory.write("theta", model.theta(), theta.rawValue(), capacity);
            }
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_predict_row", include = InLibrary.class)
    static int predictRow(
            IsolateThread thread,
            CDoublePointer row,
            long features,
            CDoublePointer prediction,
            CCharPointer message,
            long length) {
        try {
            prediction.write(Session.ONE.predict(row.rawValue(), features));
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_predict", include = InLibrary.class)
    static int predict(
            IsolateThread thread,
            MatrixStruct x,
            CDoublePointer predictions,
            long count,
            CCharPointer message,
            long length) {
        try {
            Session.ONE.predict(table(x), predictions.rawValue(), count);
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_fit", include = InLibrary.class)
    static int fit(
            IsolateThread thread,
            MatrixStruct x,
            CDoublePointer targets,
            long count,
            OptionsStruct options,
            ResultStruct result,
            CCharPointer message,
            long length) {
        try {
            var fit = Session.ONE.fit(
                    table(x),
                    targets.rawValue(),
                    count,
                    new FitOptions(
                            options.method(),
                            options.plan(),
                            options.intercept() != 0,
                            options.standardize() != 0,
                            options.threads(),
                            options.batchSize(),
                            options.seed(),
                            options.maxEpochs(),
                            options.learningRate(),
                            options.tolerance(),
                            options.gradientTolerance()));
            result.cost(fit.cost());
            result.gradientNorm(fit.gradientNorm());
            result.learningRate(fit.learningRate());
            result.epochs(fit.epochs());
            result.steps(fit.steps());
            result.reason(Status.reason(fit.reason()));
            if (Status.of(fit) == Status.DIVERGED) {
                write(fit.message(), message, length);
            }
            return Status.of(fit);
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_online_start", include = InLibrary.class)
    static int onlineStart(
            IsolateThread thread,
            long features,
            double learningRate,
            int intercept,
            CCharPointer message,
            long length) {
        try {
            Session.ONE.start(features, learningRate, intercept != 0);
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    /** The loss may be null. */
    @CEntryPoint(name = "steepest_image_online_step", include = InLibrary.class)
    static int onlineStep(
            IsolateThread thread,
            CDoublePointer row,
            long features,
            double target,
            CDoublePointer loss,
            CCharPointer message,
            long length) {
        try {
            double value = Session.ONE.step(row.rawValue(), features, target);
            if (loss.isNonNull()) {
                loss.write(value);
            }
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    @CEntryPoint(name = "steepest_image_online_publish", include = InLibrary.class)
    static int onlinePublish(IsolateThread thread, CCharPointer message, long length) {
        try {
            Session.ONE.publish();
            return Status.OK;
        } catch (Throwable e) {
            return failed(e, message, length);
        }
    }

    private static CMemory.Table table(MatrixStruct x) {
        return new CMemory.Table(x.values().rawValue(), x.rows(), x.features(), x.stride(), x.layout(), x.storage());
    }

    private static int failed(Throwable e, CCharPointer message, long length) {
        try {
            write(Status.explain(e), message, length);
        } catch (Throwable again) { // no memory even for the text
            message.write(0, (byte) 0);
        }
        return Status.of(e);
    }

    /** As UTF-8, cut to what fits with its 0; nothing where there is no room for that. */
    private static void write(String text, CCharPointer to, long size) {
        if (size < 1) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = (int) Math.min(bytes.length, size - 1);
        while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--; // not within a character
        }
        for (int k = 0; k < end; k++) {
            to.write(k, bytes[k]);
        }
        to.write(end, (byte) 0);
    }
}
