/* What the library promises its callers: refusals, threads, and that nothing is left behind. Prints one line for each part. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <steepest.h>

static int checks;

#define CHECK(condition)                                                                                         \
    do {                                                                                                         \
        checks++;                                                                                                \
        if (!(condition)) {                                                                                      \
            fprintf(stderr, "line %d: %s; last error: %s\n", __LINE__, #condition, steepest_last_error());       \
            exit(1);                                                                                             \
        }                                                                                                        \
    } while (0)

#define REFUSED(call, text)                                                                                      \
    do {                                                                                                         \
        CHECK((call) == STEEPEST_REFUSED);                                                                       \
        if (strstr(steepest_last_error(), text) == NULL) {                                                       \
            fprintf(stderr, "line %d: '%s' is not in '%s'\n", __LINE__, text, steepest_last_error());            \
            exit(1);                                                                                             \
        }                                                                                                        \
    } while (0)

enum { ROWS = 300, FEATURES = 64 };

static double x[ROWS][FEATURES];
static double y[ROWS];

static steepest_matrix matrix(void) {
    steepest_matrix m = STEEPEST_MATRIX_INIT;
    m.values = x;
    m.rows = ROWS;
    m.features = FEATURES;
    return m;
}

static void data(void) {
    for (int i = 0; i < ROWS; i++) {
        y[i] = i % 7;
        for (int j = 0; j < FEATURES; j++) {
            x[i][j] = ((i * 31 + j * 17) % 129 - 64) / 64.0;
        }
    }
}

/* Sizes that no memory has, and those at the edges of int32 and int64: refused, or nothing but the text is written. */
static void sizes(steepest_handle h) {
    const size_t none[] = {SIZE_MAX, SIZE_MAX - 1, (size_t) 1 << 63, ((size_t) 1 << 63) + 1, ((size_t) 1 << 63) + 8};
    const size_t roomy[] = {256, (size_t) 1 << 31, ((size_t) 1 << 31) + 1, (size_t) 1 << 32, ((size_t) 1 << 32) + 1, INT64_MAX};
    char guarded[3][256];
    char *text = guarded[1];
    double theta[FEATURES];
    double row[FEATURES] = {0};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        memset(guarded, '#', sizeof guarded);
        REFUSED(steepest_describe(h, text, none[k]), "of text exceeds all memory");
        for (size_t i = 0; i < sizeof guarded; i++) {
            CHECK(((char *) guarded)[i] == '#');
        }
        REFUSED(steepest_load_memory(h, "{}", none[k]), "of json exceeds all memory");
    }
    for (size_t k = 0; k < sizeof roomy / sizeof *roomy; k++) {
        memset(guarded, '#', sizeof guarded);
        CHECK(steepest_describe(h, text, roomy[k]) == STEEPEST_OK && strstr(text, "kernel=vector-") == text);
        for (size_t i = 0; i < 256; i++) {
            CHECK(guarded[0][i] == '#' && guarded[2][i] == '#');
        }
    }
    REFUSED(steepest_load_memory(h, "{}", (size_t) 1 << 31), "size=2147483648");
    REFUSED(steepest_load_memory(h, "{}", INT64_MAX), "size=9223372036854775807");

    const int64_t counts[] = {INT64_MIN, INT64_MIN + 1, -1, 0, ((int64_t) 1 << 32) + FEATURES, INT64_MAX};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        steepest_matrix m = matrix();
        steepest_options o = STEEPEST_OPTIONS_INIT;
        steepest_handle own;
        CHECK(steepest_create(&own) == STEEPEST_OK);
        CHECK(steepest_fit(own, &m, y, counts[k], NULL, NULL) == STEEPEST_REFUSED);
        CHECK(steepest_fit(own, &m, y, ROWS, NULL, NULL) == STEEPEST_OK);
        CHECK(steepest_predict(own, &m, y, counts[k]) == STEEPEST_REFUSED);
        CHECK(steepest_predict_row(own, row, counts[k], theta) == STEEPEST_REFUSED);
        m.rows = counts[k];
        CHECK(steepest_fit(own, &m, y, ROWS, NULL, NULL) == STEEPEST_REFUSED);
        CHECK(steepest_predict(own, &m, y, ROWS) == STEEPEST_REFUSED);
        m = matrix();
        m.features = counts[k];
        CHECK(steepest_fit(own, &m, y, ROWS, NULL, NULL) == STEEPEST_REFUSED);
        m = matrix();
        m.stride = counts[k] == 0 ? 1 : counts[k];
        if (m.stride < FEATURES || m.stride == INT64_MAX) { /* others would be an address that is not ours */
            CHECK(steepest_fit(own, &m, y, ROWS, NULL, NULL) == STEEPEST_REFUSED);
        }
        if (counts[k] < 1) { /* any other capacity has room */
            REFUSED(steepest_parameters(own, theta, counts[k], NULL, NULL), "capacity=");
        }
        CHECK(steepest_online_start(own, FEATURES, 0.001, 0) == STEEPEST_OK);
        CHECK(steepest_online_step(own, row, counts[k], 1, NULL) == STEEPEST_REFUSED);
        if (counts[k] != 0) { /* 0 asks for the handle's model */
            REFUSED(steepest_online_start(own, counts[k], 0.001, 0), "features=");
        }
        m = matrix();
        if (counts[k] < 0) {
            o.max_epochs = counts[k];
            CHECK(steepest_fit(own, &m, y, ROWS, &o, NULL) == STEEPEST_REFUSED);
            o = (steepest_options) STEEPEST_OPTIONS_INIT;
            o.threads = (int32_t) -(k + 1);
            CHECK(steepest_fit(own, &m, y, ROWS, &o, NULL) == STEEPEST_REFUSED);
            o = (steepest_options) STEEPEST_OPTIONS_INIT;
            o.method = STEEPEST_MINI_BATCH;
            o.batch_size = (int32_t) -(k + 1);
            CHECK(steepest_fit(own, &m, y, ROWS, &o, NULL) == STEEPEST_REFUSED);
        }
        CHECK(steepest_destroy(own) == STEEPEST_OK);
    }
}

static void refusals(void) {
    steepest_handle h;
    steepest_matrix m = matrix();
    steepest_options o = STEEPEST_OPTIONS_INIT;
    double out[ROWS];
    char text[256];
    int64_t features;

    REFUSED(steepest_create(NULL), "handle=NULL");
    REFUSED(steepest_destroy(0), "handle=0 is no handle");
    REFUSED(steepest_fit(12345, &m, y, ROWS, NULL, NULL), "handle=12345 is no handle");
    CHECK(steepest_create(&h) == STEEPEST_OK);
    CHECK(steepest_describe(h, text, sizeof text) == STEEPEST_OK && strstr(text, "kernel=vector-") != NULL);
    CHECK(steepest_describe(h, text, 8) == STEEPEST_OK && strcmp(text, "kernel=") == 0);
    REFUSED(steepest_describe(h, text, 0), "size=0");
    sizes(h);

    REFUSED(steepest_predict_row(h, x[0], FEATURES, out), "the handle has no model");
    REFUSED(steepest_parameters(h, NULL, 0, &features, NULL), "the handle has no model");
    REFUSED(steepest_online_step(h, x[0], FEATURES, 1, NULL), "steepest_online_start");
    REFUSED(steepest_load_file(h, "none.json"), "cannot read none.json: there is no such file");
    REFUSED(steepest_load_file(h, NULL), "path=NULL");
    REFUSED(steepest_load_memory(h, "{", 1), "model in memory is no model");
    REFUSED(steepest_save_file(h, "/"), "the handle has no model");

    REFUSED(steepest_fit(h, NULL, y, ROWS, NULL, NULL), "x=NULL");
    REFUSED(steepest_fit(h, &m, NULL, ROWS, NULL, NULL), "targets=NULL");
    REFUSED(steepest_fit(h, &m, y, ROWS - 1, NULL, NULL), "rows=300");
    REFUSED(steepest_fit(h, &m, (double *) ((char *) y + 4), ROWS, NULL, NULL), "misaligned");
    REFUSED(steepest_fit(h, &m, y, -1, NULL, NULL), "count=-1");
    m.values = NULL;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.values=NULL");
    m = matrix();
    m.values = (char *) x + 4;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.values is misaligned");
    m = matrix();
    m.rows = 0;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "rows=0");
    m.rows = INT64_MAX;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "too large");
    m.rows = (int64_t) 1 << 55;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "too large");
    m = matrix();
    m.stride = 63;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.stride=63");
    m = matrix();
    m.layout = 7;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.layout=7");
    m = matrix();
    m.storage = 7;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.storage=7");
    m = matrix();
    m.size = 0;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "x.size=0");
    m = matrix();
    o.size = 8;
    REFUSED(steepest_fit(h, &m, y, ROWS, &o, NULL), "options.size=8");
    o = (steepest_options) STEEPEST_OPTIONS_INIT;
    o.method = 9;
    REFUSED(steepest_fit(h, &m, y, ROWS, &o, NULL), "options.method=9");
    o = (steepest_options) STEEPEST_OPTIONS_INIT;
    o.learning_rate = -1;
    REFUSED(steepest_fit(h, &m, y, ROWS, &o, NULL), "-1");
    o = (steepest_options) STEEPEST_OPTIONS_INIT;
    o.threads = 1000;
    REFUSED(steepest_fit(h, &m, y, ROWS, &o, NULL), "1000");
    x[2][5] = 0.0 / 0.0;
    REFUSED(steepest_fit(h, &m, y, ROWS, NULL, NULL), "row=2 feature=5");
    data();

    o = (steepest_options) STEEPEST_OPTIONS_INIT;
    o.learning_rate = 1e6;
    steepest_result r = STEEPEST_RESULT_INIT;
    CHECK(steepest_fit(h, &m, y, ROWS, &o, &r) == STEEPEST_DIVERGED);
    CHECK(strstr(steepest_last_error(), "diverged") != NULL);
    REFUSED(steepest_predict_row(h, x[0], FEATURES, out), "the handle has no model");

    CHECK(steepest_fit(h, &m, y, ROWS, NULL, &r) == STEEPEST_OK && r.epochs > 0 && r.size == sizeof r);
    REFUSED(steepest_predict_row(h, x[0], 63, out), "features=63");
    REFUSED(steepest_predict_row(h, NULL, FEATURES, out), "row=NULL");
    REFUSED(steepest_predict_row(h, x[0], FEATURES, NULL), "prediction=NULL");
    REFUSED(steepest_predict(h, &m, out, ROWS - 1), "length=299");
    REFUSED(steepest_parameters(h, out, 63, NULL, NULL), "capacity=63");

    /* A newer caller's struct: zeros behind what is known are fine, values are not. */
    struct {
        steepest_options options;
        int64_t more;
    } newer = {STEEPEST_OPTIONS_INIT, 0};
    newer.options.size = sizeof newer;
    CHECK(steepest_fit(h, &m, y, ROWS, &newer.options, NULL) == STEEPEST_OK);
    newer.more = 1;
    REFUSED(steepest_fit(h, &m, y, ROWS, &newer.options, NULL), "does not know");

    CHECK(steepest_destroy(h) == STEEPEST_OK);
    REFUSED(steepest_destroy(h), "is no handle");
    REFUSED(steepest_predict_row(h, x[0], FEATURES, out), "is no handle");
    printf("refusals %d\n", checks);
}

/* The same bits whatever the storage, the layout and the number of threads; X holds multiples of 1/64. */
static void storages(void) {
    static float narrow[ROWS][FEATURES];
    static double columns[FEATURES][ROWS];
    steepest_handle h;
    steepest_matrix m = matrix();
    steepest_options o = STEEPEST_OPTIONS_INIT;
    double theta[FEATURES];
    double other[FEATURES];
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < FEATURES; j++) {
            narrow[i][j] = (float) x[i][j];
            columns[j][i] = x[i][j];
        }
    }
    CHECK(steepest_create(&h) == STEEPEST_OK);
    for (int method = STEEPEST_BATCH; method <= STEEPEST_MINI_BATCH; method++) {
        o.method = method;
        o.max_epochs = 20;
        o.intercept = 1;
        m = matrix();
        CHECK(steepest_fit(h, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
        CHECK(steepest_parameters(h, theta, FEATURES, NULL, NULL) == STEEPEST_OK);
        o.threads = 2;
        CHECK(steepest_fit(h, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
        CHECK(steepest_parameters(h, other, FEATURES, NULL, NULL) == STEEPEST_OK);
        CHECK(memcmp(theta, other, sizeof theta) == 0);
        o.threads = 0;
        m.values = narrow;
        m.storage = STEEPEST_FLOAT32;
        CHECK(steepest_fit(h, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
        CHECK(steepest_parameters(h, other, FEATURES, NULL, NULL) == STEEPEST_OK);
        CHECK(memcmp(theta, other, sizeof theta) == 0);
        if (method != STEEPEST_BATCH) { /* copied to rows; batch adds columns in another order */
            m = matrix();
            m.values = columns;
            m.layout = STEEPEST_COLUMNS;
            CHECK(steepest_fit(h, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
            CHECK(steepest_parameters(h, other, FEATURES, NULL, NULL) == STEEPEST_OK);
            CHECK(memcmp(theta, other, sizeof theta) == 0);
        }
    }
    CHECK(steepest_destroy(h) == STEEPEST_OK);
    printf("storages %d\n", checks);
}

static void online(void) {
    steepest_handle h;
    double loss;
    double theta[FEATURES];
    CHECK(steepest_create(&h) == STEEPEST_OK);
    REFUSED(steepest_online_start(h, 0, 0.01, 0), "no model");
    REFUSED(steepest_online_start(h, -1, 0.01, 0), "features=-1");
    REFUSED(steepest_online_start(h, FEATURES, 0, 0), "0");
    CHECK(steepest_online_start(h, FEATURES, 0.001, 1) == STEEPEST_OK);
    for (int i = 0; i < ROWS; i++) {
        CHECK(steepest_online_step(h, x[i], FEATURES, y[i], &loss) == STEEPEST_OK && loss >= 0);
    }
    REFUSED(steepest_online_step(h, x[0], 5, 1, &loss), "features=5");
    CHECK(steepest_online_step(h, x[0], FEATURES, 1.0 / 0.0, &loss) == STEEPEST_OK && loss > 1e300);
    REFUSED(steepest_parameters(h, theta, FEATURES, NULL, NULL), "no model");
    CHECK(steepest_online_publish(h) == STEEPEST_OK);
    CHECK(steepest_parameters(h, theta, FEATURES, NULL, NULL) == STEEPEST_OK && theta[0] != 0);
    CHECK(steepest_online_start(h, 0, 0.001, 1) == STEEPEST_OK);
    CHECK(steepest_destroy(h) == STEEPEST_OK);
    printf("online %d\n", checks);
}

/* --- Threads: many predict on one handle, while another one replaces the model. */

enum { THREADS = 8, CALLS = 20000 };

static steepest_handle shared;
static double expected[2][ROWS];

static void *predicts(void *unused) {
    (void) unused;
    for (int k = 0; k < CALLS; k++) {
        double z;
        int i = k % ROWS;
        if (steepest_predict_row(shared, x[i], FEATURES, &z) != STEEPEST_OK || (z != expected[0][i] && z != expected[1][i])) {
            return "a prediction of neither model";
        }
    }
    REFUSED(steepest_predict_row(shared, x[0], 1, NULL), "prediction=NULL");
    return NULL;
}

static void threads(const char *folder) {
    char files[2][4096];
    pthread_t running[THREADS];
    steepest_matrix m = matrix();
    steepest_options o = STEEPEST_OPTIONS_INIT;
    CHECK(steepest_create(&shared) == STEEPEST_OK);
    for (int k = 0; k < 2; k++) {
        snprintf(files[k], sizeof files[k], "%s/model%d.json", folder, k);
        o.max_epochs = k + 1;
        CHECK(steepest_fit(shared, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
        for (int i = 0; i < ROWS; i++) {
            CHECK(steepest_predict_row(shared, x[i], FEATURES, &expected[k][i]) == STEEPEST_OK);
        }
        CHECK(steepest_save_file(shared, files[k]) == STEEPEST_OK);
    }
    for (int t = 0; t < THREADS; t++) {
        CHECK(pthread_create(&running[t], NULL, predicts, NULL) == 0);
    }
    for (int k = 0; k < 100; k++) {
        CHECK(steepest_load_file(shared, files[k % 2]) == STEEPEST_OK);
    }
    for (int t = 0; t < THREADS; t++) {
        void *failure;
        CHECK(pthread_join(running[t], &failure) == 0);
        CHECK(failure == NULL);
    }
    CHECK(steepest_destroy(shared) == STEEPEST_OK);
    printf("threads %d\n", checks);
}

/* --- What is left behind. */

static long resident_pages(void) {
    long size = 0;
    long resident = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    CHECK(statm != NULL && fscanf(statm, "%ld %ld", &size, &resident) == 2);
    fclose(statm);
    return resident;
}

static void *uses(void *unused) {
    double z;
    (void) unused;
    return steepest_predict_row(shared, x[0], FEATURES, &z) == STEEPEST_OK ? NULL : "refused";
}

static void cycle(void) {
    steepest_matrix m = matrix();
    steepest_options o = STEEPEST_OPTIONS_INIT;
    pthread_t thread;
    void *failure;
    o.max_epochs = 2;
    CHECK(steepest_create(&shared) == STEEPEST_OK);
    CHECK(steepest_fit(shared, &m, y, ROWS, &o, NULL) == STEEPEST_OK);
    CHECK(pthread_create(&thread, NULL, uses, NULL) == 0);
    CHECK(pthread_join(thread, &failure) == 0);
    CHECK(failure == NULL);
    CHECK(steepest_destroy(shared) == STEEPEST_OK);
}

/* A leak of a page a cycle, and an isolate is many, would be seen. */
static void cycles(int count) {
    for (int k = 0; k < count / 2; k++) {
        cycle();
    }
    long before = resident_pages();
    for (int k = 0; k < count / 2; k++) {
        cycle();
    }
    long grown = resident_pages() - before;
    if (grown >= count / 2) {
        fprintf(stderr, "resident memory has grown by %ld pages in %d cycles\n", grown, count / 2);
        exit(1);
    }
    printf("cycles %d grown %ld pages\n", count, grown);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s FOLDER CYCLES\n", argv[0]);
        return 2;
    }
    data();
    refusals();
    storages();
    online();
    threads(argv[1]);
    if (atoi(argv[2]) > 0) {
        cycles(atoi(argv[2]));
    }
    printf("checks %d\n", checks);
    return 0;
}
