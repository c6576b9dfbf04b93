// Fits in float32, saves, loads and predicts:  c++ fit.cpp $(pkg-config --cflags --libs steepest) && ./a.out model.json
#include "steepest.hpp"

#include <cstdio>

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s MODEL\n", argv[0]);
        return 2;
    }
    try {
        std::vector<float> x = {1, 1, 1, 2, 3, 4}; // column after column
        steepest_matrix matrix = STEEPEST_MATRIX_INIT;
        matrix.values = x.data();
        matrix.rows = 3;
        matrix.features = 2;
        matrix.layout = STEEPEST_COLUMNS;
        matrix.storage = STEEPEST_FLOAT32;
        steepest_options options = STEEPEST_OPTIONS_INIT;
        options.learning_rate = 0.01;
        options.tolerance = -1;
        steepest::model fitted;
        fitted.fit(matrix, {2, 5, 9}, options);
        fitted.save(argv[1]);
        steepest::model loaded(argv[1]);
        std::vector<double> theta = loaded.theta();
        std::printf("%.17g %.17g\n%.17g\n", theta[0], theta[1], loaded.predict({1, 5}));
        loaded.predict({1, 5, 6});
    } catch (const steepest::error &e) {
        std::printf("status %d: %s\n", e.status, e.what());
    }
    return 0;
}
