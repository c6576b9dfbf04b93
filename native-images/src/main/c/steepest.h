/*
 * libsteepest: gradient descent for linear models, without a JVM. The image behind it is built from the Java code and gives the same bits.
 *
 * Status. Functions that can fail return a status; STEEPEST_OK is 0. Whatever fails is told by steepest_last_error() as one sentence with names
 * and values, has changed nothing, and ends neither process nor thread: no exception, signal, abort or exit comes out of the library.
 *
 * Handles. A handle is a Steepest of its own, with its own memory and at most one model. steepest_create takes about a millisecond, and some
 * megabytes; a program needs one, or one for each model. Numbers that are no handle, or no longer, are refused.
 *
 * Threads. Any thread may use any handle; nothing has to be attached or detached.
 *   - steepest_predict_row, steepest_predict and steepest_parameters: any number of threads at once, on one handle, at any time. They see the
 *     model that was last loaded, fitted or published, the old one or the new one, whole.
 *   - steepest_online_start, _step and _publish: one thread at a time for each handle.
 *   - steepest_destroy: when no other thread is inside a call on that handle.
 *   - A process that has forked may use the library in the parent or in the child, not in both.
 *
 * Memory is the caller's: values are read in place and must stay as they are until the call returns; nothing is kept. Arrays of float64 lie at
 * addresses that are multiples of 8, of float32 of 4.
 *
 * Structs begin with their size, so that they can grow at the end: initialise them with the macros; what is zero has the default.
 */
#ifndef STEEPEST_H
#define STEEPEST_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(STEEPEST_API)
#define STEEPEST_API __attribute__((visibility("default")))
#elif !defined(STEEPEST_API)
#define STEEPEST_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t steepest_handle; /* 0 is none */

enum {
    STEEPEST_OK = 0,
    STEEPEST_FAILED = 1,  /* not the caller's fault: no memory, or an error in the library */
    STEEPEST_REFUSED = 2, /* bad arguments or data */
    STEEPEST_DIVERGED = 3 /* the handle keeps the model that it had */
};

enum { STEEPEST_ROWS = 0, STEEPEST_COLUMNS = 1 };                           /* layout: row-major, column-major */
enum { STEEPEST_FLOAT64 = 0, STEEPEST_FLOAT32 = 1 };                        /* storage */
enum { STEEPEST_BATCH = 0, STEEPEST_STOCHASTIC = 1, STEEPEST_MINI_BATCH = 2 }; /* method */
enum { STEEPEST_PLAN_AUTO = 0, STEEPEST_PLAN_STREAMING = 1, STEEPEST_PLAN_GRAM = 2 };
enum { STEEPEST_MAX_EPOCHS = 0, STEEPEST_CONVERGED = 1 }; /* why a fit ended */

/* X: rows by features. */
typedef struct steepest_matrix {
    size_t size;
    const void *values;
    int64_t rows;
    int64_t features;
    int64_t stride;  /* values from a row to the next (STEEPEST_ROWS) or from a feature to the next; 0: there are no gaps */
    int32_t layout;
    int32_t storage;
} steepest_matrix;

#define STEEPEST_MATRIX_INIT {sizeof(steepest_matrix), NULL, 0, 0, 0, STEEPEST_ROWS, STEEPEST_FLOAT64}

typedef struct steepest_options {
    size_t size;
    int32_t method;
    int32_t plan;              /* batch only */
    int32_t intercept;         /* not 0: fits one */
    int32_t standardize;       /* not 0: descends on features of mean 0 and deviation 1 */
    int32_t threads;           /* 0: 1. The result does not depend on them. */
    int32_t batch_size;        /* 0: 256, or all rows if there are fewer; mini-batch only */
    int64_t seed;              /* chooses rows; batch chooses none */
    int64_t max_epochs;        /* 0: 1000 */
    double learning_rate;      /* 0: found from the data */
    double tolerance;          /* ends when the cost changes by no more than this times itself; 0: 1e-9, negative: never */
    double gradient_tolerance; /* ends when the norm of the gradient is this or less; 0: never */
} steepest_options;

#define STEEPEST_OPTIONS_INIT {sizeof(steepest_options), 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0}

typedef struct steepest_result {
    size_t size;
    double cost;
    double gradient_norm;
    double learning_rate;
    int64_t epochs;
    int64_t steps;
    int32_t reason;
} steepest_result;

#define STEEPEST_RESULT_INIT {sizeof(steepest_result), 0.0, 0.0, 0.0, 0, 0, 0}

/* The version of the library, such as "0.1.0". */
STEEPEST_API const char *steepest_version(void);

/* What went wrong in the last call of this thread that failed, or "". Valid until the thread's next call that fails. */
STEEPEST_API const char *steepest_last_error(void);

STEEPEST_API int steepest_create(steepest_handle *handle);
STEEPEST_API int steepest_destroy(steepest_handle handle);

/* Kernel, width and machine in one line, for bug reports; cut to size bytes with its 0. */
STEEPEST_API int steepest_describe(steepest_handle handle, char *text, size_t size);

/* Models as steepest fit --model writes them. Paths and JSON are UTF-8. */
STEEPEST_API int steepest_load_file(steepest_handle handle, const char *path);
STEEPEST_API int steepest_load_memory(steepest_handle handle, const void *json, size_t size);
STEEPEST_API int steepest_save_file(steepest_handle handle, const char *path);

/* Copies the model out. theta may be NULL to ask for the number of features, which is written in any case. */
STEEPEST_API int steepest_parameters(
    steepest_handle handle, double *theta, int64_t capacity, int64_t *features, double *intercept);

/* prediction = row · theta + intercept; allocates nothing after a thread's first call. */
STEEPEST_API int steepest_predict_row(steepest_handle handle, const double *row, int64_t features, double *prediction);

/* One prediction for each row of x. */
STEEPEST_API int steepest_predict(
    steepest_handle handle, const steepest_matrix *x, double *predictions, int64_t count);

/* Fits a model by squared loss to x and one target for each row, and keeps it. options and result may be NULL. */
STEEPEST_API int steepest_fit(
    steepest_handle handle,
    const steepest_matrix *x,
    const double *targets,
    int64_t count,
    const steepest_options *options,
    steepest_result *result);

/* Begins to learn row by row: from theta = 0 with so many features, or, if features is 0, from the handle's model. */
STEEPEST_API int steepest_online_start(steepest_handle handle, int64_t features, double learning_rate, int intercept);

/* One step. loss (may be NULL) is that of the prediction before it; infinite or NaN if the step was not done, as theta would not be finite. */
STEEPEST_API int steepest_online_step(
    steepest_handle handle, const double *row, int64_t features, double target, double *loss);

/* Makes what has been learnt so far the model of the handle. */
STEEPEST_API int steepest_online_publish(steepest_handle handle);

#ifdef __cplusplus
}
#endif

#endif
