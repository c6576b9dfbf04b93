/* Fits a line to three rows and predicts:  cc fit.c $(pkg-config --cflags --libs steepest) && ./a.out */
#include <steepest.h>
#include <stdio.h>

int main(void) {
    double x[][2] = {{1, 2}, {1, 3}, {1, 4}};
    double y[] = {2, 5, 9};
    double row[] = {1, 5};
    double theta[2];
    double prediction;
    steepest_handle handle;
    steepest_matrix matrix = STEEPEST_MATRIX_INIT;
    steepest_options options = STEEPEST_OPTIONS_INIT;
    steepest_result result = STEEPEST_RESULT_INIT;

    matrix.values = x;
    matrix.rows = 3;
    matrix.features = 2;
    options.learning_rate = 0.01;
    options.tolerance = -1;
    if (steepest_create(&handle) != STEEPEST_OK
        || steepest_fit(handle, &matrix, y, 3, &options, &result) != STEEPEST_OK
        || steepest_parameters(handle, theta, 2, NULL, NULL) != STEEPEST_OK
        || steepest_predict_row(handle, row, 2, &prediction) != STEEPEST_OK) {
        fprintf(stderr, "%s\n", steepest_last_error());
        return 1;
    }
    printf("%.17g %.17g cost %.17g epochs %lld\n", theta[0], theta[1], result.cost, (long long) result.epochs);
    printf("%.17g\n", prediction);
    return steepest_destroy(handle);
}
