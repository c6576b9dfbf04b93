/** The command {@code steepest}: fits, predicts and tells what it runs on; and the entry points of the C library {@code libsteepest}. */
@org.jspecify.annotations.NullMarked
module dev.steepest.command {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires dev.steepest.data;
    requires info.picocli;
    requires jdk.management;
    requires static org.graalvm.nativeimage;
    requires static org.graalvm.word;

    opens dev.steepest.command to
            info.picocli;
}
