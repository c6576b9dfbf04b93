package dev.steepest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of a descent by name. Whatever a descent changes from epoch to epoch is put here by its owner when a checkpoint is due, and
 * taken back when the descent goes on; what follows from data and settings alone is not, as it is made anew.
 */
final class State {

    private final Map<String, long[]> parts;

    State() {
        this(new LinkedHashMap<>());
    }

    State(Map<String, long[]> parts) {
        this.parts = parts;
    }

    Map<String, long[]> parts() {
        return parts;
    }

    void put(String name, long number) {
        parts.put(name, new long[] {number});
    }

    void put(String name, double value) {
        put(name, Double.doubleToRawLongBits(value));
    }

    void put(String name, boolean truth) {
        put(name, truth ? 1L : 0L);
    }

    /** The first so many of them. */
    void put(String name, double[] values, int length) {
        long[] bits = new long[length];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(values[i]));
        parts.put(name, bits);
    }

    boolean has(String name) {
        return parts.containsKey(name);
    }

    long number(String name) {
        return part(name, 1)[0];
    }

    /** A number from the least to the most that makes sense. */
    long number(String name, long least, long most) {
        long number = number(name);
        if (number < least || number > most) {
            throw wrong(name, "is " + number + ", not from " + least + " to " + most);
        }
        return number;
    }

    double value(String name) {
        return Double.longBitsToDouble(number(name));
    }

    boolean truth(String name) {
        return number(name, 0, 1) == 1;
    }

    /** Into the beginning of an array; returns how many they were. */
    int take(String name, double[] into) {
        long[] bits = part(name, -1);
        if (bits.length > into.length) {
            throw wrong(name, "has length=" + bits.length + ", there is room for " + into.length);
        }
        for (int i = 0; i < bits.length; i++) {
            into[i] = Double.longBitsToDouble(bits[i]);
        }
        return bits.length;
    }

    /** All of an array. */
    void fill(String name, double[] into) {
        part(name, into.length);
        take(name, into);
    }

    private long[] part(String name, int length) {
        long[] bits = parts.get(name);
        if (bits == null) {
            throw wrong(name, "is missing");
        }
        if (length >= 0 && bits.length != length) {
            throw wrong(name, "has length=" + bits.length + ", not " + length);
        }
        return bits;
    }

    private static IllegalArgumentException wrong(String name, String reason) {
        return new IllegalArgumentException("the checkpoint cannot be resumed: its part '" + name + "' " + reason);
    }
}
