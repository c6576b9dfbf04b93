/** The command {@code steepest}: fits, predicts and tells what it runs on. */
@org.jspecify.annotations.NullMarked
module dev.steepest.command {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires dev.steepest.data;
    requires info.picocli;
    requires jdk.management;

    opens dev.steepest.command to
            info.picocli;
}
