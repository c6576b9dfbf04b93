/*
 * What steepest.h declares, over the entry points of the image: attaches threads, keeps the text of errors, and refuses what can be refused
 * without Java. No call reaches the image with a thread that is not attached: it would end the process.
 */
#include "steepest.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libsteepest_image.h"

static _Thread_local char message[1024];

#define MESSAGE message, sizeof message

static int refuse(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return status;
}

static int missing(const char *name) {
    return refuse(STEEPEST_REFUSED, "%s=NULL", name);
}

/* Sizes become int64_t: what is negative there is more than memory can have. */
static bool exceeds_memory(size_t size) {
    return size > (size_t) PTRDIFF_MAX;
}

/* --- Handles: a list of isolates, each with a number that is never used again. */

typedef struct isolate {
    steepest_handle handle;
    graal_isolate_t *isolate;
    struct isolate *next;
} isolate;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static isolate *isolates;             /* under the lock */
static steepest_handle last_handle;   /* under the lock */
static atomic_uint_fast64_t destroyed; /* how many: an attachment that was made before the last one may be stale */

static isolate *find(steepest_handle handle) {
    isolate *found = isolates;
    while (found != NULL && found->handle != handle) {
        found = found->next;
    }
    return found;
}

/* --- Threads: each keeps a list of what it is attached to, the one it used last in front. */

typedef struct attachment {
    steepest_handle handle;
    graal_isolatethread_t *thread;
    struct attachment *next;
} attachment;

static _Thread_local attachment *attachments;
static _Thread_local uint_fast64_t checked; /* the number of handles destroyed when the list was last looked through */
static pthread_key_t at_thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int key_error;

/* Only memory: the threads of a destroyed isolate went with it. Under the lock. */
static void drop_stale(void) {
    attachment **at = &attachments;
    while (*at != NULL) {
        attachment *next = (*at)->next;
        if (find((*at)->handle) == NULL) {
            free(*at);
            *at = next;
        } else {
            at = &(*at)->next;
        }
    }
    checked = atomic_load(&destroyed);
}

static void detach_all(void *list) {
    (void) list;
    pthread_mutex_lock(&lock);
    drop_stale();
    while (attachments != NULL) {
        attachment *next = attachments->next;
        graal_detach_thread(attachments->thread);
        free(attachments);
        attachments = next;
    }
    pthread_mutex_unlock(&lock);
}

static void make_key(void) {
    key_error = pthread_key_create(&at_thread_end, detach_all);
}

static void to_front(attachment *found) {
    if (found != attachments) {
        attachment *before = attachments;
        while (before->next != found) {
            before = before->next;
        }
        before->next = found->next;
        found->next = attachments;
        attachments = found;
    }
}

/* A new one in front, or NULL. */
static attachment *new_attachment(void) {
    attachment *made = malloc(sizeof *made);
    if (made != NULL && pthread_setspecific(at_thread_end, made) == 0) {
        return made;
    }
    free(made);
    return NULL;
}

static graal_isolatethread_t *attach(steepest_handle handle) {
    isolate *to = find(handle);
    if (to == NULL) {
        refuse(STEEPEST_REFUSED, "handle=%llu is no handle, or has been destroyed", (unsigned long long) handle);
        return NULL;
    }
    attachment *made = new_attachment();
    if (made == NULL || graal_attach_thread(to->isolate, &made->thread) != 0) {
        free(made);
        refuse(STEEPEST_FAILED, "the thread cannot be attached to handle=%llu: no memory", (unsigned long long) handle);
        return NULL;
    }
    made->handle = handle;
    made->next = attachments;
    attachments = made;
    return made->thread;
}

static graal_isolatethread_t *search(steepest_handle handle) {
    pthread_mutex_lock(&lock);
    drop_stale();
    attachment *found = attachments;
    while (found != NULL && found->handle != handle) {
        found = found->next;
    }
    graal_isolatethread_t *thread;
    if (found != NULL) {
        to_front(found);
        thread = found->thread;
    } else {
        thread = attach(handle);
    }
    pthread_mutex_unlock(&lock);
    return thread;
}

/* This thread in the isolate of a handle; NULL, with a message, if there is none. */
static inline graal_isolatethread_t *thread_of(steepest_handle handle) {
    attachment *last = attachments;
    if (last != NULL && last->handle == handle
        && checked == atomic_load_explicit(&destroyed, memory_order_acquire)) {
        return last->thread;
    }
    return search(handle);
}

static int no_thread(steepest_handle handle) {
    pthread_mutex_lock(&lock);
    int status = find(handle) == NULL ? STEEPEST_REFUSED : STEEPEST_FAILED;
    pthread_mutex_unlock(&lock);
    return status;
}

#define ENTER(handle)                                        \
    graal_isolatethread_t *thread = thread_of(handle);       \
    if (thread == NULL) {                                    \
        return no_thread(handle);                            \
    }

/* --- Structs that grow. */

/* Copies a struct of the caller's version: what it has not is zero, and what this library does not know must be. */
static int take(const char *name, const void *from, void *to, size_t first, size_t known) {
    size_t size = *(const size_t *) from;
    if (size < first || size > (size_t) 1 << 16) {
        return refuse(STEEPEST_REFUSED, "%s.size=%zu is not the size of the struct: initialise it with its macro", name, size);
    }
    memset(to, 0, known);
    memcpy(to, from, size < known ? size : known);
    for (size_t k = known; k < size; k++) {
        if (((const char *) from)[k] != 0) {
            return refuse(STEEPEST_REFUSED, "%s.size=%zu has a value that this version, %s, does not know", name, size, STEEPEST_VERSION);
        }
    }
    return STEEPEST_OK;
}

/* The sizes of version 0.1. */
enum { MATRIX_SIZE = 48, OPTIONS_SIZE = 72, RESULT_SIZE = 56 };

_Static_assert(sizeof(steepest_matrix) >= MATRIX_SIZE, "structs only grow");
_Static_assert(sizeof(steepest_options) >= OPTIONS_SIZE, "structs only grow");
_Static_assert(sizeof(steepest_result) >= RESULT_SIZE, "structs only grow");

static int take_matrix(const steepest_matrix *x, steepest_matrix *taken) {
    return x == NULL ? missing("x") : take("x", x, taken, MATRIX_SIZE, sizeof *taken);
}

/* --- The functions of steepest.h. */

const char *steepest_version(void) {
    return STEEPEST_VERSION;
}

const char *steepest_last_error(void) {
    return message;
}

int steepest_create(steepest_handle *handle) {
    if (handle == NULL) {
        return missing("handle");
    }
    *handle = 0;
    pthread_once(&once, make_key);
    isolate *made = malloc(sizeof *made);
    attachment *own = key_error == 0 ? new_attachment() : NULL;
    int error = made == NULL || own == NULL ? -1 : graal_create_isolate(NULL, &made->isolate, &own->thread);
    if (error != 0) {
        free(made);
        free(own);
        return refuse(STEEPEST_FAILED, "no memory for a handle (error=%d)", error);
    }
    pthread_mutex_lock(&lock);
    made->handle = ++last_handle;
    made->next = isolates;
    isolates = made;
    own->handle = made->handle;
    own->next = attachments;
    attachments = own;
    *handle = made->handle;
    pthread_mutex_unlock(&lock);
    return STEEPEST_OK;
}

int steepest_destroy(steepest_handle handle) {
    ENTER(handle)
    pthread_mutex_lock(&lock);
    isolate **at = &isolates;
    while (*at != NULL && (*at)->handle != handle) {
        at = &(*at)->next;
    }
    isolate *gone = *at;
    if (gone != NULL) {
        *at = gone->next;
        atomic_fetch_add(&destroyed, 1);
        steepest_image_close(thread, MESSAGE);
        graal_detach_all_threads_and_tear_down_isolate(thread);
        drop_stale();
    }
    pthread_mutex_unlock(&lock);
    free(gone);
    return gone != NULL ? STEEPEST_OK : refuse(STEEPEST_REFUSED, "handle=%llu has been destroyed", (unsigned long long) handle);
}

int steepest_describe(steepest_handle handle, char *text, size_t size) {
    if (text == NULL || size == 0) {
        return refuse(STEEPEST_REFUSED, "text=%p size=%zu: there is no room", (void *) text, size);
    }
    if (exceeds_memory(size)) {
        return refuse(STEEPEST_REFUSED, "size=%zu of text exceeds all memory", size);
    }
    ENTER(handle)
    return steepest_image_describe(thread, text, (int64_t) size, MESSAGE);
}

int steepest_load_file(steepest_handle handle, const char *path) {
    if (path == NULL) {
        return missing("path");
    }
    ENTER(handle)
    return steepest_image_load_file(thread, (char *) path, MESSAGE);
}

int steepest_load_memory(steepest_handle handle, const void *json, size_t size) {
    if (json == NULL) {
        return missing("json");
    }
    if (exceeds_memory(size)) {
        return refuse(STEEPEST_REFUSED, "size=%zu of json exceeds all memory", size);
    }
    ENTER(handle)
    return steepest_image_load_memory(thread, (void *) json, (int64_t) size, MESSAGE);
}

int steepest_save_file(steepest_handle handle, const char *path) {
    if (path == NULL) {
        return missing("path");
    }
    ENTER(handle)
    return steepest_image_save_file(thread, (char *) path, MESSAGE);
}

int steepest_parameters(
    steepest_handle handle, double *theta, int64_t capacity, int64_t *features, double *intercept) {
    ENTER(handle)
    return steepest_image_parameters(thread, theta, capacity, (void *) features, intercept, MESSAGE);
}

int steepest_predict_row(steepest_handle handle, const double *row, int64_t features, double *prediction) {
    if (row == NULL || prediction == NULL) {
        return missing(row == NULL ? "row" : "prediction");
    }
    ENTER(handle)
    return steepest_image_predict_row(thread, (double *) row, features, prediction, MESSAGE);
}

int steepest_predict(steepest_handle handle, const steepest_matrix *x, double *predictions, int64_t count) {
    steepest_matrix taken;
    int status = take_matrix(x, &taken);
    if (status != STEEPEST_OK) {
        return status;
    }
    if (predictions == NULL) {
        return missing("predictions");
    }
    ENTER(handle)
    return steepest_image_predict(thread, &taken, predictions, count, MESSAGE);
}

int steepest_fit(
    steepest_handle handle,
    const steepest_matrix *x,
    const double *targets,
    int64_t count,
    const steepest_options *options,
    steepest_result *result) {
    steepest_matrix taken;
    steepest_options chosen = STEEPEST_OPTIONS_INIT;
    steepest_result had = STEEPEST_RESULT_INIT;
    int status = take_matrix(x, &taken);
    if (status == STEEPEST_OK && options != NULL) {
        status = take("options", options, &chosen, OPTIONS_SIZE, sizeof chosen);
    }
    if (status == STEEPEST_OK && result != NULL) {
        status = take("result", result, &had, RESULT_SIZE, sizeof had);
    }
    if (status != STEEPEST_OK) {
        return status;
    }
    if (targets == NULL) {
        return missing("targets");
    }
    ENTER(handle)
    status = steepest_image_fit(thread, &taken, (double *) targets, count, &chosen, &had, MESSAGE);
    if (result != NULL && (status == STEEPEST_OK || status == STEEPEST_DIVERGED)) {
        size_t size = result->size;
        memcpy(result, &had, size < sizeof had ? size : sizeof had);
        result->size = size;
    }
    return status;
}

int steepest_online_start(steepest_handle handle, int64_t features, double learning_rate, int intercept) {
    ENTER(handle)
    return steepest_image_online_start(thread, features, learning_rate, intercept, MESSAGE);
}

int steepest_online_step(
    steepest_handle handle, const double *row, int64_t features, double target, double *loss) {
    if (row == NULL) {
        return missing("row");
    }
    ENTER(handle)
    return steepest_image_online_step(thread, (double *) row, features, target, loss, MESSAGE);
}

int steepest_online_publish(steepest_handle handle) {
    ENTER(handle)
    return steepest_image_online_publish(thread, MESSAGE);
}
