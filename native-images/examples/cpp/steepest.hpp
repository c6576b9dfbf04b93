// steepest.h with owners and exceptions.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <steepest.h>

namespace steepest {

class error : public std::runtime_error {
public:
    error(int status) : std::runtime_error(steepest_last_error()), status(status) {}
    const int status;
};

inline void check(int status) {
    if (status != STEEPEST_OK) {
        throw error(status);
    }
}

// A handle that is destroyed with its owner.
class model {
public:
    model() { check(steepest_create(&handle)); }
    explicit model(const std::string &file) : model() { check(steepest_load_file(handle, file.c_str())); }
    model(model &&other) noexcept : handle(std::exchange(other.handle, 0)) {}
    model &operator=(model &&other) noexcept {
        std::swap(handle, other.handle);
        return *this;
    }
    ~model() {
        if (handle != 0) {
            steepest_destroy(handle);
        }
    }

    steepest_result fit(
        const steepest_matrix &x, const std::vector<double> &targets, const steepest_options &options = STEEPEST_OPTIONS_INIT) {
        steepest_result result = STEEPEST_RESULT_INIT;
        check(steepest_fit(handle, &x, targets.data(), static_cast<std::int64_t>(targets.size()), &options, &result));
        return result;
    }

    double predict(const std::vector<double> &row) const {
        double prediction;
        check(steepest_predict_row(handle, row.data(), static_cast<std::int64_t>(row.size()), &prediction));
        return prediction;
    }

    std::vector<double> theta() const {
        std::int64_t features;
        check(steepest_parameters(handle, nullptr, 0, &features, nullptr));
        std::vector<double> theta(static_cast<std::size_t>(features));
        check(steepest_parameters(handle, theta.data(), features, nullptr, nullptr));
        return theta;
    }

    void save(const std::string &file) const { check(steepest_save_file(handle, file.c_str())); }

private:
    steepest_handle handle = 0;
};

} // namespace steepest
