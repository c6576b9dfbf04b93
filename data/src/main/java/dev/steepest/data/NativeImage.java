package dev.steepest.data;

/** Whether this is a native image: fixed when it is built. */
final class NativeImage {

    /** The property is GraalVM's. */
    static final boolean IS_ONE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    private NativeImage() {}
}
