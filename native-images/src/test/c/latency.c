/* The time of one call of steepest_predict_row, 64 features: the best of several series, in nanoseconds; then of a handle's life. */
#include <stdio.h>
#include <time.h>

#include <steepest.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * t.tv_sec + t.tv_nsec;
}

int main(void) {
    enum { CALLS = 200000, SERIES = 20, HANDLES = 100 };
    double row[64] = {0};
    double z = 0;
    double best = 1e300;
    steepest_handle handle;
    double start = now();
    if (steepest_create(&handle) != STEEPEST_OK || steepest_online_start(handle, 64, 0.1, 0) != STEEPEST_OK
        || steepest_online_publish(handle) != STEEPEST_OK || steepest_predict_row(handle, row, 64, &z) != STEEPEST_OK) {
        return 1;
    }
    printf("start to first prediction %.2f ms\n", (now() - start) / 1e6);
    for (int s = 0; s < SERIES; s++) {
        start = now();
        for (int k = 0; k < CALLS; k++) {
            row[0] = z * 1e-9; /* each waits for the one before */
            steepest_predict_row(handle, row, 64, &z);
        }
        double nanos = (now() - start) / CALLS;
        best = nanos < best ? nanos : best;
    }
    printf("predict_row %.1f ns\n", best);
    start = now();
    for (int k = 0; k < HANDLES; k++) {
        steepest_handle other;
        steepest_create(&other);
        steepest_destroy(other);
    }
    printf("create and destroy %.2f ms\n", (now() - start) / 1e6 / HANDLES);
    return steepest_destroy(handle);
}
