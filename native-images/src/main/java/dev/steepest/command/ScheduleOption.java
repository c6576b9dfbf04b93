package dev.steepest.command;

import dev.steepest.Schedule;
import picocli.CommandLine.TypeConversionException;

/** {@code --schedule}: a schedule's name and its parameters, as in {@code step:0.5,30}. */
final class ScheduleOption {

    private static final String KNOWN =
            "constant, inverse-scaling:POWER, inverse-sqrt, exponential:DECAY, step:FACTOR,EPOCHS, cosine:WARMUP,EPOCHS,"
                    + " plateau:FACTOR,PATIENCE";

    private final String text;
    private final String[] values;

    private ScheduleOption(String text, String[] values) {
        this.text = text;
        this.values = values;
    }

    static Schedule parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String[] values = colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
        try {
            return new ScheduleOption(text, values).schedule(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }

    private Schedule schedule(String name) {
        return switch (name) {
            case "constant" -> {
                requireValues(0);
                yield Schedule.constant();
            }
            case "inverse-scaling" -> Schedule.inverseScaling(number(0, 1));
            case "inverse-sqrt" -> {
                requireValues(0);
                yield Schedule.inverseSquareRoot();
            }
            case "exponential" -> Schedule.exponential(number(0, 1));
            case "step" -> Schedule.step(number(0, 2), whole(1, 2));
            case "cosine" -> Schedule.cosine(whole(0, 2), whole(1, 2));
            case "plateau" -> Schedule.plateau(number(0, 2), whole(1, 2));
            default -> throw new TypeConversionException("'" + text + "' is none of " + KNOWN);
        };
    }

    private void requireValues(int count) {
        if (values.length != count) {
            throw new TypeConversionException("'" + text + "' has values=" + values.length + ", it takes values="
                    + count + "; known are " + KNOWN);
        }
    }

    private double number(int index, int count) {
        requireValues(count);
        try {
            return Double.parseDouble(values[index]);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "': '" + values[index] + "' is no number");
        }
    }

    private long whole(int index, int count) {
        requireValues(count);
        try {
            return Long.parseLong(values[index]);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "': '" + values[index] + "' is no whole number");
        }
    }
}
