package dev.steepest.bench;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The shapes of X that a batch gradient is measured at: first-level cache, second, third, memory (on most machines). */
@State(Scope.Benchmark)
public class BatchShape {

    /** m × d. */
    @Param({
        "128x16",
        "512x16",
        "512x64",
        "512x256",
        "8192x64",
        "1048576x64",
        "262144x256",
        "65536x1024",
    })
    public String shape = "128x16";

    Shape parsed() {
        return Shape.parse(shape);
    }
}
