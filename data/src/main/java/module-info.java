/** Readers and writers of real files: {@code .npy}, {@code .csv} and models as JSON. */
@org.jspecify.annotations.NullMarked
module dev.steepest.data {
    requires transitive dev.steepest;
    requires de.siegmar.fastcsv;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports dev.steepest.data;
}
