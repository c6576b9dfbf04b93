package dev.steepest.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** 0 B/op, as JMH's own profiler counts it. */
class AllocationTest {

    /** The smallest object has 16 bytes; what JMH's harness allocates itself is spread over many thousand operations. */
    private static final double NOTHING = 1;

    @Test
    void nothingIsAllocated() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("BatchGradientBenchmark.(vector|scalar).*")
                        .include("StochasticEpochBenchmark.(vector|scalar).*")
                        .include("PredictBenchmark")
                        .include("OnlineBenchmark.(step|predict)")
                        .param("shape", "128x16")
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(700))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(500))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertEquals(10, results.size());
        for (RunResult result : results) {
            double bytes =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            assertTrue(bytes < NOTHING, result.getParams().getBenchmark() + " allocates " + bytes + " B/op");
        }
    }
}
